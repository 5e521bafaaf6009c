"""Fire detectors: stand-alone smoke detectors (独立烟感) and components on a panel's loop."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import ClassVar

from devices.behaviour import Effect, Happening, SimulatedAsset, Surroundings
from devices.fire_component import PART_TYPE, SOURCE, STATUS_BITS
from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset
from domain.text import Text

TYPE = DeviceType(
    key="fire_detector",
    name=Text("火灾探测器", "Fire detector"),
    system="fire",
    icon="smoke",
    brick="Smoke_Detector",
    source=SOURCE,
    interval_s=86_400,
    points=(
        PointType("smoke", Text("烟雾", "Smoke"), PointKind.BINARY, normal_value=False),
        PointType("temp", Text("温度", "Temperature"), PointKind.ANALOG, "°C", low=-40, high=125, normal=(None, 54)),
        PART_TYPE,
        STATUS_BITS,
    ),
)


class FireDetectorBehaviour(SimulatedAsset):
    """A quiet detector: the room's temperature, a battery that lasts years, and once in a while smoke.

    With the attribute `loop` it is a component on a panel's loop and says its state in the panel's words instead.
    """

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "smoke", "isolate")

    BATTERY_S_PER_PCT = 10 * 86_400.0

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.temp_c = rng.uniform(19, 24)
        self.battery = rng.uniform(55, 100)
        self.on_loop = "loop" in asset.attributes
        super().__init__(asset, rng)

    def restore(self) -> None:
        """The air is clear, and the detector in operation."""
        super().restore()
        self.smoky = self.isolated = False

    def smoke(self) -> None:
        """Smoke reaches the detector."""
        self.smoky = True

    def isolate(self) -> None:
        """Somebody isolates it at the panel."""
        self.isolated = True

    def effects(self) -> frozenset[Effect]:
        """The panel hears of smoke."""
        return frozenset({Effect.SMOKE}) if self.smoky and not self.isolated else frozenset()

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:
        """Warm up in smoke, follow the weather a little otherwise."""
        target = 68.0 if self.smoky else 16 + 0.3 * around.outdoor_c
        self.temp_c = self.toward(self.temp_c, target, dt_s, tau_s=90 if self.smoky else 3_600, noise=0.3)
        self.battery = max(0.0, self.battery - dt_s / self.BATTERY_S_PER_PCT)
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the detector says."""
        if self.on_loop:
            bits = {"normal"} | ({"fire"} if self.smoky else set()) | ({"isolated"} if self.isolated else set())
            return {"part_type": "smoke", "status_bits": frozenset(bits), **self.common()}
        return {"smoke": self.smoky, "temp": round(self.temp_c, 1), "battery_pct": round(self.battery, 1), **self.common()}


BEHAVIOUR = FireDetectorBehaviour
