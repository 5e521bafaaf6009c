"""Air of underground car parks (车库一氧化碳), with the exhaust fan that keeps it fresh."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Happening, SimulatedAsset, Surroundings, daily_curve
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="garage_air",
    name=Text("车库空气", "Garage air"),
    system="parking",
    icon="fan",
    brick="Exhaust_Fan",
    source="GB 50736-2012 (CO <= 30 mg/m³, which is 24 ppm)",
    interval_s=60,
    points=(
        PointType("co", Text("一氧化碳", "Carbon monoxide"), PointKind.ANALOG, "mg/m³", low=0, high=1200, normal=(0, 30)),
        PointType("fan_command", Text("风机启动指令", "Fan commanded"), PointKind.BINARY),
        PointType("fan_run", Text("风机运行", "Fan running"), PointKind.BINARY),
        PointType("fan_fault", Text("风机故障", "Fan fault"), PointKind.BINARY, normal_value=False),
        PointType(
            "fan_mode",
            Text("风机控制方式", "Fan mode"),
            PointKind.ENUM,
            codes=(("0", "auto", Text("自动", "Automatic")), ("1", "manual", Text("手动", "Manual")), ("2", "off", Text("停止", "Off"))),
            normal_value="auto",
        ),
    ),
)


class GarageAirBehaviour(SimulatedAsset):
    """Exhaust gathers with the traffic; the fan starts at 20 mg/m³ and stops at 8."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "fumes", "engine_left_running", "fail_fan", "switch_to_manual")

    CARS = ((0, 0.05), (6, 0.3), (8, 1.0), (10, 0.4), (17, 0.6), (18.5, 1.0), (21, 0.4))
    FAN_ON_MG, FAN_OFF_MG = 20.0, 8.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.co_mg = rng.uniform(1, 4)
        self.commanded = self.running = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Ordinary traffic, and a fan that works."""
        super().restore()
        self.source_mg: float | None = None
        self.faulty = False
        self.mode = "auto"

    def fumes(self) -> None:
        """A jam on the ramp: more exhaust than the fan can take."""
        self.source_mg = 60.0

    def engine_left_running(self) -> None:
        """An engine runs in a closed corner: the air becomes dangerous."""
        self.source_mg = 320.0

    def fail_fan(self) -> None:
        """The fan trips while it should run."""
        self.faulty, self.source_mg = True, 26.0

    def switch_to_manual(self) -> None:
        """Somebody leaves the fan in manual."""
        self.mode = "manual"

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Gather, and blow."""
        if self.co_mg >= self.FAN_ON_MG:
            self.commanded = True
        elif self.co_mg <= self.FAN_OFF_MG:
            self.commanded = False
        self.running = self.commanded and self.mode == "auto" and not self.faulty and around.supply
        usual = 2 + 9 * daily_curve(around.hour, self.CARS)
        target = usual if self.source_mg is None else self.source_mg
        fast = self.source_mg is not None or self.running or self.co_mg > self.FAN_ON_MG
        self.co_mg = max(0.0, self.toward(self.co_mg, target, dt_s, tau_s=20 if fast else 600, noise=0.4))
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the controller says."""
        return {
            "co": round(self.co_mg, 1),
            "fan_command": self.commanded,
            "fan_run": self.running,
            "fan_fault": self.faulty,
            "fan_mode": self.mode,
            **self.common(),
        }


BEHAVIOUR = GarageAirBehaviour
