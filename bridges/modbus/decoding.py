"""From registers to what stands in them.

A register is 16 bits, its high byte first on the wire (Modbus Application Protocol 1.1b3, §4.2). How larger values lie over
several registers is not in the standard: the order of words, and of bytes in a word, is whatever the maker chose.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Order = Literal["big", "little"]
Raw = int | float | bool | str

WORD_BITS = 16
_LONGEST_STRING = 250
"""Characters: 125 registers, the most that one request can bring."""


class Unreadable(Exception):
    """It is no value: it could not be measured. Its text says why."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """`form` is u, i, f, bcd, bool, bit or string; `registers` how many it takes (of a coil: one bit); `bit` counts from the lowest, 0."""

    name: str
    form: str
    registers: int = 1
    bit: int = 0
    length: int = 0
    """Of a string, in bytes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a value lies in registers: which word of several comes first, and which byte of a word; and in what bytes a text is written."""

    words: Order = "big"
    bytes: Order = "big"
    text: str = "utf-8"


_TYPES = {
    each.name: each
    for each in (
        ValueType("bool", "bool"),
        *(ValueType(f"{form}{bits}", form, bits // WORD_BITS) for form in ("u", "i") for bits in (16, 32, 64)),
        ValueType("f32", "f", 2),
        ValueType("f64", "f", 4),
        ValueType("bcd16", "bcd", 1),
        ValueType("bcd32", "bcd", 2),
    )
}
_OTHER_NAMES = {
    **{f"uint{bits}": f"u{bits}" for bits in (16, 32, 64)},
    **{f"int{bits}": f"i{bits}" for bits in (16, 32, 64)},
    "float": "f32",
    "float32": "f32",
    "double": "f64",
    "float64": "f64",
    "布尔": "bool",
    "浮点": "f32",
}


def value_type(text: str) -> ValueType:
    """Read ``u16``, ``f32``, ``bit 3``, ``string 8`` and so on. Raises `ValueError`."""
    word = text.strip().lower()
    word = _OTHER_NAMES.get(word, word)
    if word in _TYPES:
        return _TYPES[word]
    if (match := re.fullmatch(r"(?:bit|位) ?([0-9]{1,2})", word)) and int(match[1]) < WORD_BITS:
        return ValueType(f"bit {int(match[1])}", "bit", 1, int(match[1]))
    if (match := re.fullmatch(r"(?:string|字符串) ?([0-9]{1,3})", word)) and 0 < (length := int(match[1])) <= _LONGEST_STRING:
        return ValueType(f"string {length}", "string", (length + 1) // 2, length=length)
    raise ValueError(f"there is no type `{text}`; use {', '.join(_TYPES)}, bit 0 to bit 15, or string 1 to string {_LONGEST_STRING} (characters)")


def laid_out(kind: ValueType, registers: Sequence[int], layout: Layout) -> bytes:
    """The bytes of a value, highest first. The words of a text always follow each other."""
    words = reversed(registers) if layout.words == "little" and kind.form != "string" else registers
    return b"".join(word.to_bytes(2, layout.bytes) for word in words)


def decode(kind: ValueType, octets: bytes, layout: Layout) -> Raw:
    """What `octets` (of `laid_out`) mean. A text ends at its first NUL. Raises `Unreadable`."""
    match kind.form:
        case "u" | "i":
            return int.from_bytes(octets, "big", signed=kind.form == "i")
        case "f":
            return _float(octets)
        case "bcd":
            return _bcd(octets)
        case "bool":
            return any(octets)
        case "bit":
            return bool(int.from_bytes(octets, "big") >> kind.bit & 1)
        case _:
            return _text(octets[: kind.length], layout.text)


def _float(octets: bytes) -> float:
    (value,) = struct.unpack(">f" if len(octets) == struct.calcsize("f") else ">d", octets)
    number = float(value)
    if not math.isfinite(number):
        raise Unreadable(f"it is {'no number (NaN)' if math.isnan(number) else 'infinite'}")
    return number


def _bcd(octets: bytes) -> int:
    digits = octets.hex()
    if not digits.isdecimal():
        raise Unreadable(f"{digits} is no binary-coded decimal")
    return int(digits)


def _text(octets: bytes, encoding: str) -> str:
    try:
        text = octets.partition(b"\0")[0].decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(f"its bytes {octets.hex(' ')} are no text in {encoding}") from None
    return text.strip()
