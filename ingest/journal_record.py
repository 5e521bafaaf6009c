"""What one record of the journal is, and how it lies in a file.

A record is ``marker, crc32, body length, kind, flags, received_at (epoch µs), topic length, topic, payload``, little
endian. The checksum covers the body and its length. The marker is only a place to look for when something before it
is damaged; a record counts when its checksum is right.
"""

from __future__ import annotations

import struct
import zlib
from enum import IntEnum
from typing import NamedTuple

MARKER = b"\xa7SJ\x1e"
_HEAD = struct.Struct("<4sII")
_BODY = struct.Struct("<BBQH")
HEAD_BYTES = _HEAD.size
MAX_TOPIC_BYTES = 0xFFFF


class RecordKind(IntEnum):
    """What a record tells. The numbers lie in files: never give one a new meaning."""

    MESSAGE = 1
    """A message as it came: topic and payload."""
    TICK = 2
    """Deadlines were judged by the wall clock at this time."""
    LISTENING = 3
    """From here on we were listening (again): silence before it says nothing about devices."""
    OVERSIZE = 4
    """A message that was too large: payload is its size (8 bytes, little endian) and its beginning."""
    RULES = 5
    """From here on the rules of this version were in force: payload is its sequence (8 bytes, little endian)."""


class Record(NamedTuple):
    """One thing that happened. `received_us` is epoch microseconds; `topic` and `payload` are empty for ticks."""

    kind: int
    received_us: int
    topic: str = ""
    payload: bytes = b""
    retained: bool = False


class Found(NamedTuple):
    """A record and where it stands: it takes ``[offset, next_offset)``."""

    offset: int
    next_offset: int
    record: Record


def encode(record: Record) -> bytes:
    """The bytes of `record`. `ValueError` for a topic longer than MQTT allows."""
    topic = record.topic.encode("utf-8", "surrogateescape")
    if len(topic) > MAX_TOPIC_BYTES:
        raise ValueError(f"a topic of {len(topic)} bytes; MQTT allows {MAX_TOPIC_BYTES}")
    body = _BODY.pack(record.kind, record.retained, record.received_us, len(topic)) + topic + record.payload
    length = len(body)
    return _HEAD.pack(MARKER, zlib.crc32(body, length), length) + body


def decode(data: bytes, at: int) -> tuple[Record, int] | None:
    """The record at index `at` of `data` and the index after it; `None` if none stands there whole and undamaged."""
    start = at + HEAD_BYTES
    if start > len(data):
        return None
    marker, checksum, length = _HEAD.unpack_from(data, at)
    end = start + length
    if marker != MARKER or length < _BODY.size or end > len(data):
        return None
    if zlib.crc32(data[start:end], length) != checksum:
        return None
    kind, flags, received_us, topic_length = _BODY.unpack_from(data, start)
    topic_start = start + _BODY.size
    topic_end = topic_start + topic_length
    if topic_end > end:
        return None
    topic = data[topic_start:topic_end].decode("utf-8", "surrogateescape")
    return Record(kind, received_us, topic, data[topic_end:end], bool(flags & 1)), end


def needed(data: bytes, at: int) -> int:
    """How many bytes the record at `at` says it takes; 0 if no head stands there."""
    if at + HEAD_BYTES > len(data):
        return 0
    marker, _, length = _HEAD.unpack_from(data, at)
    return HEAD_BYTES + int(length) if marker == MARKER else 0


def find(data: bytes, start: int) -> int | None:
    """The index of the first undamaged record at or after `start`; `None` if there is none in `data`."""
    at = data.find(MARKER, start)
    while at >= 0:
        if decode(data, at) is not None:
            return at
        at = data.find(MARKER, at + 1)
    return None
