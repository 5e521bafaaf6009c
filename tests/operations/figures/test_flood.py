"""Floods: ten in ten minutes begin one, fewer than five end it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.records import Records
from operations.figures.flood import FloodLimits, FloodSpan, flood_at, floods
from tests.operations.figures.histories import DAY, HOUR, MINUTE, SECOND, SITE, burst, raised, site

LIMITS = FloodLimits()


def at(*minutes: float) -> list[datetime]:
    return [DAY + each * MINUTE for each in minutes]


def test_nine_in_ten_minutes_are_no_flood() -> None:
    assert floods(at(*range(9)), LIMITS) == []


def test_the_tenth_begins_it_and_it_ends_when_fewer_than_five_are_left() -> None:
    # At 0, 1, … 9: the tenth comes at 9. The fifth from the end came at 5 and leaves the window at 15.
    assert floods(at(*range(10)), LIMITS) == [FloodSpan(*at(9, 15))]


def test_an_alarm_that_is_ten_minutes_old_no_longer_counts() -> None:
    assert floods(at(*range(9), 10), LIMITS) == []


def test_it_goes_on_while_five_are_left_though_ten_are_not() -> None:
    # One every two minutes keeps five in the window: the flood lasts on. The fifth from the end is that of 23 minutes.
    assert floods(at(*range(10), *range(11, 33, 2)), LIMITS) == [FloodSpan(*at(9, 33))]


def test_one_that_is_over_may_begin_anew() -> None:
    assert floods(at(*range(10), *range(60, 70)), LIMITS) == [FloodSpan(*at(9, 15)), FloodSpan(*at(69, 75))]


def test_what_comes_at_once_is_a_flood_at_once() -> None:
    assert floods(at(*[3] * 30), LIMITS) == [FloodSpan(*at(3, 13))]


def test_two_operators_bear_twice_as_much() -> None:
    limits = FloodLimits.of(site(settings={"operators": 2}))
    assert (limits.begins_at, limits.ends_below) == (20, 10)
    assert floods(at(*[0] * 19), limits) == []
    assert floods(at(*[0] * 20), limits) == [FloodSpan(*at(0, 10))]


def test_the_settings_of_a_site_are_followed_and_nonsense_does_no_harm() -> None:
    limits = FloodLimits.of(site(settings={"operators": 0, "flood_alarms": 3, "flood_window_s": 60}))
    assert limits == FloodLimits(1, MINUTE, 3, 2)
    nonsense = FloodLimits.of(site(settings={"flood_alarms": 0, "flood_window_s": 0}))
    assert (nonsense.begins_at, nonsense.ends_below, nonsense.window) == (1, 1, SECOND)


@given(st.lists(st.integers(0, 3600), max_size=80))
def test_floods_are_what_looking_at_every_second_finds(seconds: list[int]) -> None:
    moments = [DAY + timedelta(seconds=second) for second in sorted(seconds)]
    on, watched = False, []
    for second in range(3600 + 601):
        now = DAY + timedelta(seconds=second)
        count = sum(now - LIMITS.window < moment <= now for moment in moments)
        on = count >= LIMITS.begins_at or (on and count >= LIMITS.ends_below)
        watched.append(on)
    spans = floods(moments, LIMITS)
    told = [any(span.since <= DAY + timedelta(seconds=second) < span.until for span in spans) for second in range(3600 + 601)]
    assert told == watched


def test_now_there_is_a_flood_since_its_tenth_alarm(sqlite_records: Records) -> None:
    burst(sqlite_records, DAY, 12, MINUTE)
    with sqlite_records.reading() as tx:
        flood = flood_at(tx, SITE, DAY + 12 * MINUTE)
        over = flood_at(tx, SITE, DAY + 17 * MINUTE)
    assert flood is not None
    assert (flood.since, flood.alarms, flood.operators) == (DAY + 9 * MINUTE, 9, 1)
    assert over is None


def test_before_the_tenth_there_is_none(sqlite_records: Records) -> None:
    burst(sqlite_records, DAY, 12, MINUTE)
    with sqlite_records.reading() as tx:
        assert flood_at(tx, SITE, DAY + 9 * MINUTE - SECOND) is None
        assert flood_at(tx, SITE, DAY + 9 * MINUTE) is not None


def test_a_flood_of_hours_tells_when_it_began(sqlite_records: Records) -> None:
    burst(sqlite_records, DAY, 10, SECOND, rule="first")
    burst(sqlite_records, DAY + MINUTE, 90, 2 * MINUTE, rule="then")
    with sqlite_records.reading() as tx:
        flood = flood_at(tx, SITE, DAY + 3 * HOUR)
    assert flood is not None
    assert flood.since == DAY + 9 * SECOND


def test_a_drill_makes_no_flood(sqlite_records: Records) -> None:
    for number in range(12):
        raised(sqlite_records, DAY + number * SECOND, asset=f"pump-{number}", realm="drill-1")
    with sqlite_records.reading() as tx:
        assert flood_at(tx, SITE, DAY + MINUTE) is None
