"""The notations of addresses, and the trap that each of them is."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.modbus.addresses import HIGHEST, Base, Table, WrongAddress, wire_address


@pytest.mark.parametrize(
    ("text", "table", "base", "wanted"),
    [
        ("0", Table.HOLDING, "0", (Table.HOLDING, 0)),
        ("1", Table.HOLDING, "1", (Table.HOLDING, 0)),
        ("65535", Table.INPUT, "0", (Table.INPUT, 65535)),
        ("65536", Table.INPUT, "1", (Table.INPUT, 65535)),
        ("1F4h", Table.HOLDING, "0", (Table.HOLDING, 500)),
        ("40001", Table.HOLDING, "0", (Table.HOLDING, 40001)),
        ("40001", Table.HOLDING, "1", (Table.HOLDING, 40000)),
        ("40001", None, "reference", (Table.HOLDING, 0)),
        ("400001", None, "reference", (Table.HOLDING, 0)),
        ("465536", Table.HOLDING, "reference", (Table.HOLDING, 65535)),
        ("30108", None, "reference", (Table.INPUT, 107)),
        ("10001", None, "reference", (Table.DISCRETE, 0)),
        ("00017", None, "reference", (Table.COIL, 16)),
        ("17", Table.COIL, "reference", (Table.COIL, 16)),
        ("4x0100", None, "reference", (Table.HOLDING, 99)),
        ("0x0010", None, "reference", (Table.COIL, 9)),
    ],
)
def test_an_address_is_understood_by_its_base(text: str, table: Table | None, base: Base, wanted: tuple[Table, int]) -> None:
    assert wire_address(text, table, base) == wanted


@pytest.mark.parametrize(
    ("text", "table", "base", "word"),
    [
        ("0", Table.HOLDING, "1", "the first one is 1"),
        ("65536", Table.HOLDING, "0", "beyond 65535"),
        ("400001", Table.HOLDING, "0", "beyond 65535"),
        ("7", None, "0", "table is missing"),
        ("0x10", Table.COIL, "0", "hexadecimal or a coil"),
        ("12a", Table.COIL, "0", "no number"),
        ("-1", Table.COIL, "0", "no number"),
        ("40000", None, "reference", "count from 1"),
        ("100", Table.HOLDING, "reference", "no reference"),
        ("50001", None, "reference", "no reference"),
        ("40001", Table.INPUT, "reference", "reference into the table holding"),
        ("465537", None, "reference", "beyond 65535"),
    ],
)
def test_an_address_that_cannot_be_meant_so_is_refused_with_a_remedy(text: str, table: Table | None, base: Base, word: str) -> None:
    with pytest.raises(WrongAddress, match=word) as raised:
        wire_address(text, table, base)
    assert raised.value.remedy


@given(st.text(max_size=12), st.none() | st.sampled_from(Table), st.sampled_from(("0", "1", "reference")))
def test_any_text_is_an_address_on_the_wire_or_refused(text: str, table: Table | None, base: Base) -> None:
    with contextlib.suppress(WrongAddress):
        found, address = wire_address(text, table, base)
        assert 0 <= address <= HIGHEST
        assert table in {None, found}
