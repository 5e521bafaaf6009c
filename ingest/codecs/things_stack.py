"""The Things Stack v3 (and so The Things Network): uplinks and joins of its MQTT server.

Follows its documentation (https://www.thethingsindustries.com/docs/integrations/data-formats/ and
…/integrations/other-integrations/mqtt/, normalized payloads: …/integrations/payload-formatters/javascript/uplink/).
What is zero, false or empty is left out of its messages, but not of what a payload formatter made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from domain.dialect import Dialect
from domain.quarantine import QuarantineReason
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, Item, Timestamp, Unreadable, Wrong
from ingest.foreign.fields import dialects_of, json_object, unknown_options
from ingest.foreign.lorawan import Applications, EndDevice, applications, eui, filters, speakers, strongest, twice_addressed, unusable_topics
from ingest.foreign.times import told_ms
from ingest.foreign.topics import stranger
from ingest.foreign.units import unit_clashes
from ingest.message_id import usable_id
from ingest.point_values import shown
from ingest.troubles import refused

NAME = "things-stack"
_MARKER = "v3"
_EVERY = ""
_PAYLOAD = "payload"
_PAYLOADS = ("decoded", "normalized")
_LONGEST_DEVICE_ID = 36
_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_LEVELS = len(("application", "devices", "device", "kind"))
_LONGEST_SAID = 200
_RSSI = "rx_metadata.rssi"
_BATTERY = "last_battery_percentage"
_USUAL = {_RSSI: "signal_dbm", _BATTERY: "battery_pct"}
_HEARD = ("up", "join")
_UNITS: Mapping[str, str] = {
    "air.temperature": "°C",
    "air.relativeHumidity": "%",
    "air.co2": "ppm",
    "air.pressure": "hPa",
    "air.lightIntensity": "lx",
    "water.temperature.current": "°C",
    "metering.water.total": "L",
}
"""Of normalized payloads, as their schema has them. (Not its `battery`, in volts: in decoded ones that may be a percentage.)"""


class ThingsStack:
    """The dialect of The Things Stack."""

    name = NAME

    def subscriptions(self, site: Site) -> Sequence[str]:
        """Uplinks and joins of the applications."""
        heads = filters((dialect for dialect, _ in dialects_of(site, NAME)), _MARKER)
        return [f"{head}/devices/+/{kind}" for head in heads for kind in _HEARD]

    def bind(self, site: Site) -> BoundThingsStack:
        """With every device by its id there, and by its DevEUI if that is what the site file has."""
        return BoundThingsStack(site)

    def check(self, site: Site) -> Sequence[Wrong]:
        """Options and topics that cannot be, and devices that would never be heard."""
        return [
            *unknown_options(site, NAME, [_PAYLOAD]),
            *unusable_topics(site, NAME, _MARKER),
            *_wrong_payloads(site),
            *_wrong_addresses(site),
            *unit_clashes(site, NAME, _UNITS),
        ]


CODEC = ThingsStack()


def _wrong_payloads(site: Site) -> Iterator[Wrong]:
    for dialect, _ in dialects_of(site, NAME):
        if dialect.options.get(_PAYLOAD, _PAYLOADS[0]) not in _PAYLOADS:
            yield Wrong(f"the option `{_PAYLOAD}` of `{dialect.id}` cannot be {shown(dialect.options[_PAYLOAD])}", f"Write {' or '.join(_PAYLOADS)}")


def _wrong_addresses(site: Site) -> Iterator[Wrong]:
    named: dict[Applications, list[tuple[str, Dialect, Device]]] = {}
    for dialect, device in speakers(site, NAME):
        address, where = device.name_on_wire, applications(dialect, _MARKER)
        name = eui(address) or (address.lower() if _is_device_id(address.lower()) else None)
        if name is None:
            yield Wrong(
                f"`{device.id}` is called `{address}` in `{dialect.id}`, which is neither a device id of The Things Stack nor a DevEUI",
                f"Write its device id (small letters, digits and dashes, at most {_LONGEST_DEVICE_ID}) or its 16 hexadecimal digits as `address`",
            )
        elif where is not None:
            named.setdefault(where, []).append((name, dialect, device))  # a device id need only be unique in its application
    for those in named.values():
        yield from twice_addressed(those)


def _is_device_id(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_DEVICE_ID and _ID_CHARACTERS.issuperset(text)


class _Device(EndDevice):
    """A device, and which of its payloads is read."""

    __slots__ = ("normalized",)

    def __init__(self, device: Device, *, normalized: bool) -> None:
        super().__init__(device, _USUAL)
        self.normalized = normalized


class _Application:
    """The devices of one application, or of every one."""

    __slots__ = ("by_eui", "by_id")

    def __init__(self) -> None:
        self.by_id: dict[str, _Device] = {}
        self.by_eui: dict[str, _Device] = {}

    def add(self, devices: Mapping[str, Device], *, normalized: bool) -> None:
        for address, device in devices.items():
            made = _Device(device, normalized=normalized)
            self.by_id[address.lower()] = made
            if (dev_eui := eui(address)) is not None:
                self.by_eui[dev_eui] = made


class BoundThingsStack:
    """The dialect of one site."""

    def __init__(self, site: Site) -> None:
        self._applications: dict[str, dict[str, _Application]] = {}
        """By the topic's head and the application (`_EVERY`)."""
        for dialect, devices in dialects_of(site, NAME):
            where = applications(dialect, _MARKER)
            if where is not None:
                there = self._applications.setdefault(where.head, {}).setdefault(where.application, _Application())
                there.add(devices, normalized=dialect.options.get(_PAYLOAD) == _PAYLOADS[1])

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        head, *levels = topic.rsplit("/", _LEVELS)
        searched = self._of(head, levels)
        if not searched:
            head, *levels = topic.rsplit("/", _LEVELS + 1)  # such as down/ack, service/data, location/solved
            return Decoded() if self._of(head, levels) else None
        device_id, kind = levels[2:]
        if kind not in _HEARD:
            return Decoded()
        device = searched[0].by_id.get(device_id) or searched[-1].by_id.get(device_id)
        if device is None:
            device = _by_eui(searched, json_object(payload))
        if device is None:
            return stranger(device_id, NAME)
        return _up(device, payload) if kind == "up" else _join(device, payload)

    def _of(self, head: str, levels: Sequence[str]) -> Sequence[_Application]:
        """Where to look for the device: in its own application, then among those of any."""
        there = self._applications.get(head)
        if there is None or len(levels) < _LEVELS or levels[1] != "devices":
            return ()
        own, every = there.get(levels[0]), there.get(_EVERY)
        if own is None:
            return () if every is None else (every,)
        return (own,) if every is None else (own, every)


def _by_eui(searched: Sequence[_Application], data: Mapping[str, object] | Decoded) -> _Device | None:
    ids = None if isinstance(data, Decoded) else data.get("end_device_ids")
    written = ids.get("dev_eui") if isinstance(ids, dict) else None
    dev_eui = eui(written) if isinstance(written, str) else None
    return None if dev_eui is None else next((known for each in searched if (known := each.by_eui.get(dev_eui)) is not None), None)


class _Uplink(msgspec.Struct, gc=False):
    """What is looked at of an ``uplink_message``: the rest of it, which is most, is not even made into objects."""

    received_at: Any = None
    session_key_id: Any = None
    f_cnt: Any = 0
    frm_payload: Any = None
    decoded_payload: Any = None
    decoded_payload_warnings: Any = None
    normalized_payload: Any = None
    normalized_payload_warnings: Any = None
    rx_metadata: Any = None
    last_battery_percentage: Any = None


class _Message(msgspec.Struct, gc=False):
    uplink_message: _Uplink
    received_at: Any = None


_decode_message = msgspec.json.Decoder(_Message).decode


def _message(device: _Device, payload: bytes) -> _Message | Decoded:
    try:
        return _decode_message(payload)
    except (msgspec.DecodeError, RecursionError):
        pass  # perhaps only a NaN somewhere: the slow way tells
    data = json_object(payload, device.device.id)
    if isinstance(data, Decoded):
        return data
    uplink = data.get("uplink_message")
    if not isinstance(uplink, dict):
        return refused(QuarantineReason.BAD_SHAPE, f"expected an object under `uplink_message`, found {shown(uplink)}", device.device.id)
    return msgspec.convert(data, _Message)


def _join(device: _Device, payload: bytes) -> Decoded:
    data = json_object(payload, device.device.id)
    if isinstance(data, Decoded):
        return data
    accepted = data.get("join_accept")
    received_at = accepted.get("received_at") if isinstance(accepted, dict) else None
    return device.there({}, _ts(received_at, data.get("received_at")), None)


def _ts(by_network: object, by_application: object) -> Timestamp:
    """When the Network Server received it, which hears it first; else the Application Server."""
    return told_ms(by_application if by_network is None else by_network)


def _up(device: _Device, payload: bytes) -> Decoded:
    message = _message(device, payload)
    if isinstance(message, Decoded):
        return message
    uplink = message.uplink_message
    decoded, normalized = uplink.decoded_payload, uplink.normalized_payload
    ts, id_, besides = _ts(uplink.received_at, message.received_at), _id(uplink), _besides(uplink)
    if isinstance(decoded, dict) and not device.normalized:
        return device.said(decoded, besides, ts, id_)
    if isinstance(normalized, list) and normalized and (device.normalized or decoded is None):
        return _measurements(device, normalized, besides, ts, id_)
    if not uplink.frm_payload:
        return device.there(besides, ts, id_)
    # Not even a sign of life: a device of which nothing can be read must not look well.
    return refused(QuarantineReason.BAD_SHAPE, _nothing_to_read(device, uplink), device.device.id)


def _nothing_to_read(device: _Device, uplink: _Uplink) -> str:
    if device.normalized:
        name, there, warnings, needed = "normalized_payload", uplink.normalized_payload, uplink.normalized_payload_warnings, "one with a normalizer"
    else:
        name, there, warnings, needed = "decoded_payload", uplink.decoded_payload, uplink.decoded_payload_warnings, "one"
    if there:
        return f"{name}: cannot be {shown(there)}"
    warned = f" (it warns: {shown(str(warnings), _LONGEST_SAID)})" if warnings else ""
    return f"no `{name}`: The Things Stack did not make one{warned}. Choose an uplink payload formatter or write {needed}; its errors are in the live data"


def _id(uplink: _Uplink) -> str | None:
    """The session and the frame counter (0 is left out); a simulated uplink has no session."""
    session, counter = uplink.session_key_id, uplink.f_cnt
    return usable_id(f"{session}/{counter}") if isinstance(session, str) and type(counter) is int else None


def _besides(uplink: _Uplink) -> dict[str, object]:
    besides: dict[str, object] = {}
    rssi = strongest(uplink.rx_metadata)
    if rssi is not None:
        besides[_RSSI] = rssi
    battery = uplink.last_battery_percentage
    if isinstance(battery, dict) and battery.get("value") is not None:
        besides[_BATTERY] = battery["value"]
    return besides


def _measurements(device: _Device, normalized: Sequence[object], besides: dict[str, object], ts: Timestamp, id_: str | None) -> Decoded:
    """An item for each measurement at its own time; what is known of the uplink itself goes with the first."""
    times = [_own_time(measurement) for measurement in normalized]
    if len(times) == 1 and times[0] is None and isinstance(normalized[0], dict):
        return device.said(normalized[0], besides, ts, id_)
    items: list[Item] = []
    unreadable: list[Unreadable] = []
    if times.count(None) != len(times):
        # Two clocks, the device's and the server's, must not be judged as one: beside the device's own the server says no time.
        there, besides = device.there(besides, None, id_), {}
        items += there.items
        unreadable += there.unreadable
    for index, (measurement, time) in enumerate(zip(normalized, times, strict=True)):
        if not isinstance(measurement, dict):
            unreadable.append(Unreadable(QuarantineReason.BAD_SHAPE, f"normalized_payload: expected objects, found {shown(measurement)}", device.device.id))
            continue
        said = device.said(measurement, besides, ts if time is None else time, None if id_ is None else f"{id_}/{index}")
        besides = {}
        items += said.items
        unreadable += said.unreadable
    return Decoded(items, list(_once(unreadable)))


def _once(unreadable: Sequence[Unreadable]) -> Iterator[Unreadable]:
    """At most one for each reason: that of the first measurement for which there is one."""
    seen = set()
    for each in unreadable:
        if each.reason not in seen:
            seen.add(each.reason)
            yield each


def _own_time(measurement: object) -> Timestamp:
    """A measurement's own time, if it says one."""
    return told_ms(measurement.get("time")) if isinstance(measurement, dict) else None
