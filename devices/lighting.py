"""Lighting circuits (照明)."""

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
    key="lighting",
    name=Text("照明回路", "Lighting circuit"),
    system="lighting",
    icon="lighting",
    brick="Luminaire",
    source="Practice: on from dusk to dawn, a circuit that draws less than 80 % has dead lamps",
    interval_s=300,
    points=(
        PointType("on", Text("开灯", "On"), PointKind.BINARY),
        PointType(
            "mode",
            Text("控制方式", "Mode"),
            PointKind.ENUM,
            codes=(("0", "auto", Text("自动", "Automatic")), ("1", "manual", Text("手动", "Manual"))),
            normal_value="auto",
        ),
        PointType("lux", Text("照度", "Illuminance"), PointKind.ANALOG, "lx", low=0, high=200_000),
        PointType("power", Text("功率", "Power"), PointKind.ANALOG, "W", low=0, high=100_000),
    ),
)


class LightingBehaviour(SimulatedAsset):
    """Lamps that burn from dusk to dawn. Attributes of the asset: `watts`, of the whole circuit; `burns: always` for a basement."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "stay_dark", "burn_by_day", "lose_lamps", "switch_to_manual")

    DUSK_H, DAWN_H = 18.0, 6.5
    NIGHT_LX, DAY_LX = 45.0, 6_000.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.watts = float(asset.attributes.get("watts", "1200"))
        self.always = asset.attributes.get("burns") == "always"
        self.lit = False
        self.lux = 0.0
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Lamps replaced, switched by the clock."""
        super().restore()
        self.forced: bool | None = None
        self.dead_share = 0.0
        self.mode = "auto"

    def stay_dark(self) -> None:
        """The clock's relay sticks: no light after dusk."""
        self.forced = False

    def burn_by_day(self) -> None:
        """Somebody left the light on."""
        self.forced = True

    def lose_lamps(self) -> None:
        """A third of the lamps is dead."""
        self.dead_share = 0.33

    def switch_to_manual(self) -> None:
        """Somebody takes it out of automatic."""
        self.mode = "manual"

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Burn when it is dark."""
        night = around.clock_hour >= self.DUSK_H or around.clock_hour < self.DAWN_H
        wanted = self.always or night if self.forced is None else self.forced
        self.lit = wanted and around.supply
        outside = 0.0 if night or self.always else self.DAY_LX
        self.lux = self.toward(self.lux, outside + (self.NIGHT_LX if self.lit else 0.0), dt_s, tau_s=2, noise=0.5)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the circuit's controller says."""
        return {
            "on": self.lit,
            "mode": self.mode,
            "lux": round(max(0.0, self.lux), 0),
            "power": round(self.watts * (1 - self.dead_share) if self.lit else 0.0, 0),
            **self.common(),
        }


BEHAVIOUR = LightingBehaviour
