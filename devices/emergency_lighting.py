"""Emergency lighting (应急照明): escape lights and exit signs with a battery of their own."""

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
    key="emergency_lighting",
    name=Text("应急照明", "Emergency lighting"),
    system="lighting",
    icon="exit",
    brick="Luminaire",
    source="GB 50116-2013 (all on 5 s after a confirmed fire), practice (30 min discharge monthly, full yearly)",
    interval_s=300,
    points=(
        PointType(
            "emergency",
            Text("应急状态", "Emergency state"),
            PointKind.ENUM,
            codes=(
                ("0", "normal", Text("正常", "Normal")),
                ("1", "test", Text("测试", "Test")),
                ("2", "on", Text("应急点亮", "On")),
                ("3", "fault", Text("故障", "Fault")),
            ),
            normal_value="normal",
        ),
        PointType("discharge_min", Text("上次放电时间", "Last discharge"), PointKind.ANALOG, "min", low=0, high=1000),
    ),
)


class EmergencyLightingBehaviour(SimulatedAsset):
    """Dark until there is a fire or no power, then lit from the battery."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "break_lamp", "stay_dark", "test_discharge")

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.discharge_min = rng.uniform(31, 40)
        self.lit = False
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Lamp and battery replaced."""
        super().restore()
        self.broken = self.stuck = self.testing = False

    def break_lamp(self) -> None:
        """A lamp or its battery fails."""
        self.broken = True

    def stay_dark(self) -> None:
        """It will not light when it should."""
        self.stuck = True

    def test_discharge(self) -> None:
        """Somebody tests it on its battery."""
        self.testing = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Light in a fire, and without power."""
        before = self.lit or self.testing
        self.lit = (around.fire or not around.supply) and not self.stuck
        if self.lit or self.testing:
            self.discharge_min = min(1000.0, (self.discharge_min if before else 0.0) + dt_s / 60)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the lighting controller says."""
        state = "fault" if self.broken else "on" if self.lit else "test" if self.testing else "normal"
        return {"emergency": state, "discharge_min": round(self.discharge_min, 1), **self.common()}


BEHAVIOUR = EmergencyLightingBehaviour
