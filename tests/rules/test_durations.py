"""Lengths of time in rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import Text
from rules.duration import LONGEST, parse_duration, say_duration, write_duration


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("5m", 300), ("1h", 3600), ("1h30m", 5400), ("2d", 172_800), ("0s", 0), ("1m0.5s", 60.5), ("90s", 90)]
)
def test_a_number_with_its_unit_is_a_length_of_time(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "30", "5 m", "-5s", "s", "5m1h", "1.5h", "forever", 30, None, True, "32d"])
def test_anything_else_is_none(text: object) -> None:
    with pytest.raises(ValueError, match=r"is no length of time|is longer than"):
        parse_duration(text)


@given(st.integers(min_value=0, max_value=int(LONGEST.total_seconds() * 1000)))
def test_what_is_written_is_read_again(milliseconds: int) -> None:
    length = timedelta(milliseconds=milliseconds)
    assert parse_duration(write_duration(length)) == length


def test_people_read_the_largest_unit_that_fits() -> None:
    assert say_duration(timedelta(minutes=3)) == Text("3 分钟", "3 min")
    assert say_duration(timedelta(seconds=90)) == Text("90 秒", "90 s")
    assert say_duration(timedelta(days=3)) == Text("3 天", "3 d")
    assert say_duration(timedelta(0)) == Text("0 秒", "0 s")
