"""Time that counts only in the hours of a calendar: added and measured, over holidays, worked Saturdays and clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Calendar, Days
from domain.working_time import add_working, working_between
from tests.domain.test_calendar import BERLIN, NIGHT, SHANGHAI, at, calendar

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAYS = Days(frozenset({date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)}), frozenset({date(2026, 10, 10)}))
DESK = ((8 * 60 + 30, 12 * 60), (13 * 60, 17 * 60 + 30))
OFFICE_HOURS = calendar(apart=(DESK, (), ()), days=DAYS)

CALENDARS = {
    "none": None,
    "office hours": OFFICE_HOURS,
    "nights": calendar(NIGHT),
    "nights where clocks change": calendar(NIGHT, zone=BERLIN),
    "all day": calendar((0, 24 * 60)),
    "overlapping": calendar((8 * 60, 12 * 60), (10 * 60, 14 * 60), (14 * 60, 15 * 60)),
}


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(SHANGHAI, 2026, 9, 28, 9, 0), 2, at(SHANGHAI, 2026, 9, 28, 11, 0)),
        (at(SHANGHAI, 2026, 9, 28, 11, 0), 2, at(SHANGHAI, 2026, 9, 28, 14, 0)),
        (at(SHANGHAI, 2026, 9, 28, 16, 30), 1, at(SHANGHAI, 2026, 9, 28, 17, 30)),
        (at(SHANGHAI, 2026, 9, 28, 20, 0), 1, at(SHANGHAI, 2026, 9, 29, 9, 30)),
        (at(SHANGHAI, 2026, 9, 30, 17, 0), 1, at(SHANGHAI, 2026, 10, 6, 9, 0)),
        (at(SHANGHAI, 2026, 10, 9, 17, 0), 1, at(SHANGHAI, 2026, 10, 10, 9, 0)),
    ],
    ids=["within", "over lunch", "to the end of the day", "from the evening", "over a holiday", "into a worked Saturday"],
)
def test_time_counts_in_office_hours(start: datetime, hours: int, end: datetime) -> None:
    assert add_working(OFFICE_HOURS, start, hours * HOUR) == end
    assert working_between(OFFICE_HOURS, start, end) == hours * HOUR


def test_a_night_in_which_clocks_go_back_has_an_hour_more() -> None:
    night = calendar(NIGHT, zone=BERLIN)
    assert working_between(night, at(BERLIN, 2026, 10, 24, 22, 0), at(BERLIN, 2026, 10, 25, 6, 0)) == 9 * HOUR
    assert add_working(night, at(BERLIN, 2026, 10, 24, 22, 0), 8 * HOUR) == at(BERLIN, 2026, 10, 25, 5, 0)


def test_no_time_takes_no_time_even_out_of_hours() -> None:
    evening = at(SHANGHAI, 2026, 9, 28, 20, 0)
    assert add_working(OFFICE_HOURS, evening, timedelta(0)) == evening


def test_hours_that_never_come_do_not_keep_anybody_waiting_for_ever() -> None:
    never = calendar(apart=((), (), ()))
    start = at(SHANGHAI, 2026, 1, 1, 0, 0)
    assert start + timedelta(days=300) < add_working(never, start, HOUR) < start + timedelta(days=500)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.sampled_from([UTC, SHANGHAI, BERLIN, ZoneInfo("America/New_York")]))  # noqa: DTZ001  Hypothesis sets the zone
spans = st.timedeltas(timedelta(0), timedelta(days=20))
calendars = st.sampled_from(list(CALENDARS.values()))


@settings(deadline=None)
@given(calendars, moments, spans)
def test_adding_and_measuring_undo_each_other(hours: Calendar | None, start: datetime, span: timedelta) -> None:
    end = add_working(hours, start, span)
    assert end >= start
    assert working_between(hours, start, end) == span
    assert working_between(hours, start, end - timedelta(microseconds=1)) <= span


@settings(deadline=None)
@given(calendars, moments, spans, spans)
def test_more_time_never_ends_sooner_and_adds_up(hours: Calendar | None, start: datetime, one: timedelta, other: timedelta) -> None:
    first = add_working(hours, start, one)
    both = add_working(hours, start, one + other)
    assert first <= both
    assert add_working(hours, first, other) == both


@settings(deadline=None)
@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=9)), spans)
def test_who_starts_later_never_ends_sooner(hours: Calendar | None, start: datetime, later: timedelta, span: timedelta) -> None:
    assert add_working(hours, start, span) <= add_working(hours, start + later, span)


@settings(deadline=None)
@given(moments, spans)
def test_around_the_clock_it_is_plain_arithmetic(start: datetime, span: timedelta) -> None:
    assert add_working(None, start, span) == start.astimezone(UTC) + span == add_working(calendar((0, 24 * 60)), start, span)
    assert working_between(None, start, start.astimezone(UTC) + span) == span
