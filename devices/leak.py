"""Water leak sensors (水浸): a cable or probe on the floor of a room that must stay dry."""

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
    key="leak",
    name=Text("水浸传感器", "Leak sensor"),
    system="water",
    icon="leak",
    source="Practice: null means a broken probe, never a dry floor",
    interval_s=14_400,
    points=(PointType("leak", Text("水浸", "Water on the floor"), PointKind.BINARY, normal_value=False),),
)


class LeakBehaviour(SimulatedAsset):
    """A floor that is dry, until it is not."""

    of: ClassVar[str] = TYPE.key
    commands: ClassVar[tuple[str, ...]] = (*SimulatedAsset.commands, "wet", "break_probe")

    def __init__(self, asset: Asset, rng: random.Random) -> None:
        self.battery = rng.uniform(55, 100)
        super().__init__(asset, rng)

    def restore(self) -> None:
        """Dry, and the probe whole."""
        super().restore()
        self.leak: bool | None = False

    def wet(self) -> None:
        """Water reaches the probe."""
        self.leak = True

    def break_probe(self) -> None:
        """The probe's cable is cut: it cannot say whether the floor is dry."""
        self.leak = None

    def step(self, dt_s: float, around: Surroundings) -> Sequence[Happening]:  # noqa: ARG002  a probe heeds nothing but water
        """The battery lasts for years."""
        self.battery = max(0.0, self.battery - dt_s / (12 * 86_400))
        return ()

    def values(self) -> Mapping[str, Value]:
        """What the sensor says."""
        return {"leak": self.leak, "battery_pct": round(self.battery, 1), **self.common()}


BEHAVIOUR = LeakBehaviour
