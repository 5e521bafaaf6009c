"""A managed property: its spaces, assets, devices and points, and the ways from a message to a point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.device_type import DeviceType, PointType
from domain.text import Text


class SpaceKind(StrEnum):
    """What a space is. Never `unit`: that word means both 单元 and 户."""

    ZONE = "zone"
    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    DWELLING = "dwelling"
    COMMON_AREA = "common_area"


@dataclass(frozen=True, slots=True)
class Space:
    """A place of the site; `parent` is `None` directly under the site."""

    id: str
    kind: SpaceKind
    name: Text
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value of an asset. `id` is ``{site}.{asset}.{key}``; `device` publishes it as `raw_key`."""

    id: str
    site: str
    asset: str
    key: str
    type: PointType
    device: str
    raw_key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Asset:
    """Equipment that is maintained."""

    id: str
    site: str
    space: str
    type: DeviceType
    name: Text
    devices: tuple[str, ...]
    points: tuple[Point, ...]
    fed_by: tuple[str, ...] = ()
    """Ids of the assets it needs: a feeder, a gateway, a tank."""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def point(self, key: str) -> Point | None:
        """The point with `key`, if this asset has it."""
        return next((point for point in self.points if point.key == key), None)


@dataclass(frozen=True, slots=True)
class Device:
    """Hardware that speaks MQTT.

    `assets` lists what it serves, its own asset first. `gateway` is the id of the device it speaks through.
    `points` maps the key on the wire to a point; `interval_s` is the expected time between messages.
    """

    id: str
    site: str
    type: DeviceType
    assets: tuple[str, ...]
    interval_s: float
    points: Mapping[str, Point]
    gateway: str | None = None
    dialect: str = "native"

    @property
    def stale_after_s(self) -> float:
        """No message for so long: stale (three expected intervals)."""
        return 3 * self.interval_s


@dataclass(frozen=True)
class Site:
    """A managed property with everything in it. Made by ``devices.site_file``; read everywhere."""

    id: str
    name: Text
    time_zone: ZoneInfo
    spaces: Mapping[str, Space]
    assets: Mapping[str, Asset]
    devices: Mapping[str, Device]
    settings: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def points(self) -> Mapping[str, Point]:
        """Every point by its id."""
        return {point.id: point for asset in self.assets.values() for point in asset.points}

    def space_path(self, space: str) -> tuple[Space, ...]:
        """The space and those around it, outermost first."""
        path: list[Space] = []
        current: str | None = space
        while current is not None:
            found = self.spaces[current]
            path.insert(0, found)
            current = found.parent
        return tuple(path)

    def place(self, asset: Asset) -> Text:
        """Where `asset` is, in words: 3号楼 · 屋面."""
        path = self.space_path(asset.space)
        return Text(" · ".join(space.name.zh for space in path), " · ".join(space.name.en for space in path))

    def assets_of_type(self, type_key: str) -> Iterable[Asset]:
        """The assets of one device type; ``*`` means all."""
        return (asset for asset in self.assets.values() if type_key in ("*", asset.type.key))
