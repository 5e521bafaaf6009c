"""From a message of a dialect that the site file describes to what devices said: `ingest.codecs.mapping` asks for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from configuration.json_query import NOTHING, Query, QueryFailed
from domain.quarantine import QuarantineReason
from domain.reading import Value
from domain.site import Device
from ingest.codecs.codec import Decoded, Item, Status, Telemetry, Timestamp
from ingest.foreign.fields import SWITCHES, Fieldwise, flattened, looked_up
from ingest.foreign.mapping_options import Mapped, Online, TimeUnit
from ingest.foreign.topics import stranger
from ingest.json_payload import NotJson, parse
from ingest.message_id import LONGEST_ID, usable_id
from ingest.point_values import BadValue, shown
from ingest.troubles import refused, unreadable

BARE = "value"
"""What a value is called that comes without a name."""
_MOST_TROUBLED = 10
"""So many devices of one message are named apart in quarantine."""
_ONLINE: Mapping[str, bool] = {**SWITCHES, "online": True, "offline": False, "Online": True, "Offline": False}


@dataclass(slots=True)
class Route:
    """What a topic says: of whom (`name`: its ``{address}``), and of what (`field`: its ``{field}``)."""

    name: str | None
    field: str | None


class _Message:
    """What has been read of one message."""

    __slots__ = ("ids", "items", "troubles")

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.troubles: list[tuple[QuarantineReason, str, str | None]] = []
        self.ids: dict[str, int] | None = None

    def decoded(self) -> Decoded:
        if not self.troubles:
            return Decoded(self.items)
        by_device: dict[str | None, list[tuple[QuarantineReason, str]]] = {}
        for reason, detail, device in self.troubles:
            if device in by_device or len(by_device) < _MOST_TROUBLED:
                by_device.setdefault(device, []).append((reason, detail))
            else:
                by_device.setdefault(None, []).append((reason, f"{device}: {detail}"))
        return Decoded(self.items, [each for device, troubles in by_device.items() for each in unreadable(troubles, device)])

    def fresh(self, id_: str) -> str:
        """An id that several measurements of one message share would make all but the first seem to be repeated."""
        if self.ids is None:
            self.ids = {}
        before = self.ids.get(id_, 0)
        self.ids[id_] = before + 1
        return f"{id_}#{before}" if before else id_


class Reader:
    """Reads the messages of one dialect."""

    def __init__(self, found: Mapped, known: Mapping[str, Fieldwise]) -> None:
        self._known = known
        self._dialect = found.dialect
        self._text = found.format == "text"
        self._address, self._items, self._time, self._id = found.address, found.items, found.time, found.id
        self._unit: TimeUnit | None = found.time_unit
        self._fields = None if found.fields is None else tuple(found.fields.items())
        online = found.online
        self._online = None if online is None or online.topic is not None else _OnlineField(online)

    def read(self, route: Route, payload: bytes) -> Decoded:
        """What the message says."""
        if self._address is None and route.name not in self._known:
            return stranger(route.name or "", self._dialect)
        try:
            data: object = payload.decode().strip() if self._text else parse(payload)
        except NotJson as error:
            return refused(QuarantineReason.NOT_JSON, str(error), route.name)
        except UnicodeDecodeError as error:
            return refused(QuarantineReason.BAD_SHAPE, f"not UTF-8 from byte {error.start} on", route.name)
        name = route.field or (BARE if self._text else None)
        root = data if name is None else {name: data}
        message = _Message()
        try:
            items = root if self._items is None else self._items.find(root)
        except QueryFailed as error:
            return refused(QuarantineReason.BAD_SHAPE, f"items: {error}", route.name)
        if items is NOTHING:
            return refused(QuarantineReason.BAD_SHAPE, f"items: nothing at `{self._items.text if self._items else ''}`", route.name)
        for item in items if isinstance(items, list) else (items,):
            self._read_item(route, item, root, message)
        return message.decoded()

    def _read_item(self, route: Route, item: object, root: object, message: _Message) -> None:
        name = route.name
        try:
            if self._address is not None:
                name = _identifier(_either(self._address, item, root), "address")
            self._read_of(self._device(name), item, root, message)
        except BadValue as error:
            message.troubles.append((error.reason, error.detail, name))

    def _device(self, name: str | None) -> Fieldwise:
        if name is None:
            raise BadValue(QuarantineReason.BAD_SHAPE, f"address: nothing at `{self._address.text if self._address else ''}`")
        found = self._known.get(name)
        if found is None:
            (trouble,) = stranger(name, self._dialect).unreadable
            raise BadValue(trouble.reason, trouble.detail)
        return found

    def _read_of(self, fieldwise: Fieldwise, item: object, root: object, message: _Message) -> None:
        """The measurement `item` of a known device. Raises `BadValue` when it is none at all; troubles of its parts are noted."""
        device = fieldwise.device
        problems: list[tuple[QuarantineReason, str]] = []
        ts: Timestamp = None
        id_: str | None = None
        status: Status | None = None
        if self._time is not None:
            ts = _timestamp(_tried(self._time, item, root, "time", problems), self._unit)
        if self._id is not None:
            try:
                id_ = _identifier(_either(self._id, item, root), "id")
            except BadValue as error:
                problems.append((error.reason, error.detail))
            id_ = None if id_ is None else message.fresh(id_)
        if self._online is not None:
            status = self._online.status(device, item, root, problems)
        try:
            fields = self._fields_of(fieldwise, item, problems)
        except BadValue:
            if status is None:
                raise
            fields = {}
        found = fieldwise.read(fields)
        if found.values or status is None:
            message.items.append(Telemetry(device, ts, id_, found.values, found.qualities))
        if status is not None:
            message.items.append(status)
        if problems or found.troubles:
            message.troubles += [(reason, detail, device.name_on_wire) for reason, detail in (*problems, *found.troubles)]

    def _fields_of(self, fieldwise: Fieldwise, item: object, problems: list[tuple[QuarantineReason, str]]) -> Mapping[str, object]:
        if self._fields is None:
            if isinstance(item, dict):
                return flattened(item)
            if fieldwise.means(BARE) and not isinstance(item, list):
                return {BARE: item}
        else:
            fields: dict[str, object] = {}
            for name, query in self._fields:
                try:
                    value = query.find(item)
                except QueryFailed as error:
                    problems.append((QuarantineReason.WRONG_TYPE, f"{name}: {error}"))
                    continue
                if value is not NOTHING:
                    fields[name] = value
            if fields or problems or isinstance(item, dict | list):
                return fields
        raise BadValue(QuarantineReason.BAD_SHAPE, f"expected an object, found {shown(item)}")


class _OnlineField:
    """Whether a device is there, from a value."""

    def __init__(self, online: Online) -> None:
        self._field = online.field
        self._take = looked_up(_as_it_is, online.values or _ONLINE)

    def status(self, device: Device, item: object, root: object, problems: list[tuple[QuarantineReason, str]]) -> Status | None:
        """`None` when it is not said."""
        raw = item if self._field is None else _tried(self._field, item, root, "online", problems)
        if raw is NOTHING or raw is None:
            return None
        try:
            return Status(device, online=self._take(raw) is True)
        except BadValue as error:
            problems.append((error.reason, f"online: {error.detail}"))
            return None


class StatusReader:
    """Reads the topic on which it is said that a device is there or gone."""

    def __init__(self, found: Mapped, online: Online, known: Mapping[str, Fieldwise]) -> None:
        self._known = known
        self._dialect = found.dialect
        self._bare = online.field is None
        self._online = _OnlineField(online)

    def read(self, route: Route, payload: bytes) -> Decoded:
        """What the message says; an empty one takes a retained one back."""
        name = route.name or ""
        fieldwise = self._known.get(name)
        if fieldwise is None:
            return stranger(name, self._dialect)
        if not payload:
            return Decoded()
        try:
            data: object = payload.decode("utf-8", "replace").strip() if self._bare else parse(payload)
        except NotJson as error:
            return refused(QuarantineReason.NOT_JSON, str(error), route.name)
        problems: list[tuple[QuarantineReason, str]] = []
        status = self._online.status(fieldwise.device, data, data, problems)
        return Decoded(() if status is None else (status,), unreadable(problems, route.name))


def _as_it_is(raw: object) -> Value:
    return raw is True


def _either(query: Query, item: object, root: object) -> object:
    """What a measurement says itself, or else its message. Raises `BadValue`."""
    try:
        found = query.find(item)
        return query.find(root) if found is NOTHING and item is not root else found
    except QueryFailed as error:
        raise BadValue(QuarantineReason.BAD_SHAPE, str(error)) from None


def _tried(query: Query, item: object, root: object, what: str, problems: list[tuple[QuarantineReason, str]]) -> object:
    try:
        found = query.find(item)
        return query.find(root) if found is NOTHING and item is not root else found
    except QueryFailed as error:
        problems.append((QuarantineReason.BAD_SHAPE, f"{what}: {error}"))
        return NOTHING


def _identifier(raw: object, what: str) -> str | None:
    """A name or number that can be kept; `None` if there is none. Raises `BadValue`."""
    if raw is NOTHING or raw is None:
        return None
    if (found := usable_id(raw)) is not None:
        return found
    raise BadValue(QuarantineReason.WRONG_TYPE, f"{what}: expected a printable text of 1 to {LONGEST_ID} characters, found {shown(raw)}")


def _timestamp(raw: object, unit: TimeUnit | None) -> Timestamp:
    """As `Timestamp` has it; a time without a zone says nothing."""
    if raw is NOTHING or raw is None:
        return None
    if isinstance(raw, str) and unit in {None, "rfc3339"}:
        return _zoned(raw)
    number = _number(raw) if unit != "rfc3339" else None
    if number is None:
        return ""
    if unit == "s":
        return number * 1000
    return number // 1000 if unit == "us" else number


def _number(raw: object) -> float | None:
    if isinstance(raw, str):
        try:
            return float(raw)
        except ValueError:
            return None
    return None if isinstance(raw, bool) or not isinstance(raw, int | float) else raw


def _zoned(text: str) -> str | None:
    try:
        return None if datetime.fromisoformat(text).tzinfo is None else text
    except ValueError:
        return text
