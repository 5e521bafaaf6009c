"""Fire water (消防水): hydrant and sprinkler pumps, their tank, valves and pipes."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="fire_water",
    name=Text("消防水系统", "Fire water"),
    system="fire",
    icon="hydrant",
    brick="Fire_Sprinkler_Water_Storage_Tank",
    source="GB 50974-2014 (static pressure >= 0.15 MPa above 100 m, reduce above 0.70 MPa, cabinet normally in automatic)",
    interval_s=60,
    points=(
        PointType("pressure", Text("管网压力", "Pipe pressure"), PointKind.ANALOG, "MPa", low=0, high=2.5, normal=(0.15, 0.70)),
        PointType("tank_level", Text("水位", "Tank level"), PointKind.ANALOG, "m", low=0, high=10),
        PointType(
            "pump_mode",
            Text("控制柜方式", "Cabinet mode"),
            PointKind.ENUM,
            codes=(("0", "auto", Text("自动", "Automatic")), ("1", "manual", Text("手动", "Manual")), ("2", "off", Text("停止", "Off"))),
            normal_value="auto",
        ),
        PointType("pump_run", Text("水泵运行", "Pump running"), PointKind.BINARY, normal_value=False),
        PointType("pump_fault", Text("水泵故障", "Pump fault"), PointKind.BINARY, normal_value=False),
        PointType("power_lost", Text("断电", "Power lost"), PointKind.BINARY, normal_value=False),
        PointType("valve_shut", Text("阀门关闭", "Valve shut"), PointKind.BINARY, normal_value=False),
        PointType("flow_switch", Text("流量开关", "Flow switch"), PointKind.BINARY, normal_value=False),
        PointType("jockey_starts", Text("稳压泵启动次数", "Jockey pump starts"), PointKind.COUNTER, low=0),
    ),
)


class FireWaterBehaviour(SimulatedAsset):
    """Pipes that leak a little and a jockey pump that makes up for it; the fire pump stands still."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (
        *SimulatedAsset.commands,
        "lose_pressure",
        "run_pump",
        "fail_pump",
        "switch_to_manual",
        "shut_valve",
        "drain_tank",
    )

    JOCKEY_ON_MPA = 0.48
    JOCKEY_OFF_MPA = 0.55
    FULL_M = 3.6

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.pressure = rng.uniform(self.JOCKEY_ON_MPA, self.JOCKEY_OFF_MPA)
        self.level_m = self.FULL_M
        self.jockey_starts = rng.randrange(500, 3_000)
        self.jockey = False
        self.leak_mpa_s = rng.uniform(0.5, 1.5) * 0.07 / 2_400
        self.unpowered = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Automatic, valves open, tank full, pump still."""
        super().restore()
        self.mode = "auto"
        self.running = self.faulty = self.shut = self.burst = self.draining = False

    def lose_pressure(self) -> None:
        """A pipe bursts."""
        self.burst = True

    def run_pump(self) -> None:
        """The fire pump starts without a fire."""
        self.running = True

    def fail_pump(self) -> None:
        """The fire pump reports a fault."""
        self.faulty = True

    def switch_to_manual(self) -> None:
        """Somebody switches the cabinet to manual."""
        self.mode = "manual"

    def shut_valve(self) -> None:
        """Somebody shuts the main valve."""
        self.shut = True

    def drain_tank(self) -> None:
        """The tank runs dry."""
        self.draining = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Leak, and make up for it."""
        self.unpowered = not around.supply
        if self.pressure <= self.JOCKEY_ON_MPA and not self.jockey and around.supply and self.mode == "auto":
            self.jockey, self.jockey_starts = True, self.jockey_starts + 1
        elif self.pressure >= self.JOCKEY_OFF_MPA or not around.supply:
            self.jockey = False
        if self.burst:
            self.pressure = self.toward(self.pressure, 0.04, dt_s, tau_s=8)
        elif self.running:
            self.pressure = self.toward(self.pressure, 0.78, dt_s, tau_s=5)
        elif self.pressure < self.JOCKEY_ON_MPA - 0.02 and self.jockey:
            self.pressure = self.toward(self.pressure, self.JOCKEY_OFF_MPA + 0.02, dt_s, tau_s=10)
        else:
            self.pressure = max(0.0, self.pressure + (0.07 / 25 if self.jockey else -self.leak_mpa_s) * dt_s)
        self.pressure = min(self.pressure, 0.8 if self.running else self.JOCKEY_OFF_MPA + 0.02)
        self.level_m = self.toward(self.level_m, 0.4 if self.draining else self.FULL_M, dt_s, tau_s=30)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the pump cabinet says."""
        return {
            "pressure": round(self.pressure, 3),
            "tank_level": round(self.level_m, 2),
            "pump_mode": self.mode,
            "pump_run": self.running,
            "pump_fault": self.faulty,
            "power_lost": self.unpowered,
            "valve_shut": self.shut,
            "flow_switch": self.burst,
            "jockey_starts": self.jockey_starts,
            **self.common(),
        }


BEHAVIOUR = FireWaterBehaviour
