"""Shelly devices of the second generation and newer, as their public documentation has it (Gen2+ API 1.0, MQTT, Notifications).

Below its MQTT prefix a device says on ``online`` whether it is there, on ``events/rpc`` what has changed (frames with
``NotifyStatus``, ``NotifyFullStatus``, ``NotifyEvent``) and, if so set, on ``status/{component}`` how a component is. A
field is the component and the way to the value in its status: ``switch:0.apower``, ``switch:0.aenergy.total``,
``wifi.rssi``; what a button did is ``input:0.event``.

A component that lists ``errors`` could not measure what they concern. An alarm that it raises all the same counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from domain.quarantine import QuarantineReason
from domain.reading import Quality
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, Item, Telemetry, Timestamp, Wrong
from ingest.foreign.fields import Fields, Fieldwise, json_object
from ingest.foreign.object_parts import Part, fetched, parts_of
from ingest.foreign.shelly import GEN2, BoundGeneration, Read, Speaker, base, dialects, speakers, telemetry, wrong
from ingest.foreign.topics import stranger, without_covered
from ingest.point_values import shown
from ingest.troubles import refused, unreadable

_BATTERY = "battery.percent"
USUAL: Mapping[str, str] = {f"devicepower:0.{_BATTERY}": "battery_pct", "wifi.rssi": "signal_dbm"}
_STATUS = frozenset({"NotifyStatus", "NotifyFullStatus"})
_EVENT = "NotifyEvent"
_ERRORS: Sequence[tuple[str, str | tuple[str, ...]]] = (
    ("errors", ""),
    ("a_errors", ("a_", "total_")),
    ("b_errors", ("b_", "total_")),
    ("c_errors", ("c_", "total_")),
    ("n_errors", "n_"),
)
"""Where errors are listed, and how the names of the values begin that they are about: a meter's phase, and what is added up of it."""
_ACTIVE, _APPARENT = ("act_power", "apower"), ("aprt_power", "aprtpower")
_QUANTITIES: Mapping[str, str | tuple[str, ...]] = {
    **dict.fromkeys(("active_power", *_ACTIVE), _ACTIVE),
    **dict.fromkeys(("apparent_power", *_APPARENT), _APPARENT),
    "voltage": "voltage",
    "current": "current",
}
"""How the names of the values end that an error like ``out_of_range:active_power`` is about; of another one: all."""
_MEASURED = frozenset(
    ["overtemp", "overpower", "overvoltage", "undervoltage", "overcurrent", "phase_sequence", "no_load", "unsupported_load", "obstruction", "safety_switch"]
)
"""Errors that tell of the load or the mains: what was measured then is right."""


class Shelly:
    """The dialect of Shelly devices of the second generation and newer."""

    name = GEN2

    def subscriptions(self, site: Site) -> Sequence[str]:
        """Everything below each dialect's topic; where it has none, below each device's own."""
        shared = [base(dialect) for dialect in dialects(site, GEN2) if base(dialect)]
        return without_covered(f"{prefix}/#" for prefix in (*shared, *(speaker.prefix for speaker in speakers(site, GEN2))))

    def bind(self, site: Site) -> BoundShelly:
        """With a way to read every topic whose values have a meaning."""
        return BoundShelly(site)

    def check(self, site: Site) -> Sequence[Wrong]:
        """Topics and names that cannot be, and options that there are not."""
        return list(wrong(site, GEN2))


CODEC = Shelly()


class BoundShelly(BoundGeneration):
    """The dialect at one site."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, GEN2)

    def _reads_of(self, speaker: Speaker) -> Iterator[tuple[str, Read]]:
        return _reads(speaker)

    def _shows(self, rest: str) -> bool:
        return rest.startswith("status/")

    def _unknown(self, rest: str, dialect: str) -> Decoded:
        return _unknown(rest, dialect)


def _unknown(rest: str, dialect: str) -> Decoded:
    """What no known device has said, or somebody to one."""
    name, _, last = rest.rpartition("/")
    parent, _, kind = name.rpartition("/")
    if last == "online" and name:
        return stranger(name, dialect)
    if parent and (kind == "status" or (kind, last) == ("events", "rpc")):
        return stranger(parent, dialect)
    return Decoded()


def _reads(speaker: Speaker) -> Iterator[tuple[str, Read]]:
    """How to read each topic of a device that says something, by its rest."""
    device = speaker.device
    fieldwise = Fieldwise(device, USUAL)
    fields = [name for name in {**device.points, **USUAL} if fieldwise.means(name)]
    components = {name: _Component(name, fieldwise, fields) for name in dict.fromkeys(field.partition(".")[0] for field in fields)}
    for name, component in components.items():
        if component.parts:
            yield f"status/{name}", partial(_status, component)
    yield "events/rpc", _Frames(fieldwise, [component for component in components.values() if component.parts]).read
    yield "online", speaker.status


class _Component:
    """A component of one device, and what of its status means something."""

    __slots__ = ("_battery", "_fieldwise", "_keys", "device", "name", "parts")

    def __init__(self, name: str, fieldwise: Fieldwise, fields: Sequence[str]) -> None:
        self.name = name
        self.parts: tuple[Part, ...] = parts_of(fields, name)
        self.device = fieldwise.device
        self._fieldwise = fieldwise
        points = self.device.points
        self._keys = [(way, field if field in points else USUAL[field]) for field, way in self.parts]
        self._battery = f"{name}.{_BATTERY}" if name.startswith("devicepower:") else None

    def read(self, status: object, found: Fields) -> None:
        """Add to `found` what `status` says; `null`: nothing of it could be measured."""
        fields = fetched(status, self.parts, found.troubles)
        if type(status) is not dict:
            self._add(fields, found)
            return
        if self._battery in fields and _plugged_in(status):
            del fields[self._battery]
        self._add(fields, found)
        for listed, begins in _ERRORS:
            if status.get(listed):
                self._spoil(status[listed], begins, found)

    def _add(self, fields: Mapping[str, object], found: Fields) -> None:
        read = self._fieldwise.read(fields)
        found.values |= read.values
        found.qualities |= read.qualities
        found.troubles += read.troubles

    def _spoil(self, errors: object, begins: str | tuple[str, ...], found: Fields) -> None:
        for error in errors if isinstance(errors, list) else [errors]:
            kind, _, quantity = error.partition(":") if isinstance(error, str) else ("", "", "")
            if kind in _MEASURED:
                continue
            ends = _QUANTITIES.get(quantity.strip(), "")
            for way, key in self._keys:
                if way[0].startswith(begins) and way[0].endswith(ends):
                    _doubt(self.device, key, found)


def _doubt(device: Device, key: str, found: Fields) -> None:
    """What a faulty component says is not known. But when it says that something is wrong, somebody must see to it."""
    value, normal = found.values.get(key), device.points[key].type.normal_value
    if value is not None and normal is not None and value != normal:
        found.qualities[key] = Quality.UNCERTAIN
    else:
        found.values[key], found.qualities[key] = None, Quality.BAD


def _plugged_in(status: Mapping[str, object]) -> bool:
    """Whether there may be no battery at all: one that is not there is said to be empty."""
    external = status.get("external")
    return isinstance(external, dict) and external.get("present") is True


def _status(component: _Component, payload: bytes) -> Decoded:
    """The status of one component, as a whole."""
    if not payload:
        return Decoded()  # that is how a retained status is taken back
    device = component.device
    data = json_object(payload, device.id)
    if isinstance(data, Decoded):
        return data
    found = Fields()
    component.read(data, found)
    return telemetry(device, found)


class _Frames:
    """What a device notifies of."""

    __slots__ = ("_components", "_device", "_fieldwise")

    def __init__(self, fieldwise: Fieldwise, components: Sequence[_Component]) -> None:
        self._fieldwise, self._components, self._device = fieldwise, components, fieldwise.device

    def read(self, payload: bytes) -> Decoded:
        if not payload:
            return Decoded()
        frame = json_object(payload, self._device.id)
        if isinstance(frame, Decoded):
            return frame
        method, params = frame.get("method"), frame.get("params")
        if type(method) is not str or type(params) is not dict:
            return refused(QuarantineReason.BAD_SHAPE, "expected a notification: a text under `method` and an object under `params`", self._device.id)
        if method in _STATUS:
            return self._statuses(params)
        return self._events(params) if method == _EVENT else telemetry(self._device, Fields())

    def _statuses(self, params: Mapping[str, object]) -> Decoded:
        found = Fields()
        for component in self._components:
            if component.name in params:
                component.read(params[component.name], found)
        return telemetry(self._device, found, _timestamp(params.get("ts")))

    def _events(self, params: Mapping[str, object]) -> Decoded:
        events = params.get("events")
        if type(events) is not list:
            return refused(QuarantineReason.BAD_SHAPE, f"expected a list under `events`, found {shown(events)}", self._device.id)
        items: list[Item] = []
        troubles: list[tuple[QuarantineReason, str]] = []
        for event in events:
            if type(event) is not dict or type(event.get("component")) is not str or type(event.get("event")) is not str:
                troubles.append((QuarantineReason.BAD_SHAPE, f"events: expected texts under `component` and `event`, found {shown(event)}"))
                continue
            found = self._fieldwise.read({f"{event['component']}.event": event["event"]})
            troubles += found.troubles
            if found.values:
                items.append(Telemetry(self._device, _timestamp(event.get("ts", params.get("ts"))), None, found.values, found.qualities))
        if not items:
            items.append(Telemetry(self._device, _timestamp(params.get("ts")), None, {}, {}))
        return Decoded(items, unreadable(troubles, self._device.id))


def _timestamp(seconds: object) -> Timestamp:
    """Epoch seconds, with fractions, in milliseconds."""
    if seconds is None:
        return None
    if type(seconds) is int:
        return seconds * 1000
    return round(seconds * 1000) if type(seconds) is float and math.isfinite(seconds * 1000) else ""
