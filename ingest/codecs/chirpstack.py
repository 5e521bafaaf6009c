"""ChirpStack v4: events of its MQTT integration in JSON, and the connections of its gateways.

Follows the documentation of ChirpStack 4 (https://www.chirpstack.io/docs/chirpstack/integrations/events.html and
…/chirpstack-gateway-bridge/payloads/states.html) and its Protobuf definitions, whose JSON mapping leaves out what is
zero: older servers do so in every event, gateways still do (``{"gatewayId": …}`` alone is a gateway that is offline).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from domain.device_info import Fact
from domain.dialect import Dialect
from domain.quarantine import QuarantineReason
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, DeviceInfo, Status, Wrong
from ingest.device_facts import facts_of
from ingest.foreign.fields import dialects_of, json_object, unknown_options
from ingest.foreign.lorawan import EndDevice, applications, best_reception, eui, filters, speakers, twice_addressed, unusable_topics
from ingest.foreign.times import told_ms
from ingest.foreign.topics import stranger, unusable
from ingest.message_id import usable_id
from ingest.point_values import shown
from ingest.troubles import refused

NAME = "chirpstack"
_MARKER = "application"
_GATEWAYS = "gateways"
_EVERY = ""
_RSSI = "rxInfo.rssi"
_BATTERY = "batteryLevel"
_LONGEST_SAID = 200
_NO_OBJECT = "no `object`: ChirpStack did not decode the payload. Choose or write a payload codec in the device profile"
_USUAL = {_RSSI: "signal_dbm"}
_STATUS_USUAL = {_BATTERY: "battery_pct"}
_CONNECTED = {"ONLINE": True, "OFFLINE": False}


class ChirpStack:
    """The dialect of ChirpStack."""

    name = NAME

    def subscriptions(self, site: Site) -> Sequence[str]:
        """Every event of the applications, and the gateways' connections if the site file says where they are."""
        dialects = [dialect for dialect, _ in dialects_of(site, NAME)]
        gateways = dict.fromkeys(_gateway_head(prefix) for dialect in dialects for prefix in _prefixes(dialect))
        return [*(f"{each}/device/+/event/+" for each in filters(dialects, _MARKER)), *(f"{head}/+/state/conn" for head in gateways)]

    def bind(self, site: Site) -> BoundChirpStack:
        """With every device by its DevEUI."""
        return BoundChirpStack(site)

    def check(self, site: Site) -> Sequence[Wrong]:
        """Options and topics that cannot be, and devices that would never be heard."""
        return [
            *unknown_options(site, NAME, [_GATEWAYS]),
            *unusable_topics(site, NAME, _MARKER),
            *_wrong_prefixes(site),
            *_wrong_addresses(site),
            *_unheard_gateways(site),
        ]


CODEC = ChirpStack()


def _prefixes(dialect: Dialect) -> list[str]:
    """Where gateways publish: the regions' topic prefixes, ``""`` for none."""
    written = dialect.options.get(_GATEWAYS, ())
    given = [written] if isinstance(written, str) else written
    return [each for each in given if isinstance(each, str) and (not each or unusable(each) is None)] if isinstance(given, list | tuple) else []


def _wrong_prefixes(site: Site) -> Iterator[Wrong]:
    for dialect, _ in dialects_of(site, NAME):
        written = dialect.options.get(_GATEWAYS, [])
        count = len(written) if isinstance(written, list) else 1
        if len(_prefixes(dialect)) != count:
            yield Wrong(
                f"the option `{_GATEWAYS}` of `{dialect.id}` cannot be {shown(written)}",
                'Write the topic prefix of the region, such as eu868, or a list of them; "" if there is none',
            )


def _wrong_addresses(site: Site) -> Iterator[Wrong]:
    named: dict[str, list[tuple[str, Dialect, Device]]] = {}
    for dialect, device in speakers(site, NAME):
        name, where = eui(device.name_on_wire), applications(dialect, _MARKER)
        if name is None:
            yield Wrong(
                f"`{device.id}` is called `{device.name_on_wire}` in `{dialect.id}`, which is no DevEUI", "Write its 16 hexadecimal digits as `address`"
            )
        elif where is not None:
            named.setdefault(where.head, []).append((name, dialect, device))
    for those in named.values():
        yield from twice_addressed(those)


def _unheard_gateways(site: Site) -> Iterator[Wrong]:
    for dialect, device in speakers(site, NAME):
        if device.type.key == "gateway" and _GATEWAYS not in dialect.options:
            yield Wrong(
                f"the gateway `{device.id}` of `{dialect.id}` would never be heard",
                f"Write the topic prefix of its region as the option `{_GATEWAYS}`, such as {_GATEWAYS}: eu868",
            )


def _gateway_head(prefix: str) -> str:
    return f"{prefix}/gateway" if prefix else "gateway"


class _Device(EndDevice):
    """A device with what is particular to its status events."""

    __slots__ = ("status",)

    def __init__(self, device: Device) -> None:
        super().__init__(device, _USUAL)
        self.status = EndDevice(device, _STATUS_USUAL)


class BoundChirpStack:
    """The dialect of one site."""

    def __init__(self, site: Site) -> None:
        self._devices: dict[str, dict[str, dict[str, _Device]]] = {}
        """By the topic's head, the application (`_EVERY`) and the DevEUI."""
        self._gateways: dict[str, dict[str, Device]] = {}
        for dialect, devices in dialects_of(site, NAME):
            known = {name: device for address, device in devices.items() if (name := eui(address)) is not None}
            where = applications(dialect, _MARKER)
            if where is not None:
                there = self._devices.setdefault(where.head, {}).setdefault(where.application, {})
                there.update({name: _Device(device) for name, device in known.items()})
            for prefix in _prefixes(dialect):
                self._gateways.setdefault(_gateway_head(prefix), {}).update(known)

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        levels = topic.rsplit("/", 5)
        there = self._devices.get(levels[0])
        if there is None or len(levels) != len(("head", "application", "device", "eui", "event", "name")):
            return self._of_gateway(topic, payload)
        _, application, device_, address, event_, name = levels
        own, every = there.get(application), there.get(_EVERY)
        if (own is None and every is None) or device_ != "device":
            return None
        read = _EVENTS.get(name)
        if read is None or event_ != "event":
            return Decoded()
        dev_eui = address.lower()
        device = own.get(dev_eui) if own else None
        if device is None and every:
            device = every.get(dev_eui)
        if device is None:
            return stranger(dev_eui, NAME)
        return read(device, payload)

    def _of_gateway(self, topic: str, payload: bytes) -> Decoded | None:
        head, *rest = topic.rsplit("/", 3)
        gateways = self._gateways.get(head)
        if gateways is None:
            return None
        if rest[1:] != ["state", "conn"] or not payload.startswith(b"{"):
            return Decoded()  # taken back, or Protobuf, which is how gateways speak unless they are told to use JSON
        address = rest[0].lower()
        gateway = gateways.get(address)
        if gateway is None:
            return stranger(address, NAME)
        data = json_object(payload, gateway.id)
        if isinstance(data, Decoded):
            return data
        state = data.get("state", "OFFLINE")
        online = _CONNECTED.get(state) if isinstance(state, str) else None
        if online is None:
            return refused(QuarantineReason.UNKNOWN_VALUE, f"state: expected ONLINE or OFFLINE, found {shown(state)}", gateway.id)
        return Decoded((Status(gateway, online),))


class _Uplink(msgspec.Struct, gc=False):
    """What is looked at of an uplink event: the rest of it, which is most, is not even made into objects."""

    time: Any = None
    data: Any = None
    made: Any = msgspec.field(default=None, name="object")
    received: Any = msgspec.field(default=None, name="rxInfo")
    id: Any = msgspec.field(default=None, name="deduplicationId")


_decode_uplink = msgspec.json.Decoder(_Uplink).decode


def _uplink(device: _Device, payload: bytes) -> _Uplink | Decoded:
    try:
        return _decode_uplink(payload)
    except (msgspec.DecodeError, RecursionError):
        pass  # perhaps only a NaN somewhere: the slow way tells
    data = json_object(payload, device.device.id)
    return data if isinstance(data, Decoded) else msgspec.convert(data, _Uplink)


def _up(device: _Device, payload: bytes) -> Decoded:
    uplink = _uplink(device, payload)
    if isinstance(uplink, Decoded):
        return uplink
    best = best_reception(uplink.received)
    rssi = None if best is None else best["rssi"]
    besides: dict[str, object] = {} if rssi is None else {_RSSI: rssi}
    ts, id_, made = told_ms(uplink.time), usable_id(uplink.id), uplink.made
    told = () if best is None else _told(device.device, {Fact.SIGNAL_DBM: rssi, Fact.SNR_DB: best.get("snr")})
    if isinstance(made, dict):
        decoded = device.said(made, besides, ts, id_)
        decoded.told = told
        return decoded
    if made is not None:
        return refused(QuarantineReason.BAD_SHAPE, f"object: expected an object, found {shown(made)}", device.device.id)
    if uplink.data:
        # Not even a sign of life: a device of which nothing can be read must not look well.
        return refused(QuarantineReason.BAD_SHAPE, _NO_OBJECT, device.device.id)
    decoded = device.there(besides, ts, id_)
    decoded.told = told
    return decoded


def _status(device: _Device, payload: bytes) -> Decoded:
    data = json_object(payload, device.device.id)
    if isinstance(data, Decoded):
        return data
    fields = {name: data[name] for name in ("margin", "externalPowerSource", _BATTERY) if name in data}
    if data.get("externalPowerSource") is True:
        fields.pop(_BATTERY, None)  # said as 0, which is no empty battery
    elif data.get("batteryLevelUnavailable") is True:
        fields[_BATTERY] = None
    decoded = device.status.there(fields, told_ms(data.get("time")), usable_id(data.get("deduplicationId")))
    battery, mains = fields.get(_BATTERY), data.get("externalPowerSource")
    decoded.told = _told(device.device, {Fact.BATTERY_PCT: battery, Fact.MARGIN_DB: data.get("margin"), Fact.MAINS: mains})
    return decoded


def _told(device: Device, said: Mapping[Fact, object]) -> tuple[DeviceInfo, ...]:
    """What the network server says of the device itself."""
    facts = facts_of(said)
    return (DeviceInfo(device, facts),) if facts else ()


def _join(device: _Device, payload: bytes) -> Decoded:
    data = json_object(payload, device.device.id)
    return data if isinstance(data, Decoded) else device.there({}, told_ms(data.get("time")), usable_id(data.get("deduplicationId")))


def _log(device: _Device, payload: bytes) -> Decoded:
    data = json_object(payload, device.device.id)
    if isinstance(data, Decoded):
        return data
    if data.get("level") != "ERROR":
        return Decoded()
    said = shown(data.get("description"), _LONGEST_SAID)
    return refused(QuarantineReason.BAD_SHAPE, f"ChirpStack says {shown(data.get('code'))}: {said}", device.device.id)


_EVENTS: Mapping[str, Callable[[_Device, bytes], Decoded]] = {"up": _up, "status": _status, "join": _join, "log": _log}
"""Those that say something here; acknowledgements of downlinks, locations and other integrations do not."""
