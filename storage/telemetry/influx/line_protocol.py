"""Messages as InfluxDB's line protocol: one line a message, and a field never changes its type.

The measurement is the device type (``lift``), for events ``lift_event``; the tags are ``site`` and ``device``. Of a
drill, the measurement is ``drill/lift`` and the drill's id is the tag ``realm``: nothing that asks for ``lift`` can see
it. A key of a device becomes the field

- ``temp``: a number, always a float
- ``door:text``, ``moving:bool``, ``bits:flags`` (a JSON list): values of other kinds
- ``temp:quality``: ``bad`` (then there is no value) or ``uncertain``; a good value has none.

A key that could be taken for another field is written ``time:number``. Every line has ``received_ms``, a float; an
event has ``event`` (its name) and ``id`` (when it has one). Times are nanoseconds: whole milliseconds, and for events
below that a number made from what keeps them apart (for two events of one device and millisecond it is the same once
in a million; the later then adds to the former).
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from urllib.parse import quote, unquote

import msgspec

from domain.identity import LIVE
from domain.reading import Quality, Value
from domain.telemetry import TelemetryMessage
from domain.time import to_ms
from storage.telemetry.packing import apart, pack

NUMBER, TEXT, BOOL, FLAGS, QUALITY = "number", "text", "bool", "flags", "quality"
VALUE_KINDS = (NUMBER, TEXT, BOOL, FLAGS)
RECEIVED, EVENT, ID = "received_ms", "event", "id"
NS = 1_000_000
"""Nanoseconds in a millisecond."""

_TAKEN = frozenset({"", "time", RECEIVED, EVENT, ID})
_SUFFIX = re.compile(r":(number|text|bool|flags|quality)$")
_UNWRITABLE = re.compile(r"[%\\\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""In a name: what line protocol cannot escape, what ends a line, and the sign that we write them with."""
_TO_ESCAPE = re.compile(r"([,= ])")
_RETURNS = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_RETURNED = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def measurement(device_type: str, realm: str = LIVE, *, events: bool = False) -> str:
    """Where messages of a device type are kept."""
    name = written_name(f"{device_type}_event" if events else device_type)
    return name if realm == LIVE else f"drill/{name}"


def written_name(name: str) -> str:
    """A name as it stands in the store: percent-encoded where line protocol has no way to say it."""
    return _UNWRITABLE.sub(lambda found: quote(found[0], safe=""), name)


def field_name(key: str, kind: str) -> str:
    """The field that holds values of `kind` of a device's `key`. No two pairs have the same."""
    safe = written_name(key)
    if kind == NUMBER and safe not in _TAKEN and not _SUFFIX.search(safe):
        return safe
    return f"{safe}:{kind}"


def key_and_kind(field: str) -> tuple[str, str] | None:
    """The device's key and the kind that a field holds; `None` for one of our own fields."""
    if suffix := _SUFFIX.search(field):
        return unquote(field[: suffix.start()]), suffix[1]
    return None if field in _TAKEN else (unquote(field), NUMBER)


def value_of(kind: str, text: str) -> Value:
    """The value that a field of `kind` holds, from InfluxDB's CSV."""
    if kind == NUMBER:
        return float(text)
    if kind == BOOL:
        return text == "true"
    plain = plain_text(text)
    return frozenset(msgspec.json.decode(plain, type=list[str])) if kind == FLAGS else plain


def line(message: TelemetryMessage) -> str:
    """The line of a message that `acceptance.why_never` has nothing against, without the line's end."""
    fields = [f"{RECEIVED}={float(to_ms(message.received_at))!r}"]
    time_ns = to_ms(message.occurred_at) * NS
    if message.qualities:
        _say_packed(fields, message)
    else:
        for key, value in message.values.items():
            if value.__class__ is float:  # almost every value
                fields.append(f"{_number_field(key)}={value!r}")
            else:
                _say_value(fields, key, float(value) if type(value) is int else value)
    if message.event is not None:
        time_ns += zlib.crc32(apart(message).encode()) % NS
        fields.append(f"{EVENT}={_string(message.event)}")
        if message.id is not None:
            fields.append(f"{ID}={_string(message.id)}")
    head = _head(message.realm, message.site, message.device, message.device_type, message.event is not None)
    return f"{head} {','.join(fields)} {time_ns}"


def _say_packed(fields: list[str], message: TelemetryMessage) -> None:
    packed = pack(message)
    for key, value in packed.values.items():
        _say_value(fields, key, value)
    fields.extend(f'{_escaped_field(key, QUALITY)}="{Quality.UNCERTAIN}"' for key in packed.uncertain)


def _say_value(fields: list[str], key: str, value: Value) -> None:
    if type(value) is float:
        fields.append(f"{_number_field(key)}={value!r}")
    elif type(value) is bool:
        fields.append(f"{_escaped_field(key, BOOL)}={'true' if value else 'false'}")
    elif isinstance(value, str):
        fields.append(f"{_escaped_field(key, TEXT)}={_string(value)}")
    elif isinstance(value, frozenset):
        fields.append(f"{_escaped_field(key, FLAGS)}={_string(msgspec.json.encode(sorted(value)).decode())}")
    else:
        fields.append(f'{_escaped_field(key, QUALITY)}="{Quality.BAD}"')


def plain_text(text: str) -> str:
    """A text as the device gave it, from how it is stored: InfluxDB's CSV would lose carriage returns."""
    return re.sub(r"\\[\\nr]", lambda found: _RETURNED[found[0]], text) if "\\" in text else text


def _string(text: str) -> str:
    kept = re.sub(r"[\\\n\r]", lambda found: _RETURNS[found[0]], text)
    quoted = kept.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


@lru_cache(maxsize=16_384)
def _number_field(key: str) -> str:
    return _escaped(field_name(key, NUMBER))


@lru_cache(maxsize=65_536)
def _escaped_field(key: str, kind: str) -> str:
    return _escaped(field_name(key, kind))


@lru_cache(maxsize=65_536)
def _head(realm: str, site: str, device: str, device_type: str, events: bool) -> str:  # noqa: FBT001  a cache key
    tags = {"device": device, "site": site} if realm == LIVE else {"device": device, "realm": realm, "site": site}
    written = "".join(f",{name}={_escaped(written_name(value))}" for name, value in tags.items())
    return _escaped(measurement(device_type, realm, events=events)) + written


def _escaped(name: str) -> str:
    return _TO_ESCAPE.sub(r"\\\1", name)
