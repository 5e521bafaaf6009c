"""Combustible gas detectors (可燃气体), with the shut-off valve and fan that they act upon."""

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
    key="gas_detector",
    name=Text("可燃气体探测器", "Gas detector"),
    system="gas",
    icon="gas",
    source="GB/T 50493-2019 (level 1 <= 25 %LEL, level 2 <= 50 %LEL, oxygen 19.5 and 23.5 %)",
    interval_s=60,
    points=(
        PointType("lel", Text("可燃气体浓度", "Gas concentration"), PointKind.ANALOG, "%LEL", low=0, high=100, normal=(0, 5)),
        PointType(
            "state",
            Text("探测器状态", "Detector state"),
            PointKind.ENUM,
            codes=(
                ("0", "normal", Text("正常", "Normal")),
                ("1", "alarm", Text("报警", "Alarm")),
                ("2", "fault", Text("故障", "Fault")),
                ("3", "warm_up", Text("预热", "Warming up")),
                ("4", "end_of_life", Text("寿命到期", "End of life")),
            ),
            normal_value="normal",
        ),
        PointType("valve_closed", Text("切断阀关闭", "Shut-off valve closed"), PointKind.BINARY),
        PointType("fan_run", Text("风机运行", "Fan running"), PointKind.BINARY),
        PointType("oxygen", Text("氧气", "Oxygen"), PointKind.ANALOG, "%", low=0, high=30, normal=(19.5, 23.5)),
        PointType("days_left", Text("剩余有效期", "Days until it expires"), PointKind.ANALOG, "d", low=-10_000, high=10_000, normal=(0, None)),
    ),
)


class GasDetectorBehaviour(SimulatedAsset):
    """Clean air; when gas gathers the valve closes and the fan starts, unless they are broken.

    Attribute of the asset: `oxygen: "yes"` for one that measures oxygen too.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "seep", "burst", "jam_valve", "jam_fan", "warm_up", "expire", "displace_air")

    LEVEL_2_LEL = 25.0
    FRESH_PCT = 20.9

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.measures_oxygen = asset.attributes.get("oxygen") == "yes"
        self.gas_lel = rng.uniform(0.0, 0.8)
        self.oxygen_pct = self.FRESH_PCT
        self.left_d = float(rng.randrange(200, 900))
        self.closed = self.running = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """The leak is sealed, the room aired, the valve opened by hand; everything works."""
        super().restore()
        self.gas_lel = min(self.gas_lel, 1.0)
        self.inflow_lel = 0.0
        self.valve_jammed = self.fan_jammed = self.closed = self.warming = self.expired = self.displaced = False

    def seep(self) -> None:
        """A little gas seeps out."""
        self.inflow_lel = 16.0

    def burst(self) -> None:
        """A hose comes off."""
        self.inflow_lel = 60.0

    def jam_valve(self) -> None:
        """The valve will not close when it should."""
        self.valve_jammed = True

    def jam_fan(self) -> None:
        """The fan will not start when it should."""
        self.fan_jammed = True

    def warm_up(self) -> None:
        """It was switched on just now and reads nonsense for a while."""
        self.warming, self.inflow_lel = True, 30.0

    def expire(self) -> None:
        """Its sensor has reached the end of its life."""
        self.expired = True

    def displace_air(self) -> None:
        """Something displaces the oxygen of the room."""
        self.displaced = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Gas gathers and is blown out."""
        danger = self.gas_lel >= self.LEVEL_2_LEL and not self.warming
        self.closed = self.closed or (danger and not self.valve_jammed)
        self.running = danger and not self.fan_jammed and around.supply
        target = 0.4 if self.closed and not self.inflow_lel else self.inflow_lel or 0.4
        self.gas_lel = max(0.0, self.toward(self.gas_lel, target, dt_s, tau_s=10, noise=0.15))
        self.oxygen_pct = self.toward(self.oxygen_pct, 18.2 if self.displaced else self.FRESH_PCT, dt_s, tau_s=20, noise=0.03)
        self.left_d = max(0.0, self.left_d - dt_s / 86_400)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the detector says."""
        state = "warm_up" if self.warming else "end_of_life" if self.expired else "alarm" if self.gas_lel >= 10 else "normal"  # noqa: PLR2004  level 1 in %LEL
        said: dict[str, Value] = {
            "lel": round(self.gas_lel, 1),
            "state": state,
            "valve_closed": self.closed,
            "fan_run": self.running,
            "days_left": 0.0 if self.expired else round(self.left_d, 2),
            **self.common(),
        }
        if self.measures_oxygen:
            said["oxygen"] = round(self.oxygen_pct, 1)
        return said


BEHAVIOUR = GasDetectorBehaviour
