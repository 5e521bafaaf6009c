"""From the tags of a property's value to a plain value, whatever its object's type says it should be.

The application tags of ASHRAE 135, clause 20.2.1.4. What a device sends is taken by its tag: many send an unsigned where a
real is due, and a bridge is no conformance test.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

_CHARACTER_SETS = {0: "utf-8", 3: "utf-32-be", 4: "utf-16-be", 5: "latin-1"}


@dataclass(frozen=True, slots=True)
class Code:
    """An enumerated value."""

    number: int


@dataclass(frozen=True, slots=True)
class Bits:
    """The numbers of the bits that are set in a bit string."""

    set: frozenset[int]


Raw = bool | int | float | str | Code | Bits | tuple["Raw", ...] | None
"""A value as a device sends it; a tuple is a list or an array, `None` BACnet's null."""


class Unreadable(Exception):
    """Not a value that can be a point's."""


class Tag(Protocol):
    """A tag as the library reads it: its class (0: application), number, length or value, and data."""

    tag_class: int
    tag_number: int
    tag_lvt: int
    tag_data: bytes


def value_of(tags: Sequence[Tag], *, many: bool) -> Raw:
    """The value, a tuple when `many` (a list or array). Raises `Unreadable`."""
    if many:
        return tuple(_single(tag) for tag in tags)
    if len(tags) != 1:
        raise Unreadable("it has no single value")
    return _single(tags[0])


def _single(tag: Tag) -> Raw:
    if tag.tag_class != 0:
        raise Unreadable("it is a structure")
    if tag.tag_number == _BOOLEAN:
        return bool(tag.tag_lvt)
    read = _READERS.get(tag.tag_number)
    if read is None:
        raise Unreadable("it is of a type that no point has")
    try:
        return read(tag.tag_data)
    except (struct.error, UnicodeDecodeError, KeyError, IndexError):
        raise Unreadable("its coding is wrong") from None


def _null(_data: bytes) -> None:
    return None


def _unsigned(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _integer(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)


def _real(data: bytes) -> float:
    """The shortest number that has these four octets: 1.9, not 1.899999976."""
    exact = float(struct.unpack(">f", data)[0])
    with contextlib.suppress(OverflowError):
        for digits in range(6, 10):
            number = float(f"{exact:.{digits}g}")
            if struct.pack(">f", number) == data:
                return number
    return exact


def _double(data: bytes) -> float:
    return float(struct.unpack(">d", data)[0])


def _text(data: bytes) -> str:
    return data[1:].decode(_CHARACTER_SETS[data[0]])


def _bits(data: bytes) -> Bits:
    unused, octets = data[0], data[1:]
    count = len(octets) * 8 - unused
    if unused > _MOST_UNUSED or count < 0:
        raise Unreadable("its coding is wrong")
    return Bits(frozenset(bit for bit in range(count) if octets[bit // 8] & (0x80 >> bit % 8)))


def _code(data: bytes) -> Code:
    return Code(_unsigned(data))


_MOST_UNUSED = 7
_BOOLEAN = 1
"""Its value stands where the others have their length."""
_READERS: Mapping[int, Callable[[bytes], Raw]] = {0: _null, 2: _unsigned, 3: _integer, 4: _real, 5: _double, 7: _text, 8: _bits, 9: _code}
