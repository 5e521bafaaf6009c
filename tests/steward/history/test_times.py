"""Times as files write them; what is not plainly one is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steward.history.times import BadTime, time_of

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
EIGHT = datetime(2026, 1, 31, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-01-31T08:00:00+08:00",
        "2026-01-31T00:00:00Z",
        "2026-01-31T01:00+01:00",
        "2026-01-31 08:00:00",
        " 2026-01-31 8:00 ",
        "2026/1/31 8:00",
        "2026/01/31 08:00:00.000",
        "1769817600",
        "1769817600000",
        "1769817600000000",
        1769817600,
        1769817600.0,
        Decimal(1769817600000),
        datetime(2026, 1, 31, 8, 0),  # noqa: DTZ001  as Parquet gives it
        datetime(2026, 1, 31, 9, 0, tzinfo=timezone(timedelta(hours=9))),
    ],
)
def test_a_time_is_read(raw: object) -> None:
    assert time_of(raw, SHANGHAI) == EIGHT


def test_a_day_begins_at_midnight_of_the_site() -> None:
    assert time_of("2026/1/31", SHANGHAI) == time_of("2026-01-31", SHANGHAI) == datetime(2026, 1, 30, 16, 0, tzinfo=UTC)


def test_it_is_kept_to_the_millisecond() -> None:
    assert time_of("2026-01-31T00:00:00.123987Z", SHANGHAI) == EIGHT + timedelta(milliseconds=123)
    assert time_of("2026/1/31 8:00:00.5", SHANGHAI) == EIGHT + timedelta(milliseconds=500)


@pytest.mark.parametrize(("raw", "form"), [("31.01.2026 08:00", "%d.%m.%Y %H:%M"), ("01/31/26 00:00 +0000", "%m/%d/%y %H:%M %z")])
def test_a_form_of_ones_own_can_be_given(raw: str, form: str) -> None:
    assert time_of(raw, SHANGHAI, form) == EIGHT


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "there is no time"),
        (None, "there is no time"),
        ("yesterday", "is no time; write it as 2026-01-31T08:00:00"),
        ("31.01.2026", "is no time"),
        ("2026-02-30 08:00", "is no time"),
        ("2026/13/1", "is no time"),
        ("12345", "is no time"),
        (12345, "is no epoch"),
        (True, "is no time"),
        (float("nan"), "is no time"),
        (1769817600.5, "is no time"),
        ("1969-12-31T23:59:59Z", "lies before 1970"),
        ("1900-01-00", "is no time"),
        ("0001-01-01", "is no time|before 1970"),
        ("9999-12-31T23:59:59-12:00", "is no time"),
    ],
)
def test_what_is_no_time_is_said(raw: object, why: str) -> None:
    with pytest.raises(BadTime, match=why):
        time_of(raw, SHANGHAI)


@pytest.mark.parametrize(("raw", "why"), [("2025-10-26 02:30", "twice in Europe/Berlin"), ("2025-03-30 02:30", "not there in Europe/Berlin")])
def test_an_hour_in_which_clocks_are_set_is_not_guessed_at(raw: str, why: str) -> None:
    with pytest.raises(BadTime, match=why):
        time_of(raw, BERLIN)
    assert time_of(f"{raw}+02:00", BERLIN).minute == 30


@given(raw=st.text(max_size=30) | st.integers() | st.floats() | st.datetimes() | st.none() | st.booleans() | st.decimals(allow_nan=False))
def test_anything_is_a_time_in_utc_or_refused(raw: object) -> None:
    try:
        found = time_of(raw, BERLIN)
    except BadTime:
        return
    assert found.tzinfo is UTC
