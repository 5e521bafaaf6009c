"""What is proposed for a site file, as plain data: assets, devices with their points, dialects; and what is left to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.reading import Value
from steward.discovery.announcement import DeviceFacts, Entity, Strange
from steward.discovery.dialects import NewDialect
from steward.discovery.meaning import Meaning


@dataclass(frozen=True, slots=True)
class NewAsset:
    """An asset; without a `space` a person has to say where it is."""

    id: str
    type: str
    name_zh: str
    name_en: str
    space: str | None


@dataclass(slots=True)
class NewDevice:
    """A device of ``devices:``. `points`: the field on the wire → (asset, meaning).

    Its assets have prefixes that nothing on the wire has, so that only what was announced counts, in the unit that was announced.
    """

    id: str
    dialect: str
    address: str
    assets: list[str] = field(default_factory=list)
    points: dict[str, tuple[str, Meaning]] = field(default_factory=dict)
    interval_s: float | None = None

    @property
    def written(self) -> dict[str, object]:
        """As an entry of ``devices:``."""
        found: dict[str, object] = {"id": self.id, "dialect": self.dialect, "address": self.address}
        if self.interval_s is not None:
            found["interval_s"] = self.interval_s
        if self.assets:
            found["assets"] = {asset: f"{asset}/" for asset in self.assets}
        return found | {"points": {name: _wire(asset, means) for name, (asset, means) in self.points.items()}}


@dataclass(slots=True)
class Proposal:
    """One announced device. `by_hand` are (entity, reason); `there` names the devices of the site that are it already."""

    facts: DeviceFacts
    assets: list[NewAsset] = field(default_factory=list)
    devices: list[NewDevice] = field(default_factory=list)
    by_hand: list[tuple[Entity, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Everything that was found. `own`: so many announcements are Steward's."""

    proposals: Sequence[Proposal]
    dialects: Sequence[NewDialect]
    strange: Sequence[Strange]
    own: int = 0

    @property
    def assets(self) -> list[NewAsset]:
        """All of them."""
        return [asset for each in self.proposals for asset in each.assets]

    @property
    def devices(self) -> list[NewDevice]:
        """All of them."""
        return [device for each in self.proposals for device in each.devices]


def _wire(asset: str, means: Meaning) -> object:
    target = f"{asset}.{means.key}"
    more: dict[str, object] = {}
    if (means.scale, means.offset) != (1.0, 0.0):
        more = {key: number for key, number, usual in (("scale", means.scale, 1.0), ("offset", means.offset, 0.0)) if number != usual}
    values: Mapping[str, Value] = means.values
    if values:
        more["values"] = dict(values)
    return {"to": target, **more} if more else target
