"""What a raw value means for the point it belongs to; and, before anything is read, whether it can mean anything."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bridges.modbus.decoding import Layout, Raw, Unreadable, ValueType, decode, laid_out
from bridges.modbus.rows import Row
from bridges.publisher import Sent
from domain.device_type import PointType
from domain.reading import PointKind

NUMBERS = (PointKind.ANALOG, PointKind.COUNTER)
WHOLE = ("u", "i", "bcd")
_TRUE, _FALSE = ("true", "1", "on", "yes", "是"), ("false", "0", "off", "no", "否")


class WrongRow(Exception):
    """A row that cannot be used; the remedy stands beside the problem."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Meaning:
    """From registers (or the one bit of a coil) to a value of the point."""

    type: ValueType
    layout: Layout
    take: Callable[[Raw], Sent]
    invalid_bits: frozenset[int]
    invalid_values: frozenset[int | float]

    def of_registers(self, registers: Sequence[int]) -> Sent:
        """The value; `None` where the row says that this raw value is none. Raises `Unreadable`."""
        octets = laid_out(self.type, registers, self.layout)
        if int.from_bytes(octets, "big") in self.invalid_bits:
            return None
        return self._taken(decode(self.type, octets, self.layout))

    def of_bit(self, *, bit: bool) -> Sent:
        """As `of_registers`, of a coil or a discrete input."""
        return self._taken(bit)

    def _taken(self, raw: Raw) -> Sent:
        return None if raw in self.invalid_values else self.take(raw)


def meaning_of(row: Row, point: PointType, layout: Layout) -> Meaning:
    """What the row says, for a point of this type. Raises `WrongRow`."""
    bits, numbers = set[int](), set[int | float]()
    for each in row.invalid:
        if re.fullmatch(r"0[xX][0-9A-Fa-f]{1,16}", each):
            bits.add(int(each, 16))
        elif re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,12})?", each):
            # 65535 of a signed register is what the manual calls -1: whichever of the two it is, it is no value.
            numbers.add(float(each) if "." in each else int(each))
            if each.isdecimal() and row.type.form == "i":
                bits.add(int(each))
        elif each.lower() != "nan":
            raise WrongRow(f"Invalid: `{each}` is no raw value", "Write numbers such as 65535, -9999 or 0x8000, with ; between them; NaN never counts")
    return Meaning(row.type, layout, _taker(row, point), frozenset(bits), frozenset(numbers))


def _taker(row: Row, point: PointType) -> Callable[[Raw], Sent]:
    form, kind = row.type.form, point.kind
    _refuse_columns(row, point)
    if kind is PointKind.FLAGS:
        return _as_flags(row, point)
    if row.values:
        return _as_looked_up(row, row.values, point)
    if kind is PointKind.BINARY:
        if form not in {"bool", "bit"}:
            raise WrongRow(f"{point.key} is true or false, and {row.type.name} is neither", "Make the type bool or bit n, or write Values: 0=false;1=true")
        return bool
    if kind is PointKind.ENUM:
        if form not in WHOLE:
            raise WrongRow(f"{point.key} is a word, and {row.type.name} is none", f"Write Values such as 0={_words(point)[0]}, or a whole type for the codes")
        return _looked_up({int(code): key for code, key, _ in point.codes if code.isdecimal()})
    if kind is PointKind.TEXT:
        return _shown
    if form in {"bool", "bit", "string"}:
        raise WrongRow(f"{point.key} is a number, and {row.type.name} is none", "Correct the type, or the key")
    return _scaled(row.scale or Decimal(1), row.offset or Decimal(0))


def _as_flags(row: Row, point: PointType) -> Callable[[Raw], Sent]:
    if row.type.form not in WHOLE or not row.flags:
        raise WrongRow(f"{point.key} is a set of flags", "Give it a whole type such as u16, and its bits in the column Flags: 0=fire;3=fault")
    return _flags({_bit(bit, row.type): _word(word, point) for bit, word in row.flags.items()})


def _as_looked_up(row: Row, values: Mapping[int, str], point: PointType) -> Callable[[Raw], Sent]:
    if row.type.form in {"f", "string"}:
        raise WrongRow(f"Values need whole raw values, and {row.type.name} has none", "Leave Values out, or correct the type")
    return _looked_up({raw: _value(word, point) for raw, word in values.items()})


def _refuse_columns(row: Row, point: PointType) -> None:
    if row.scale == 0:
        raise WrongRow("Scale: 0 would make everything 0", "Leave it out, or write what one step of the raw value is worth")
    if (row.scale is not None or row.offset is not None) and (point.kind not in NUMBERS or row.values):
        raise WrongRow(f"Scale and Offset are for numbers, and here {point.key} is looked up or no number", "Leave them out")
    if row.flags and point.kind is not PointKind.FLAGS:
        raise WrongRow(f"Flags are for a set of flags, and {point.key} is none", "Use bit n for a single bit, or Values for words")
    if row.values and point.kind is PointKind.FLAGS:
        raise WrongRow(f"{point.key} is a set of flags, and has no Values", "Write its bits in the column Flags: 0=fire;3=fault")


def _words(point: PointType) -> Sequence[str]:
    return [key for _, key, _ in point.codes] or [""]


def _word(word: str, point: PointType) -> str:
    known = {**{code: key for code, key, _ in point.codes}, **{key: key for key in _words(point)}}
    if word not in known:
        raise WrongRow(f"{point.key} has no word `{word}`", f"Use one of {', '.join(_words(point))}")
    return known[word]


def _value(word: str, point: PointType) -> Sent:
    if point.kind is PointKind.ENUM:
        return _word(word, point)
    if point.kind is PointKind.BINARY:
        if word.lower() not in _TRUE + _FALSE:
            raise WrongRow(f"{point.key} is true or false, not `{word}`", "Write Values such as 0=false;1=true")
        return word.lower() in _TRUE
    if point.kind is PointKind.TEXT:
        return word
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,12})?", word):
        raise WrongRow(f"{point.key} is a number, and `{word}` is none", "Write Values such as 0=0;1=50;2=100, or leave them out")
    return float(word)


def _bit(bit: int, type_: ValueType) -> int:
    if not 0 <= bit < 16 * type_.registers:
        raise WrongRow(f"Flags: {type_.name} has no bit {bit}", f"Its bits are 0 (the lowest) to {16 * type_.registers - 1}")
    return bit


def _flags(words: Mapping[int, str]) -> Callable[[Raw], Sent]:
    def take(raw: Raw) -> Sent:
        bits = int(raw)
        return [*dict.fromkeys(word for bit, word in sorted(words.items()) if bits >> bit & 1)]

    return take


def _looked_up(words: Mapping[int, Sent]) -> Callable[[Raw], Sent]:
    def take(raw: Raw) -> Sent:
        number = int(raw)
        if number not in words:
            raise Unreadable(f"{number} means nothing here; known are {', '.join(map(str, sorted(words)))}")
        return words[number]

    return take


def _scaled(scale: Decimal, offset: Decimal) -> Callable[[Raw], Sent]:
    """In decimal, so that 231 × 0.1 is 23.1."""

    def take(raw: Raw) -> Sent:
        if isinstance(raw, str):
            raise Unreadable("it is a text")
        if scale == 1 and offset == 0:
            return raw
        number = float(Decimal(str(raw)) * scale + offset)
        if not math.isfinite(number):
            raise Unreadable("it is beyond any number")
        return number

    return take


def _shown(raw: Raw) -> str:
    return raw if isinstance(raw, str) else str(raw).lower()
