"""Tasmota: ``tele/{topic}/SENSOR``, ``STATE`` and ``LWT``, ``stat/{topic}/RESULT``, ``POWER`` and answers to ``Status``.

Follows the project's documentation of version 14 (tasmota.github.io/docs: *MQTT*, *Commands*, *JSON status responses*,
*Buttons and switches*), whose payloads have been the same since version 6; numbers in quotes, which older ones wrote,
are read as well. `ingest.foreign.tasmota_topics` knows where its devices publish.

**Temperatures** come in what the device is set to (``SetOption8``), and each message says which (``TempUnit``). Nothing is
converted silently: a field that means a point in °C is expected in °C, or, if its conversion in the site file is the one
from °F (``scale: 0.5556, offset: -17.78``), in °F. Where the message says otherwise, the value could not be measured, and
quarantine says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from domain.device_info import Fact
from domain.dialect import Conversion
from domain.quarantine import QuarantineReason
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, DeviceInfo, Status, Timestamp, Wrong
from ingest.device_facts import facts_of
from ingest.foreign.fields import SWITCHES, Fieldwise, dialects_of, json_object, twice_named, unknown_options
from ingest.foreign.picked_fields import Picker
from ingest.foreign.tasmota_topics import STAT, TELE, FullTopic, full_topic, wrong_topics
from ingest.foreign.times import told_s
from ingest.foreign.topics import stranger, unusable_names, without_covered
from ingest.foreign.units import measured, unit_clashes
from ingest.point_values import shown
from ingest.troubles import refused

NAME = "tasmota"
_USUAL: Mapping[str, str] = {"Wifi.Signal": "signal_dbm"}
"""Not ``Wifi.RSSI``: that one is a percentage."""
_UNITS: Mapping[str, str] = {
    "ENERGY.Power": "W",
    "ENERGY.Total": "kWh",
    "ENERGY.Today": "kWh",
    "ENERGY.Yesterday": "kWh",
    "ENERGY.Voltage": "V",
    "ENERGY.Current": "A",
    "ENERGY.Frequency": "Hz",
    "Wifi.RSSI": "%",
    "Wifi.Signal": "dBm",
}
_MESSAGES = ((TELE, "SENSOR"), (TELE, "STATE"), (TELE, "RESULT"), (TELE, "MARGINS"), (STAT, "RESULT"))
_STATUSES = ("STATUS0", "STATUS8", "STATUS10", "STATUS11")
_VERSIONS = ((TELE, "INFO1"), (STAT, "STATUS2"))
_INSIDE = ("StatusSTS", "StatusSNS")
_DEGREES = ("C", "F")
_FROM_FAHRENHEIT = 5 / 9
_NONE: Mapping[str, str] = MappingProxyType({})

_Read = Callable[[bytes], Decoded]


class Tasmota:
    """The dialect. Its `topic` is the devices' ``FullTopic``; it has no options."""

    name = NAME

    def subscriptions(self, site: Site) -> Sequence[str]:
        """What devices say of themselves and what they answer; not what they are told (``cmnd``)."""
        return without_covered(
            filter_ for dialect, devices in dialects_of(site, NAME) if (where := full_topic(dialect)) is not None for filter_ in where.filters(devices)
        )

    def bind(self, site: Site) -> BoundTasmota:
        """With a route for every topic that can say something."""
        return BoundTasmota(site)

    def check(self, site: Site) -> Sequence[Wrong]:
        """Full topics and names that cannot be; units that differ."""
        return [
            *unknown_options(site, NAME, ()),
            *twice_named(site, NAME),
            *unusable_names(site, NAME),
            *wrong_topics(site, NAME),
            *unit_clashes(site, NAME, _UNITS),
        ]


CODEC = Tasmota()


class BoundTasmota:
    """The dialect at one site."""

    def __init__(self, site: Site) -> None:
        self._routes: dict[str, _Read] = {}
        self._places: list[tuple[FullTopic, str, frozenset[str]]] = []
        for dialect, devices in dialects_of(site, NAME):
            where = full_topic(dialect)
            if where is None:
                continue
            self._places.append((where, dialect.id, frozenset(devices)))
            for name, device in devices.items():
                for prefix, kind, read in _Speaker(device).routes():
                    self._routes.setdefault(where.of(prefix, name, kind), read)
        self._places.sort(key=lambda place: len(place[0].levels), reverse=True)

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """See `BoundCodec.decode`."""
        read = self._routes.get(topic)
        if read is not None:
            return read(payload)
        for where, dialect, names in self._places:
            found = where.split(topic)
            if found is None:
                continue
            prefix, name, kind = found
            if name in names or not payload or not _tells(prefix, kind):
                return Decoded()
            return stranger(name, dialect)
        return None


def _tells(prefix: str, kind: str) -> bool:
    """Whether a device that nobody knows would be asked about: when it says more than what it runs on."""
    if prefix == TELE:
        return kind in {"LWT", "SENSOR", "STATE"}
    return prefix == STAT and (kind == "RESULT" or kind in _STATUSES or kind.startswith("POWER"))


class _Speaker:
    """One device, and how what it says is read."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._names = tuple(dict.fromkeys([*device.points, *_USUAL]))
        self._fields = Fieldwise(device, _USUAL, SWITCHES, textual=True)
        self._picker = Picker(self._names)
        degrees = {name: _degrees(device.conversions.get(name)) for name, point in device.points.items() if point.type.unit == "°C"}
        self._degrees = tuple(degrees)
        self._wrong_in = {unit: {name: f"°{unit}" for name, expected in degrees.items() if expected != unit} for unit in _DEGREES}

    def routes(self) -> Iterable[tuple[str, str, _Read]]:
        """(prefix, kind, how to read it), the most telling ones first."""
        yield TELE, "LWT", self.will
        yield from ((prefix, kind, self.message) for prefix, kind in _MESSAGES)
        yield from ((STAT, kind, self.status) for kind in _STATUSES)
        yield from ((prefix, kind, self.version) for prefix, kind in _VERSIONS)
        for name in self._names:
            # ``stat/…/POWER``; with SetOption4, other answers to commands come under their names as well.
            kind = name.partition(".")[0]
            yield from ((prefix, kind, partial(self.word, kind)) for prefix in (STAT, TELE))
            if kind != kind.upper():
                yield STAT, kind.upper(), partial(self.word, kind)

    def message(self, payload: bytes) -> Decoded:
        """``{"Time": …, "AM2301": {"Temperature": 21.4, …}, "TempUnit": "C"}``."""
        data = self._object(payload)
        if isinstance(data, Decoded):
            return data
        return self._measured(data)

    def status(self, payload: bytes) -> Decoded:
        """``{"StatusSNS": {…}}``, ``{"StatusSTS": {…}}``, or both: what ``SENSOR`` and ``STATE`` would say now."""
        data = self._object(payload)
        if isinstance(data, Decoded):
            return data
        fields: dict[str, object] = {}
        for name in _INSIDE:
            inside = data.get(name, _NONE)
            if not isinstance(inside, Mapping):
                return refused(QuarantineReason.BAD_SHAPE, f"{name}: expected an object, found {shown(inside)}", self._device.id)
            fields.update(inside)
        decoded = self._measured(fields)
        if "StatusFWR" in data:
            decoded.told = self._told(data)
        return decoded

    def version(self, payload: bytes) -> Decoded:
        """``{"Info1": {"Module": …, "Version": …}}`` when it starts, ``{"StatusFWR": {"Version": …}}`` when it is asked (``Status 2``)."""
        data = self._object(payload)
        if isinstance(data, Decoded):
            return data
        return Decoded(told=self._told(data))

    def _told(self, data: Mapping[str, object]) -> tuple[DeviceInfo, ...]:
        firmware, started = data.get("StatusFWR"), data.get("Info1", data)  # older versions: the object itself
        said = firmware if isinstance(firmware, Mapping) else started if isinstance(started, Mapping) else _NONE
        facts = facts_of({Fact.FIRMWARE: said.get("Version"), Fact.MODEL: said.get("Module")})
        return (DeviceInfo(self._device, facts),) if facts else ()

    def word(self, name: str, payload: bytes) -> Decoded:
        """The bare value of one field, such as ``ON``; or an object, as any message."""
        if not payload or payload[:1] == b"{":
            return self.message(payload)
        if not self._fields.means(name):
            return Decoded()
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            return refused(QuarantineReason.WRONG_TYPE, f"{name}: expected a text, found {shown(payload)}", self._device.id)
        return self._fields.telemetry({name: text})

    def will(self, payload: bytes) -> Decoded:
        """``Online``, or what the broker says in its place: ``Offline``."""
        if payload == b"Online":
            return Decoded((Status(self._device, online=True),))
        if payload == b"Offline":
            return Decoded((Status(self._device, online=False),))
        if not payload:
            return Decoded()
        return refused(QuarantineReason.UNKNOWN_VALUE, f"expected `Online` or `Offline`, found {shown(payload)}", self._device.id)

    def _object(self, payload: bytes) -> dict[str, object] | Decoded:
        return json_object(payload, self._device.id) if payload else Decoded()  # nothing: what was retained is taken back

    def _measured(self, data: Mapping[str, object]) -> Decoded:
        unit = data.get("TempUnit")
        if unit is None:
            wrong = _NONE
        elif isinstance(unit, str) and unit in _DEGREES:
            wrong = self._wrong_in[unit]
        else:
            wrong = dict.fromkeys(self._degrees, shown(unit))
        return measured(self._fields, self._picker.of(data), wrong, _time(data))


def _degrees(conversion: Conversion | None) -> str:
    """In which unit the site file takes a temperature to come: ``F`` if it converts from that."""
    return "F" if conversion is not None and abs(conversion.scale - _FROM_FAHRENHEIT) < 0.01 else "C"  # noqa: PLR2004  however it is rounded


def _time(data: Mapping[str, object]) -> Timestamp:
    """``Epoch`` (``Time 2``), an epoch under ``Time`` (``Time 3``), or a local time with its offset (``SetOption52 1``)."""
    epoch = data.get("Epoch")
    return told_s(data.get("Time") if epoch is None else epoch)
