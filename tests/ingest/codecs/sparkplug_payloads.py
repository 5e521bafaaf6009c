"""Payloads of Sparkplug B, written byte by byte after the specification: nothing here is shared with what reads them."""

from __future__ import annotations

import struct

INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT, DOUBLE, BOOLEAN, STRING, DATETIME = range(1, 14)
DATASET, BYTES = 16, 17
_LONG = {INT64, UINT32, UINT64, DATETIME}


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def counted(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def delimited(field: int, data: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(data)) + data


def value(datatype: int, raw: object) -> bytes:
    """The value as the datatype travels: signed integers as two's complement of 32 or 64 bits."""
    match raw:
        case bool():
            found = counted(14, int(raw))
        case int():
            found = counted(11, raw % (1 << 64)) if datatype in _LONG else counted(10, raw % (1 << 32))
        case float():
            found = varint(13 << 3 | 1) + struct.pack("<d", raw) if datatype == DOUBLE else varint(12 << 3 | 5) + struct.pack("<f", raw)
        case str():
            found = delimited(15, raw.encode())
        case bytes():
            found = delimited(17 if datatype == DATASET else 16, raw)
        case _:
            found = counted(7, 1)
    return found


def quality(code: int) -> bytes:
    return delimited(9, delimited(1, b"Quality") + delimited(2, counted(1, INT32) + counted(3, code)))


def metric(
    name: str = "",
    datatype: int = 0,
    raw: object = None,
    *,
    alias: int | None = None,
    ts: int | None = None,
    historical: bool = False,
    more: bytes = b"",
    travels_as: int | None = None,
) -> bytes:
    """A metric. `travels_as` when it leaves out the `datatype` that a birth has said."""
    found = delimited(1, name.encode()) if name else b""
    found += b"" if alias is None else counted(2, alias)
    found += b"" if ts is None else counted(3, ts)
    found += counted(4, datatype) if datatype else b""
    found += counted(5, 1) if historical else b""
    return found + more + value(travels_as or datatype, raw)


def payload(*metrics: bytes, ts: int | None = 1_772_352_000_000, seq: int | None = None) -> bytes:
    found = b"" if ts is None else counted(1, ts)
    found += b"".join(delimited(2, each) for each in metrics)
    return found + (b"" if seq is None else counted(3, seq))


def bd_seq(number: int) -> bytes:
    return metric("bdSeq", INT64, number)
