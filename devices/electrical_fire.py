"""Electrical fire monitors (电气火灾监控): residual current, cable temperature and arcs at a feeder."""

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
    key="electrical_fire",
    name=Text("电气火灾监控", "Electrical fire monitor"),
    system="fire",
    icon="electrical-fire",
    source="GB 50116-2013 (natural leakage 100 to 200 mA, alarm set at 300 to 500 mA), GB 14287",
    interval_s=60,
    points=(
        PointType("residual_current", Text("剩余电流", "Residual current"), PointKind.ANALOG, "mA", low=0, high=3000, normal=(1, 300)),
        PointType("cable_temp", Text("线缆温度", "Cable temperature"), PointKind.ANALOG, "°C", low=-40, high=150, normal=(None, 55)),
        PointType("arc", Text("故障电弧", "Arc fault"), PointKind.BINARY, normal_value=False),
    ),
)


class ElectricalFireBehaviour(SimulatedAsset):
    """A feeder that leaks a little, as all do, and whose cable is as warm as the load makes it."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "leak", "leak_badly", "heat_cable", "arc", "lose_transformer")

    LOAD = ((0, 0.25), (7, 0.5), (13, 0.5), (19.5, 0.8), (22, 0.5))

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.natural_ma = rng.uniform(100, 180)
        self.current_ma = self.natural_ma
        self.cable_c = 30.0
        super().__init__(asset, rng)

    def restore(self) -> None:
        """The insulation is whole, the terminal is tight, the sensor is connected."""
        super().restore()
        self.leaking_ma: float | None = None
        self.hot = self.arcing = self.open_circuit = False

    def leak(self) -> None:
        """The insulation of a cable gets wet."""
        self.leaking_ma = 420.0

    def leak_badly(self) -> None:
        """A live part touches earth."""
        self.leaking_ma = 1_400.0

    def heat_cable(self) -> None:
        """A terminal comes loose and gets hot."""
        self.hot = True

    def arc(self) -> None:
        """It arcs."""
        self.arcing = True

    def lose_transformer(self) -> None:
        """The current transformer's wire comes off: it reads nought."""
        self.open_circuit = True

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Leak and warm with the load."""
        load = daily_curve(around.hour, self.LOAD) if around.supply else 0.0
        natural = self.natural_ma * (0.85 + 0.3 * load) if around.supply else 0.0
        leaking = self.leaking_ma is not None and around.supply
        self.current_ma = self.toward(self.current_ma, self.leaking_ma if leaking and self.leaking_ma is not None else natural, dt_s, tau_s=6, noise=3)
        target_c = 96.0 if self.hot and around.supply else 12 + 0.5 * around.outdoor_c + 14 * load
        self.cable_c = self.toward(self.cable_c, target_c, dt_s, tau_s=60 if self.hot else 900, noise=0.1)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the monitor says."""
        return {
            "residual_current": 0.0 if self.open_circuit else round(max(0.0, self.current_ma), 0),
            "cable_temp": round(self.cable_c, 1),
            "arc": self.arcing,
            **self.common(),
        }


BEHAVIOUR = ElectricalFireBehaviour
