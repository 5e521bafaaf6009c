"""Shelly devices of the first generation, as their public documentation has it (Shelly Gen1 API, MQTT; firmware 1.5 and later).

Below ``shellies/{id}/`` every topic is one value, a bare text: ``relay/0`` says ``on``, ``sensor/temperature`` says
``21.5``. A field is called as the rest of its topic. Some topics hold JSON objects; the parts of those follow with dots:
``input_event/0.event``, ``info.wifi_sta.rssi``. No topic tells when a value was measured.

What cannot be measured is not left out. Which values stand for it is told only for the other protocol of these devices
(CoIoT, ``/cit/d``): 999 of temperatures and humidities, -1 and ``unknown`` of others; taken to be the same here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from domain.quarantine import QuarantineReason
from domain.site import Device, Site
from ingest.codecs.codec import Decoded, Status, Wrong
from ingest.foreign.fields import SWITCHES, Fieldwise, json_object
from ingest.foreign.object_parts import Part, fetched, parts_of
from ingest.foreign.shelly import GEN1, BoundGeneration, Read, Speaker, base, dialects, telemetry, wrong
from ingest.foreign.topics import stranger, without_covered
from ingest.point_values import shown
from ingest.troubles import refused

_ERROR = "sensor/error"
USUAL: Mapping[str, str] = {
    "sensor/battery": "battery_pct",
    "info.bat.value": "battery_pct",
    "status.bat": "battery_pct",
    "info.wifi_sta.rssi": "signal_dbm",
    _ERROR: "fault",
}
WORDS: Mapping[str, bool] = {**SWITCHES, "1": True, "0": False, "overpower": False}
"""Of binary values. A relay that says ``overpower`` has switched off."""
_NO_WORD = frozenset({"unknown", "null"})
_NO_DEGREES = frozenset({"999", "999.0", "999.00"})
_NO_NUMBER = frozenset({"-1", "-1.0", "-1.00"})
_NEVER_NEGATIVE = ("sensor/", "relay/", "roller/")
_ACTS = ("relay", "roller", "light", "color", "white", "thermostat", "command")
_TELLS = ("online", "announce", "info", "status", "sensor", "input", "input_event", "emeter", "temperature", "voltage")
_ROOTS = frozenset((*_ACTS, *_TELLS))
"""Of devices' topics: what goes before one of these is a device's name."""


class ShellyGen1:
    """The dialect of Shelly devices of the first generation."""

    name = GEN1

    def subscriptions(self, site: Site) -> Sequence[str]:
        """Everything below each dialect's topic."""
        return without_covered(f"{base(dialect)}/#" for dialect in dialects(site, GEN1))

    def bind(self, site: Site) -> BoundShellyGen1:
        """With a way to read every topic whose value has a meaning."""
        return BoundShellyGen1(site)

    def check(self, site: Site) -> Sequence[Wrong]:
        """Topics and names that cannot be, and options that there are not."""
        return list(wrong(site, GEN1))


CODEC = ShellyGen1()


class BoundShellyGen1(BoundGeneration):
    """The dialect at one site."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, GEN1)
        self._reads = {f"{begins}announce": partial(_announced, self._speakers, begins, dialect) for begins, dialect in self._dialects} | self._reads

    def _reads_of(self, speaker: Speaker) -> Iterator[tuple[str, Read]]:
        return _reads(speaker)

    def _shows(self, rest: str) -> bool:
        return not _is_command(rest)

    def _unknown(self, rest: str, dialect: str) -> Decoded:
        return _unknown(rest, dialect)


def _reads(speaker: Speaker) -> Iterator[tuple[str, Read]]:
    """How to read each topic of a device that says something, by its rest."""
    device = speaker.device
    fieldwise = Fieldwise(device, USUAL, WORDS, textual=True)
    fields = [name for name in {**device.points, **USUAL} if fieldwise.means(name)]
    for rest in dict.fromkeys(name.partition(".")[0] for name in fields):
        parts = parts_of(fields, rest)
        yield rest, _Object(fieldwise, parts, rest if rest in fields else None).read if parts else _Text(fieldwise, rest).read
    yield "online", speaker.status


class _Text:
    """A topic that holds one value."""

    __slots__ = ("_any_is_fault", "_field", "_fieldwise", "_unmeasured")

    def __init__(self, fieldwise: Fieldwise, field: str) -> None:
        self._fieldwise = fieldwise
        self._field = field
        self._unmeasured = _unmeasured(fieldwise.device, field)
        self._any_is_fault = field == _ERROR and field not in fieldwise.device.points

    def read(self, payload: bytes) -> Decoded:
        if not payload:
            return Decoded()  # that is how a retained value is taken back
        try:
            text = payload.decode()
        except UnicodeDecodeError as error:
            return refused(QuarantineReason.WRONG_TYPE, f"{self._field}: not UTF-8 from byte {error.start} on", self._fieldwise.device.id)
        if text in self._unmeasured:
            return self._fieldwise.telemetry({self._field: None})
        return self._fieldwise.telemetry({self._field: "1" if self._any_is_fault and text != "0" else text})


class _Object:
    """A topic that holds an object, of which parts mean something; perhaps its text does, too."""

    __slots__ = ("_fieldwise", "_parts", "_whole")

    def __init__(self, fieldwise: Fieldwise, parts: Sequence[Part], whole: str | None) -> None:
        self._fieldwise, self._parts, self._whole = fieldwise, parts, whole

    def read(self, payload: bytes) -> Decoded:
        if not payload:
            return Decoded()
        device = self._fieldwise.device
        data = json_object(payload, device.id)
        if isinstance(data, Decoded):
            return data
        troubles: list[tuple[QuarantineReason, str]] = []
        fields = fetched(data, self._parts, troubles)
        if self._whole is not None:
            fields[self._whole] = payload.decode(errors="replace")
        found = self._fieldwise.read(fields)
        found.troubles += troubles
        return telemetry(device, found)


def _unmeasured(device: Device, field: str) -> frozenset[str]:
    """The texts that say of `field` that it could not be measured."""
    key = field if field in device.points else USUAL[field]
    conversion = device.conversions.get(key)
    meant = set(conversion.values) if conversion is not None and conversion.values else {word for _, word, _ in device.points[key].type.codes}
    texts = _NO_WORD
    if "temperature" in field or "humidity" in field:
        texts |= _NO_DEGREES
    elif field.startswith(_NEVER_NEGATIVE):
        texts |= _NO_NUMBER
    return texts - meant


def _announced(every: Mapping[str, Speaker], begins: str, dialect: str, payload: bytes) -> Decoded:
    """A device has come, and says who it is."""
    if not payload:
        return Decoded()
    data = json_object(payload)
    if isinstance(data, Decoded):
        return data
    name = data.get("id")
    if not isinstance(name, str):
        return refused(QuarantineReason.BAD_SHAPE, f"expected a text under `id`, found {shown(name)}")
    speaker = every.get(f"{begins}{name}")
    return stranger(name, dialect) if speaker is None else Decoded((Status(speaker.device, online=True),))


def _unknown(rest: str, dialect: str) -> Decoded:
    """What no known device has said."""
    if _is_command(rest):
        return Decoded()
    levels = rest.split("/")
    if len(levels) == 1:
        return refused(QuarantineReason.BAD_TOPIC, "expected the name of a device and what it says below that")
    ends = next((at for at, level in enumerate(levels) if at and level in _ROOTS), 1)
    return stranger("/".join(levels[:ends]), dialect)


def _is_command(rest: str) -> bool:
    """Whether somebody else tells a device to do something."""
    return rest.endswith("/set") or "command" in rest.split("/")
