"""From registers to values of points: types, orders, scales, words, and what is no value at all."""

from __future__ import annotations

import contextlib
import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.modbus.decoding import Layout, Order, Unreadable, decode, laid_out, value_type
from bridges.modbus.meaning import Meaning, WrongRow, meaning_of
from bridges.modbus.rows import Row
from domain.device_type import PointType
from domain.reading import PointKind
from domain.text import Text
from ingest.point_values import taker

ORDERS: st.SearchStrategy[Order] = st.sampled_from(("big", "little"))
NAME = Text("名", "Name")
CODES = (("0", "stopped", NAME), ("1", "running", NAME), ("7", "broken", NAME))
POINTS = {kind: PointType("point", NAME, kind, codes=CODES if kind in {PointKind.ENUM, PointKind.FLAGS} else ()) for kind in PointKind}
FORMATS = {"u16": "H", "i16": "h", "u32": "I", "i32": "i", "u64": "Q", "i64": "q", "f32": "f", "f64": "d"}


def row(**cells: str) -> Row:
    return Row.model_validate({"device": "d", "key": "k", "address": "0", **cells})


def meaning(kind: PointKind, cells: dict[str, str], layout: Layout | None = None) -> Meaning:
    return meaning_of(row(**cells), POINTS[kind], layout or Layout())


def written(octets: bytes, words: Order, order: Order) -> list[int]:
    """Registers as a maker would fill them: by hand, not by what is tested."""
    registers = [int.from_bytes(octets[at : at + 2], order) for at in range(0, len(octets), 2)]
    return registers if words == "big" else registers[::-1]


@given(st.sampled_from(sorted(FORMATS)), st.binary(min_size=8, max_size=8), ORDERS, ORDERS)
def test_every_number_in_every_order_is_what_struct_says(name: str, octets: bytes, words: Order, order: Order) -> None:
    kind, size = value_type(name), struct.calcsize(f">{FORMATS[name]}")
    (wanted,) = struct.unpack(f">{FORMATS[name]}", octets[:size])
    layout = Layout(words, order)
    registers = written(octets[:size], words, order)
    assert len(registers) == kind.registers
    if math.isfinite(wanted):
        assert decode(kind, laid_out(kind, registers, layout), layout) == wanted
    else:
        with pytest.raises(Unreadable):
            decode(kind, laid_out(kind, registers, layout), layout)


@given(st.integers(0, 99_999_999), ORDERS, ORDERS)
def test_binary_coded_decimals(number: int, words: Order, order: Order) -> None:
    layout = Layout(words, order)
    kind = value_type("bcd32")
    assert decode(kind, laid_out(kind, written(bytes.fromhex(f"{number:08}"), words, order), layout), layout) == number


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40), ORDERS, ORDERS, st.sampled_from(("utf-8", "gbk")))
def test_texts_in_either_order_of_bytes_while_their_words_follow_each_other(text: str, words: Order, order: Order, encoding: str) -> None:
    octets = text.encode(encoding, "ignore")
    text = octets.decode(encoding)
    kind = value_type(f"string {max(1, len(octets))}")
    layout = Layout(words, order, encoding)
    registers = written(octets.ljust(kind.registers * 2, b"\0"), "big", order)
    assert decode(kind, laid_out(kind, registers, layout), layout) == text.strip()


@given(st.integers(0, 0xFFFF), st.integers(0, 15))
def test_single_bits_are_counted_from_the_lowest(register: int, bit: int) -> None:
    assert meaning(PointKind.BINARY, {"type": f"bit {bit}"}).of_registers([register]) is bool(register & 2**bit)


@pytest.mark.parametrize(
    ("cells", "registers", "wanted"),
    [
        ({"type": "u16", "scale": "0.1"}, [231], 23.1),
        ({"type": "i16", "scale": "0.1", "offset": "-40"}, [65535], -40.1),
        ({"type": "u16", "offset": "100"}, [1], 101.0),
        ({"type": "u16", "scale": "1e-3"}, [7], 0.007),
        ({"type": "u16", "invalid": "0xFFFF;65534"}, [65535], None),
        ({"type": "u16", "invalid": "0xFFFF;65534"}, [65534], None),
        ({"type": "u16", "invalid": "0xFFFF;65534"}, [65533], 65533),
        ({"type": "i16", "invalid": "0x8000"}, [0x8000], None),
        ({"type": "i16", "invalid": "-32768"}, [0x8000], None),
        ({"type": "i16", "invalid": "32768"}, [0x8000], None),
        ({"type": "i16", "invalid": "65535"}, [0xFFFF], None),
        ({"type": "u64", "invalid": "18446744073709551615"}, [0xFFFF] * 4, None),
        ({"type": "f32", "invalid": "-9999"}, [0xC61C, 0x3C00], None),
        ({"type": "f32", "invalid": "NaN;0x7F800000"}, [0x7F80, 0], None),
        ({"type": "u16", "values": "0=0;1=50;2=100"}, [1], 50.0),
        ({"type": "u32"}, [0xFFFF, 0xFFFF], 4294967295),
    ],
)
def test_numbers(cells: dict[str, str], registers: list[int], wanted: object) -> None:
    assert meaning(PointKind.ANALOG, cells).of_registers(registers) == wanted


@pytest.mark.parametrize(
    ("kind", "cells", "registers", "wanted"),
    [
        (PointKind.ENUM, {"type": "u16", "values": "0=stopped；0x02=running"}, [2], "running"),
        (PointKind.ENUM, {"type": "u16", "values": "5=7"}, [5], "broken"),
        (PointKind.ENUM, {"type": "u16"}, [7], "broken"),
        (PointKind.ENUM, {"type": "bit 0", "values": "false=stopped;true=running"}, [1], "running"),
        (PointKind.BINARY, {"type": "u16", "values": "0=true;1=false"}, [1], False),
        (PointKind.BINARY, {"type": "bool"}, [0xFF00], True),
        (PointKind.FLAGS, {"type": "u16", "flags": "0=stopped;15=broken"}, [0x8001], ["stopped", "broken"]),
        (PointKind.FLAGS, {"type": "u16", "flags": "0=stopped;15=broken"}, [0x0002], []),
        (PointKind.TEXT, {"type": "string 3"}, [0x4142, 0x4344], "ABC"),
        (PointKind.TEXT, {"type": "u16"}, [12], "12"),
        (PointKind.TEXT, {"type": "u16", "values": "3=泵坏"}, [3], "泵坏"),
        (PointKind.COUNTER, {"type": "u16"}, [65535], 65535),
    ],
)
def test_words_flags_and_texts(kind: PointKind, cells: dict[str, str], registers: list[int], wanted: object) -> None:
    assert meaning(kind, cells).of_registers(registers) == wanted


@pytest.mark.parametrize(
    ("kind", "cells", "registers", "why"),
    [
        (PointKind.ENUM, {"type": "u16", "values": "0=stopped"}, [3], "3 means nothing here"),
        (PointKind.ENUM, {"type": "u16"}, [3], "3 means nothing here"),
        (PointKind.ANALOG, {"type": "f32"}, [0x7FC0, 0], "NaN"),
        (PointKind.ANALOG, {"type": "f32"}, [0xFF80, 0], "infinite"),
        (PointKind.ANALOG, {"type": "bcd16"}, [0xA000], "binary-coded"),
        (PointKind.ANALOG, {"type": "f64", "scale": "1e12"}, [0x7FEF, 0xFFFF, 0xFFFF, 0xFFFF], "beyond"),
        (PointKind.TEXT, {"type": "string 2"}, [0xFFFE], "no text"),
    ],
)
def test_what_is_no_value_says_why(kind: PointKind, cells: dict[str, str], registers: list[int], why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        meaning(kind, cells).of_registers(registers)


@pytest.mark.parametrize(
    ("kind", "cells", "word"),
    [
        (PointKind.BINARY, {"type": "u16"}, "true or false"),
        (PointKind.BINARY, {"type": "u16", "values": "0=maybe"}, "maybe"),
        (PointKind.BINARY, {"type": "bool", "scale": "2"}, "Scale"),
        (PointKind.ENUM, {"type": "f32"}, "is a word"),
        (PointKind.ENUM, {"type": "bool"}, "is a word"),
        (PointKind.ENUM, {"type": "u16", "values": "0=flying"}, "flying"),
        (PointKind.ENUM, {"type": "f32", "values": "0=stopped"}, "whole raw values"),
        (PointKind.ANALOG, {"type": "string 4"}, "is a number"),
        (PointKind.ANALOG, {"type": "bool"}, "is a number"),
        (PointKind.ANALOG, {"type": "u16", "values": "0=low"}, "low"),
        (PointKind.ANALOG, {"type": "u16", "scale": "0"}, "Scale"),
        (PointKind.ANALOG, {"type": "u16", "values": "0=1", "scale": "2"}, "Scale"),
        (PointKind.ANALOG, {"type": "u16", "flags": "0=stopped"}, "Flags"),
        (PointKind.ANALOG, {"type": "u16", "invalid": "none"}, "no raw value"),
        (PointKind.FLAGS, {"type": "u16"}, "set of flags"),
        (PointKind.FLAGS, {"type": "u16", "values": "0=stopped"}, "set of flags"),
        (PointKind.FLAGS, {"type": "u16", "flags": "16=stopped"}, "no bit 16"),
        (PointKind.FLAGS, {"type": "u16", "flags": "1=flying"}, "flying"),
    ],
)
def test_a_row_that_can_mean_nothing_is_refused_with_a_remedy(kind: PointKind, cells: dict[str, str], word: str) -> None:
    with pytest.raises(WrongRow, match=word) as raised:
        meaning(kind, cells)
    assert raised.value.remedy


@pytest.mark.parametrize("cell", ["u8", "bit 16", "string 0", "string 251", "", "bits"])
def test_types_that_there_are_not(cell: str) -> None:
    with pytest.raises(ValueError, match="there is no type"):
        value_type(cell)


@pytest.mark.parametrize(
    ("column", "cell"),
    [("values", "0"), ("values", "a=b"), ("values", "1=a;1=b"), ("scale", "nan"), ("scale", "1e99"), ("table", "5x"), ("unit", "256"), ("base", "2")],
)
def test_cells_that_cannot_be_read(column: str, cell: str) -> None:
    with pytest.raises(ValueError, match=column):
        row(type="u16", **{column: cell})


CASES = [
    *((kind, {"type": name}) for kind in (PointKind.ANALOG, PointKind.COUNTER) for name in (*FORMATS, "bcd16", "bcd32")),
    (PointKind.ANALOG, {"type": "f64", "scale": "-1e12", "offset": "5"}),
    (PointKind.ENUM, {"type": "u16"}),
    (PointKind.ENUM, {"type": "i32", "values": "-1=stopped"}),
    (PointKind.BINARY, {"type": "bit 15"}),
    (PointKind.FLAGS, {"type": "i64", "flags": "63=stopped;0=running"}),
    (PointKind.TEXT, {"type": "string 30"}),
    (PointKind.TEXT, {"type": "f32"}),
]


@given(st.sampled_from(CASES), st.lists(st.integers(0, 0xFFFF), min_size=15, max_size=15), ORDERS, ORDERS, st.sampled_from(("utf-8", "gbk")))
def test_any_registers_are_a_value_that_ingest_takes_or_unreadable(
    case: tuple[PointKind, dict[str, str]], registers: list[int], words: Order, order: Order, text: str
) -> None:
    kind, cells = case
    found = meaning(kind, cells, Layout(words, order, text))
    with contextlib.suppress(Unreadable):
        value = found.of_registers(registers[: found.type.registers])
        taker(POINTS[kind])(json.loads(json.dumps(value, allow_nan=False)))
