"""Application data units: what published ones say, in the words of the catalogue; and that no bytes raise anything else."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.fire.codes import listed, part_word
from bridges.fire.quantities import ANALOG, factor, value_of
from bridges.fire.unit import ComponentState, GuardCheck, Measured, Object, Operation, SystemState, Times, Unreadable, read_unit, text_of
from tests.bridges.fire.examples import ANSWERED, BOARD, DETECTOR, FLOOR, GUARD_CHECK, HANDSHAKE, MAINS, SILENCED, TIME, VERSION
from tests.bridges.fire.panel import SHANGHAI, component, measured, system_state, unit

TIMES = Times(SHANGHAI)
AT = datetime(2026, 11, 23, 0, 30, 15, tzinfo=UTC)


def objects(data: bytes, times: Times = TIMES) -> list[Object]:
    return list(read_unit(data, times))


def of(frame: bytes) -> list[Object]:
    return objects(frame[27:-3])


def test_a_fire_captured_from_hardware() -> None:
    at = datetime(2020, 8, 1, 11, 18, 48, tzinfo=UTC)
    assert of(FLOOR) == [ComponentState("1-3", at, 0, bytes.fromhex("d9000600"), frozenset({"fire"}), 0, "Ａ区１层呷哺走廊")]


def test_text_ends_at_its_first_nought() -> None:
    (board,) = of(BOARD)
    assert isinstance(board, ComponentState)
    assert (board.text, board.part, board.at) == ("1号接口板1回路1号", 42, datetime(2012, 5, 31, 19, 17, 37, tzinfo=UTC))


def test_the_worked_examples() -> None:
    at = datetime(2012, 9, 26, 1, 58, 2, tzinfo=UTC)
    assert of(DETECTOR) == [ComponentState("1-1", at, 40, bytes.fromhex("0a000200"), frozenset({"fire"}), 0, "")]
    assert of(MAINS) == [SystemState("", at, frozenset({"mains"}))]
    assert of(ANSWERED) == [Operation("", at, frozenset({5}), 1)]
    assert of(GUARD_CHECK) == [GuardCheck("", None)]
    assert of(SILENCED) == [Operation("", datetime(2022, 3, 3, 9, 15, 22, tzinfo=UTC), frozenset({1}), 0)]
    assert of(VERSION) == of(TIME) == []


def test_all_bits_of_a_system_and_of_a_component() -> None:
    (system,) = objects(unit(1, system_state(0xFFFF, AT)))
    assert isinstance(system, SystemState)
    words = "normal fire fault isolated supervisory started feedback delay mains battery bus manual config_changed reset"
    assert listed(system.flags) == words.split()
    (part,) = objects(unit(2, component(0xFFFF, 1, 2, AT)))
    assert isinstance(part, ComponentState)
    assert (part.flags, part.reserved) == (frozenset(words.split()[:9]), 0x7F)


def test_several_objects_and_objects_without_a_time() -> None:
    several = objects(unit(2, component(2, 1, 1, AT, text="走廊"), component(4, 1, 2, None)))
    assert [(each.at, each.text) for each in several if isinstance(each, ComponentState)] == [(AT, "走廊"), (None, "")]
    (without,) = objects(unit(1, system_state(2, AT)[:-6]))
    assert without == SystemState("1-1", None, frozenset({"fire"}))


@pytest.mark.parametrize("wrong", [b"\x3c" + bytes(5), b"\xff" * 6, bytes([0, 30, 10, 31, 2, 26]), bytes(6), bytes([0, 0, 24, 1, 1, 26])])
def test_a_time_that_cannot_be_is_none(wrong: bytes) -> None:
    assert TIMES.read(wrong) is None


def test_times_as_decimal_digits() -> None:
    assert Times(SHANGHAI, bcd=True).read(bytes.fromhex("153008231126")) == AT
    assert Times(SHANGHAI, bcd=True).read(bytes.fromhex("0f3008231126")) is None


@pytest.mark.parametrize(
    "data", [HANDSHAKE[27:-3], b"\x02", b"\x02\x01", unit(2) + bytes(46), unit(2, bytes(45)), unit(1, bytes(10), bytes(9)), b"\x00\x01\x00", b"\x80\x01abc"]
)
def test_what_is_not_as_the_standard_says_is_said(data: bytes) -> None:
    with pytest.raises(Unreadable):
        objects(data)


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_raise_anything_else(data: bytes, bcd: bool) -> None:  # noqa: FBT001  hypothesis gives it by position
    with suppress(Unreadable):
        read_unit(data, Times(SHANGHAI, bcd=bcd))
    assert text_of(data).isprintable()


@pytest.mark.parametrize(
    ("quantity", "count", "unit_", "value"),
    [
        (2, 255, "m", 2.55),
        (3, -105, "°C", -10.5),
        (4, 6, "MPa", 0.6),
        (4, 6, "kPa", 600.0),
        (5, 6005, "MPa", 0.60_05),
        (9, 3, "mA", 300.0),
        (10, 100, "m³/h", 36.0),
    ],
)
def test_measurements_in_the_units_of_points(quantity: int, count: int, unit_: str, value: float) -> None:
    scale = factor(quantity, unit_)
    assert scale is not None
    assert value_of(quantity, count, scale) == value


@pytest.mark.parametrize(("quantity", "count"), [(2, -1), (2, 32001), (3, -2731), (6, 1001), (3, 0x7FFF), (3, -0x8000), (200, -0x8000)])
def test_a_measurement_that_cannot_be_is_none(quantity: int, count: int) -> None:
    assert value_of(quantity, count, 1.0) is None


def test_units_that_are_something_else_do_not_fit() -> None:
    assert factor(3, "MPa") is factor(200, "m") is None
    assert {quantity for quantity in ANALOG if factor(quantity, ANALOG[quantity].unit) is None} == set()


def test_component_types_have_the_catalogues_words_where_it_has_any() -> None:
    assert {part: part_word(part) for part in (1, 23, 33, 40, 42, 91, 117, 85, 200)} == {
        1: "panel",
        23: "call_point",
        33: "heat",
        40: "smoke",
        42: "smoke",
        91: "pump",
        117: "shutter",
        85: None,
        200: None,
    }


def test_a_measurement_is_signed() -> None:
    (found,) = objects(unit(3, measured(3, -55, 1, 2, AT)))
    assert found == Measured("11-1", AT, 91, bytes.fromhex("01000200"), 3, -55)
