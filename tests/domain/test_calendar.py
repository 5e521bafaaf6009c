"""Calendars: nights, office hours, holidays, and clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Calendar, DayKind, Days, Period
from domain.text import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (22 * 60, 6 * 60)
OFFICE = (8 * 60 + 30, 17 * 60 + 30)


def calendar(
    *daily: Period, zone: ZoneInfo = SHANGHAI, apart: tuple[tuple[Period, ...], tuple[Period, ...], tuple[Period, ...]] | None = None, days: Days | None = None
) -> Calendar:
    workdays, weekends, holidays = apart or (daily, daily, daily)
    found = days or Days()
    return Calendar("c", Text("日历", "Calendar"), zone, workdays, weekends, holidays, found.holidays, found.workdays)


def at(zone: ZoneInfo, *moment: int) -> datetime:
    year, month, day, hour, minute = moment
    return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "holds"), [(21, 59, False), (22, 0, True), (23, 59, True), (0, 0, True), (5, 59, True), (6, 0, False), (12, 0, False)]
)
def test_a_night_goes_past_midnight_and_its_end_is_outside(hour: int, minute: int, holds: bool) -> None:  # noqa: FBT001  a table
    assert calendar(NIGHT).holds(at(SHANGHAI, 2026, 3, 4, hour, minute)) is holds


def test_a_period_belongs_to_the_day_on_which_it_begins() -> None:
    friday_night = calendar(apart=((NIGHT,), (), ()))
    assert friday_night.holds(at(SHANGHAI, 2026, 1, 10, 5, 0))
    assert not friday_night.holds(at(SHANGHAI, 2026, 1, 11, 5, 0))
    assert not friday_night.holds(at(SHANGHAI, 2026, 1, 12, 5, 0))


def test_holidays_are_no_working_days_and_some_saturdays_are() -> None:
    days = Days(frozenset({date(2026, 10, 1), date(2026, 10, 2)}), frozenset({date(2026, 10, 10)}))
    office = calendar(apart=((OFFICE,), (), ()), days=days)
    assert not office.holds(at(SHANGHAI, 2026, 10, 1, 10, 0))
    assert office.holds(at(SHANGHAI, 2026, 10, 10, 10, 0))
    assert not office.holds(at(SHANGHAI, 2026, 10, 11, 10, 0))
    assert office.next_change(at(SHANGHAI, 2026, 9, 30, 18, 0)) == at(SHANGHAI, 2026, 10, 5, 8, 30)
    assert office.next_change(at(SHANGHAI, 2026, 10, 9, 18, 0)) == at(SHANGHAI, 2026, 10, 10, 8, 30)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 10, 1), DayKind.HOLIDAY),
        (date(2026, 10, 5), DayKind.WORKDAY),
        (date(2026, 10, 10), DayKind.WORKDAY),
        (date(2026, 10, 11), DayKind.WEEKEND),
    ],
)
def test_each_day_is_of_one_sort(day: date, kind: DayKind) -> None:
    assert Days(frozenset({date(2026, 10, 1)}), frozenset({date(2026, 10, 10)})).kind_of(day) is kind


def test_the_next_change_is_the_edge_of_a_period() -> None:
    night = calendar(NIGHT)
    assert night.next_change(at(SHANGHAI, 2026, 3, 4, 12, 0)) == at(SHANGHAI, 2026, 3, 4, 22, 0)
    assert night.next_change(at(SHANGHAI, 2026, 3, 4, 22, 0)) == at(SHANGHAI, 2026, 3, 5, 6, 0)
    assert night.next_change(at(SHANGHAI, 2026, 3, 5, 2, 0)) == at(SHANGHAI, 2026, 3, 5, 6, 0)


def test_periods_that_touch_or_overlap_are_one() -> None:
    touching = calendar((8 * 60, 12 * 60), (12 * 60, 13 * 60), (12 * 60 + 30, 18 * 60))
    assert touching.next_change(at(SHANGHAI, 2026, 3, 4, 9, 0)) == at(SHANGHAI, 2026, 3, 4, 18, 0)


@pytest.mark.parametrize("daily", [((0, 1440),), ()])
def test_what_always_or_never_holds_never_changes(daily: tuple[Period, ...]) -> None:
    assert calendar(*daily).next_change(at(SHANGHAI, 2026, 3, 4, 9, 0)) is None


def test_a_whole_week_of_holidays_is_one_stretch() -> None:
    days = Days(frozenset(date(2026, 10, day) for day in range(1, 8)))
    free = calendar(apart=((), (), ((0, 1440),)), days=days)
    assert free.next_change(at(SHANGHAI, 2026, 9, 1, 0, 0)) == at(SHANGHAI, 2026, 10, 1, 0, 0)
    assert free.next_change(at(SHANGHAI, 2026, 10, 1, 0, 0)) == at(SHANGHAI, 2026, 10, 8, 0, 0)
    assert free.next_change(at(SHANGHAI, 2026, 10, 8, 0, 0)) is None


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 28, 7), (10, 24, 9), (6, 1, 8)])
def test_a_night_in_which_clocks_change_is_shorter_or_longer(month: int, day: int, hours: int) -> None:
    begin = at(BERLIN, 2026, month, day, 22, 0)
    end = calendar(NIGHT, zone=BERLIN).next_change(begin)
    assert end is not None
    assert end - begin == timedelta(hours=hours)


def test_a_time_that_the_wall_skips_comes_later() -> None:
    """On 29 March 2026 the clocks go from two to three."""
    early = calendar((2 * 60 + 30, 4 * 60), zone=BERLIN)
    assert early.next_change(datetime(2026, 3, 29, 0, tzinfo=UTC)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_of_a_time_that_the_wall_shows_twice_a_period_has_both() -> None:
    """On 25 October 2026 the clocks go from three back to two."""
    early = calendar((2 * 60 + 15, 2 * 60 + 45), zone=BERLIN)
    begin = early.next_change(datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert begin == datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert early.next_change(begin) == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


PERIODS = st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1440)).filter(lambda period: period[0] != period[1]), max_size=3).map(tuple)


@settings(max_examples=60, deadline=None)
@given(
    daily=PERIODS,
    free=PERIODS,
    zone=st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")]),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001  made aware below
)
def test_between_two_changes_nothing_changes(daily: tuple[Period, ...], free: tuple[Period, ...], zone: ZoneInfo, start: datetime) -> None:
    days = Days(frozenset({start.date() + timedelta(days=2)}), frozenset({start.date() + timedelta(days=3)}))
    made = calendar(zone=zone, apart=(daily, free, free), days=days)
    moment = start.replace(tzinfo=UTC)
    edges = [moment]
    for _ in range(4):
        edges.append(made.next_change(edges[-1]) or edges[-1] + timedelta(days=1))
    for before, after in pairwise(edges):
        inside = {made.holds(before + (after - before) * part / 7) for part in range(7)}
        assert inside == {made.holds(before)}
    assert all(before < after for before, after in pairwise(edges))
