"""Steward's own payloads: ``steward/v1/{site}/{device}/telemetry|event|status|info`` (the contract in DESIGN)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import msgspec

from domain.dialect import NATIVE
from domain.identity import LIVE_ROOT, is_slug
from domain.quarantine import QuarantineReason
from domain.reading import Quality, Value
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, DeviceInfo, Item, Occurrence, Status, Telemetry, Timestamp, Wrong
from ingest.device_facts import facts_in
from ingest.json_payload import NotJson, parse
from ingest.message_id import LONGEST_ID, usable_id
from ingest.point_values import BadValue, Take, shown, span, storable, taker
from ingest.troubles import Trouble, refused, unreadable

ROOT = LIVE_ROOT
NO_QUALITIES: Mapping[str, Quality] = MappingProxyType({})
KINDS = ("telemetry", "event", "status", "info")
"""In the place of a device: what Steward says."""
_TRIED_AGAIN_AFTER = 50
_DEEPEST = 8
"""How deep an event's data may be nested."""


class Native:
    """The native dialect."""

    name = NATIVE

    def subscriptions(self, site: Site) -> Sequence[str]:
        """One filter for each kind: of what we say on ``_out`` they match only our own status."""
        return [f"{site.topic_root}/{site.id}/+/{kind}" for kind in KINDS]

    def bind(self, site: Site) -> BoundNative:
        """With a route for every topic of every device."""
        return BoundNative(site)

    def check(self, site: Site) -> Sequence[Wrong]:  # noqa: ARG002  whatever a site says, this dialect can do
        """Nothing."""
        return ()


CODEC = Native()


class _Habit:
    """Which way to try first: most devices always speak alike. It changes what decoding costs, never what it gives."""

    __slots__ = ("long_way",)

    def __init__(self) -> None:
        self.long_way = 0
        """So many messages are not tried the quick way, for the last that was tried could not be read so."""


@dataclass(frozen=True, slots=True)
class _Route:
    """What a topic leads to."""

    device: Device
    read: Callable[[_Route, bytes], Decoded]
    takers: Mapping[str, Take] = field(default_factory=dict)
    spans: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Of numbers: between which a float is taken as it is."""
    habit: _Habit = field(default_factory=_Habit)
    events: frozenset[str] = frozenset()


class BoundNative:
    """The native dialect of one site."""

    def __init__(self, site: Site) -> None:
        self._prefix = f"{site.topic_root}/{site.id}/"
        self._routes: dict[str, _Route] = {}
        for device in site.devices.values():
            topic = self._prefix + device.id
            takers = {key: taker(point.type) for key, point in device.points.items()}
            spans = {key: found for key, point in device.points.items() if (found := span(point.type)) is not None}
            types = [device.type, *(site.assets[asset].type for asset in device.assets if asset in site.assets)]
            events = frozenset(event.name for type_ in types for event in type_.events)
            self._routes[f"{topic}/telemetry"] = _Route(device, _telemetry, takers, spans)
            self._routes[f"{topic}/event"] = _Route(device, _event, events=events)
            self._routes[f"{topic}/status"] = _Route(device, _status)
            self._routes[f"{topic}/info"] = _Route(device, _info)

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        route = self._routes.get(topic)
        if route is not None:
            return route.read(route, payload)
        if not topic.startswith(self._prefix):
            return None
        device, _, kind = topic.removeprefix(self._prefix).partition("/")
        if kind not in KINDS or not is_slug(device):
            return refused(QuarantineReason.BAD_TOPIC, f"expected {self._prefix}{{device}}/{'|'.join(KINDS)}")
        return refused(QuarantineReason.UNKNOWN_DEVICE, f"no device `{device}` in the site file", device)


def _telemetry(route: _Route, payload: bytes) -> Decoded:
    habit = route.habit
    if habit.long_way:
        habit.long_way -= 1
    elif (plain := _plain(route, payload)) is not None:
        return Decoded((plain,))
    else:
        habit.long_way = _TRIED_AGAIN_AFTER
    try:
        data = parse(payload)
    except NotJson as error:
        return refused(QuarantineReason.NOT_JSON, str(error), route.device.id)
    troubles: list[Trouble] = []
    if type(data) is dict:
        item = _measured(route, data, "", troubles)
        items: Sequence[Item] = () if item is None else (item,)
    elif type(data) is list:
        found = [_measured(route, entry, f"[{index}] ", troubles) for index, entry in enumerate(data)]
        items = [item for item in found if item is not None]
    else:
        return refused(QuarantineReason.BAD_SHAPE, f"expected an object or a list of objects, found {shown(data)}", route.device.id)
    return Decoded(items, unreadable(troubles, route.device.id))


class _Plain(msgspec.Struct, gc=False):
    """What most messages of most sensors are."""

    ts: int
    values: dict[str, float]
    id: object = None


_decode_plain = msgspec.json.Decoder(_Plain).decode


def _plain(route: _Route, payload: bytes) -> Telemetry | None:
    """The one measurement of a message in which all is as it should be, at half the cost; `None` of any other."""
    try:
        plain = _decode_plain(payload)
    except (msgspec.DecodeError, RecursionError):
        return None
    if plain.id is not None:
        return None
    spans = route.spans
    for key, value in plain.values.items():
        found = spans.get(key)
        if found is None or not found[0] <= value <= found[1]:
            return None
    return Telemetry(route.device, plain.ts, None, plain.values, NO_QUALITIES)


def _measured(route: _Route, data: object, place: str, troubles: list[Trouble]) -> Telemetry | None:
    if type(data) is not dict:
        troubles.append((QuarantineReason.BAD_SHAPE, f"{place}expected an object, found {shown(data)}"))
        return None
    raw_values = data.get("values")
    if type(raw_values) is not dict:
        troubles.append((QuarantineReason.BAD_SHAPE, f"{place}expected an object under `values`, found {shown(raw_values)}"))
        return None
    takers, spans = route.takers, route.spans
    values: dict[str, Value] = {}
    qualities: dict[str, Quality] = {}
    for key, raw in raw_values.items():
        # Almost every value: a number that the sensor can report. All others go by the point's own taker.
        if raw.__class__ is float and (found := spans.get(key)) is not None and found[0] <= raw <= found[1]:
            values[key] = raw
            continue
        take = takers.get(key)
        if take is None:
            troubles.append((QuarantineReason.UNKNOWN_POINT, f"{place}{shown(key)}"))
            continue
        try:
            value = None if raw is None else take(raw)
        except BadValue as error:
            troubles.append((error.reason, f"{place}{key}: {error.detail}"))
            if error.kept is not None:
                values[key] = error.kept
                qualities[key] = Quality.UNCERTAIN
            continue
        values[key] = value
        if value is None:
            qualities[key] = Quality.BAD
    return Telemetry(route.device, _timestamp(data.get("ts")), _id(data, place, troubles), values, qualities)


def _event(route: _Route, payload: bytes) -> Decoded:
    try:
        data = parse(payload)
    except NotJson as error:
        return refused(QuarantineReason.NOT_JSON, str(error), route.device.id)
    if type(data) is not dict or type(data.get("event")) is not str:
        return refused(QuarantineReason.BAD_SHAPE, f"expected an object with a text under `event`, found {shown(data)}", route.device.id)
    name = data["event"]
    if name not in route.events:
        known = ", ".join(sorted(route.events)) or "none"
        return refused(QuarantineReason.UNKNOWN_EVENT, f"{shown(name)}; this device reports: {known}", route.device.id)
    said = data.get("data", {})
    if said is None:
        said = {}
    if type(said) is not dict:
        return refused(QuarantineReason.BAD_SHAPE, f"expected an object under `data`, found {shown(said)}", route.device.id)
    troubles: list[Trouble] = []
    kept: dict[str, object] = {}
    for key, value in said.items():
        trouble = _unfit(key) or _unfit(value)
        if trouble is None:
            kept[key] = value
        else:
            troubles.append((trouble, f"data {shown(key)}: {shown(value)}"))
    event = Occurrence(route.device, _timestamp(data.get("ts")), _id(data, "", troubles), name, kept)
    return Decoded([event], unreadable(troubles, route.device.id))


def _status(route: _Route, payload: bytes) -> Decoded:
    if payload == b"online":
        return Decoded([Status(route.device, online=True)])
    if payload == b"offline":
        return Decoded([Status(route.device, online=False)])
    if not payload:
        return Decoded()  # that is how a retained status is taken back
    return refused(QuarantineReason.UNKNOWN_VALUE, f"expected `online` or `offline`, found {shown(payload)}", route.device.id)


def _info(route: _Route, payload: bytes) -> Decoded:
    """What a device says of itself, retained: ``{"firmware": "2.4.1", "model": "LG-3", "battery_v": 3.1}``."""
    if not payload:
        return Decoded()  # that is how it is taken back
    try:
        data = parse(payload)
    except NotJson as error:
        return refused(QuarantineReason.NOT_JSON, str(error), route.device.id)
    if type(data) is not dict:
        return refused(QuarantineReason.BAD_SHAPE, f"expected an object, found {shown(data)}", route.device.id)
    facts, troubles = facts_in(data)
    return Decoded((), unreadable(troubles, route.device.id), (DeviceInfo(route.device, facts),) if facts else ())


def _timestamp(raw: object) -> Timestamp:
    if raw is None or type(raw) is int or type(raw) is float or type(raw) is str:
        return raw
    return ""


def _id(data: Mapping[str, object], place: str, troubles: list[Trouble]) -> str | None:
    """The message's own id; one that cannot be used is told, and the message counts without."""
    raw = data.get("id")
    if raw is None:
        return None
    if (found := usable_id(raw)) is None:
        troubles.append((QuarantineReason.WRONG_TYPE, f"{place}id: expected a printable text of 1 to {LONGEST_ID} characters, found {shown(raw)}"))
    return found


def _unfit(value: object, depth: int = 0) -> QuarantineReason | None:
    """Why `value` (or something in it) cannot be kept; `None` if it can."""
    if isinstance(value, str):
        return None if storable(value) else QuarantineReason.WRONG_TYPE
    if isinstance(value, float):
        return None if math.isfinite(value) else QuarantineReason.NOT_FINITE
    if isinstance(value, int):
        return None if abs(value) < 1 << 63 else QuarantineReason.NOT_FINITE
    if isinstance(value, dict | list):
        if depth >= _DEEPEST:
            return QuarantineReason.WRONG_TYPE
        parts = value if isinstance(value, list) else [part for pair in value.items() for part in pair]
        return next((why for part in parts if (why := _unfit(part, depth + 1))), None)
    return None
