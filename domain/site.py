"""A managed property: its spaces, assets, devices and points, and the ways from a message to a point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, Days
from domain.device_type import DeviceType, PointType
from domain.dialect import NATIVE, Conversion, Dialect
from domain.identity import DRILL_ROOT, LIVE, LIVE_ROOT
from domain.text import Text

if TYPE_CHECKING:  # a service level speaks of orders, orders of alarms, and alarms of what is at a site
    from domain.call_out import Ladders
    from domain.service_level import ServiceLevels


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
    `points` maps the key on the wire to a point; `interval_s` is the expected time between messages. `dialect` is the id of
    the dialect that it speaks, in which it is called `address` (empty: as here); `conversions` are those of keys on the wire
    whose values do not mean the same as the point's.
    """

    id: str
    site: str
    type: DeviceType
    assets: tuple[str, ...]
    interval_s: float
    points: Mapping[str, Point]
    gateway: str | None = None
    dialect: str = NATIVE
    address: str = ""
    conversions: Mapping[str, Conversion] = field(default_factory=dict)

    @property
    def name_on_wire(self) -> str:
        """What it is called in its dialect: a friendly name, a DevEUI, a topic."""
        return self.address or self.id

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
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    """When it is night, a holiday, office hours: by id."""
    days: Days = field(default_factory=Days)
    """Its holidays, and the Saturdays and Sundays that are working days."""
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    """The payload dialects that devices speak besides the native one, by id."""
    service_levels: ServiceLevels | None = None
    """What is promised for its work orders; `None`: what Steward comes with."""
    escalation: Ladders | None = None
    """Who is called, by what and when; `None`: as Steward comes with."""
    realm: str = LIVE
    """``live``, or the id of the drill in which it is played (`operations.drills.area`)."""

    @property
    def topic_root(self) -> str:
        """Where its devices speak: ``{root}/{site}/{device}/…``. Those of a drill have a root of their own."""
        return LIVE_ROOT if self.realm == LIVE else DRILL_ROOT

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

    def zone_of(self, asset: Asset) -> str:
        """The zone in which two signals make one matter: what its attribute ``zone`` says, else the nearest floor or zone around it.

        The id of a space, then; of its own space where nothing around it is either.
        """
        written = asset.attributes.get("zone")
        if written:
            return written
        around = (space.id for space in reversed(self.space_path(asset.space)) if space.kind in (SpaceKind.FLOOR, SpaceKind.ZONE))
        return next(around, asset.space)

    def place(self, asset: Asset) -> Text:
        """Where `asset` is, in words: 3号楼 · 屋面."""
        return self.place_of_space(asset.space)

    def place_of_space(self, space: str) -> Text:
        """Where a space is, in words."""
        path = self.space_path(space)
        return Text(" · ".join(each.name.zh for each in path), " · ".join(each.name.en for each in path))

    def asset_of_event(self, device: Device, name: str) -> str:
        """Which of the assets that `device` serves an event called `name` is about: the first whose type has it, else its own."""
        named = (asset for asset in device.assets if any(event.name == name for event in self.assets[asset].type.events))
        return next(named, device.assets[0])

    def assets_in_zone(self, zone: str) -> tuple[Asset, ...]:
        """The assets whose `zone_of` is this one."""
        return self._zones.get(zone, ())

    @cached_property
    def _zones(self) -> Mapping[str, tuple[Asset, ...]]:
        zones: dict[str, list[Asset]] = {}
        for asset in self.assets.values():
            zones.setdefault(self.zone_of(asset), []).append(asset)
        return {zone: tuple(those) for zone, those in zones.items()}

    @cached_property
    def _feeds(self) -> Mapping[str, tuple[str, ...]]:
        fed: dict[str, list[str]] = {}
        for asset in self.assets.values():
            for source in asset.fed_by:
                fed.setdefault(source, []).append(asset.id)
        return {source: tuple(those) for source, those in fed.items()}

    def upstream(self, asset: str) -> tuple[str, ...]:
        """What `asset` needs, directly or not: the nearest first, each once."""
        return _reached(asset, lambda each: self.assets[each].fed_by if each in self.assets else ())

    def downstream(self, asset: str) -> tuple[str, ...]:
        """What needs `asset`, directly or not: the nearest first, each once."""
        return _reached(asset, lambda each: self._feeds.get(each, ()))

    def gateways_of(self, asset: str) -> tuple[str, ...]:
        """The assets of the gateways through which all devices of `asset` speak; none if one of them speaks for itself."""
        found = self.assets.get(asset)
        gateways = [] if found is None else [self.devices[device].gateway for device in found.devices if device in self.devices]
        if not gateways or None in gateways:
            return ()
        return tuple(dict.fromkeys(self.devices[gateway].assets[0] for gateway in gateways if gateway is not None and gateway in self.devices))

    def assets_of_type(self, type_key: str) -> Iterable[Asset]:
        """The assets of one device type; ``*`` means all."""
        return (asset for asset in self.assets.values() if type_key in ("*", asset.type.key))


def _reached(start: str, next_of: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Everything that can be reached from `start`, breadth first, without `start` itself."""
    seen = {start: None}
    waiting = [start]
    while waiting:
        for each in next_of(waiting.pop(0)):
            if each not in seen:
                seen[each] = None
                waiting.append(each)
    return tuple(seen)[1:]
