"""Cells as values of points: no stricter and no laxer than ingest."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.device_type import PointType
from domain.reading import PointKind, Value
from domain.text import Text
from ingest.point_values import BadValue
from steward.history.values import cell_taker

NAME = Text("点", "Point")
CODES = (("0", "open", NAME), ("1", "closed", NAME))
POINTS = {
    "analog": PointType("p", NAME, PointKind.ANALOG, low=-50, high=100),
    "counter": PointType("p", NAME, PointKind.COUNTER, low=0),
    "binary": PointType("p", NAME, PointKind.BINARY),
    "enum": PointType("p", NAME, PointKind.ENUM, codes=CODES),
    "flags": PointType("p", NAME, PointKind.FLAGS, codes=CODES),
    "text": PointType("p", NAME, PointKind.TEXT),
}


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("analog", " 21.5 ", 21.5),
        ("analog", "-3", -3.0),
        ("analog", "1e1", 10.0),
        ("analog", ".5", 0.5),
        ("analog", 7, 7.0),
        ("analog", Decimal("7.5"), 7.5),
        ("analog", "101", None),
        ("analog", "null", None),
        ("counter", "12345678", 12_345_678.0),
        ("binary", "true", True),
        ("binary", "FALSE", False),
        ("binary", True, True),
        ("enum", "open", "open"),
        ("enum", "1", "closed"),
        ("enum", 1, "closed"),
        ("flags", "open;closed", frozenset({"open", "closed"})),
        ("flags", '["open"]', frozenset({"open"})),
        ("flags", "[]", frozenset()),
        ("flags", ["closed"], frozenset({"closed"})),
        ("text", "任意", "任意"),
    ],
)
def test_a_cell_is_read(kind: str, cell: object, value: Value) -> None:
    assert cell_taker(POINTS[kind])(cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "why"),
    [
        ("analog", "12,5", "write it with a point"),
        ("analog", "1_000", "expected a number"),
        ("analog", "nan", "expected a number"),
        ("analog", "inf", "expected a number"),
        ("analog", float("nan"), "not a finite number"),
        ("analog", "1e999", "not a finite number"),
        ("analog", "n/a", "expected a number"),
        ("analog", "٣", "expected a number"),
        ("analog", True, "expected a number"),
        ("binary", "1", "say in the map what it means"),
        ("binary", 1, "expected true or false"),
        ("enum", "ajar", "not among open, closed"),
        ("flags", "open;ajar", "not among its words"),
        ("flags", "[open", "JSON list"),
        ("text", 7, "expected a text"),
        ("text", "\udcff", "no text in this encoding"),
    ],
)
def test_what_is_no_value_is_said(kind: str, cell: object, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        cell_taker(POINTS[kind])(cell)


def test_numbers_can_be_scaled_into_the_unit_of_the_point() -> None:
    take = cell_taker(POINTS["analog"], scale=0.1, offset=-5)
    assert take("250") == pytest.approx(20.0)
    assert take("null") is None


@pytest.mark.parametrize(("cell", "value"), [("1", True), ("0", False), (1, True), (0.0, False), ("AUS", False)])
def test_words_can_be_given_a_meaning(cell: object, value: Value) -> None:
    assert cell_taker(POINTS["binary"], values={"1": True, "0": False, "AUS": False})(cell) is value


def test_what_the_map_does_not_name_is_refused() -> None:
    with pytest.raises(BadValue, match="is not among 1"):
        cell_taker(POINTS["binary"], values={"1": True})("true")


def test_a_meaning_that_is_no_value_is_refused_at_once() -> None:
    with pytest.raises(BadValue, match="is not among open, closed"):
        cell_taker(POINTS["enum"], values={"x": "ajar"})


@pytest.mark.parametrize("kind", POINTS)
@given(cell=st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.lists(st.text(max_size=3), max_size=3) | st.decimals(allow_nan=False))
def test_any_cell_is_a_value_or_refused(kind: str, cell: object) -> None:
    take = cell_taker(POINTS[kind])
    try:
        found = take(cell)
    except BadValue:
        return
    assert found is None or isinstance(found, float | bool | str | frozenset)
