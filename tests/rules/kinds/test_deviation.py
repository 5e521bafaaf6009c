"""The kind `deviation`."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from domain.calendar import Days
from rules.detector import Verdict
from rules.signals import read_when
from tests.rules.kinds.station import START, Ear, bound, ear, faults, site, written

FAR = "{kind: deviation, point: flow, percent: 50, by: 2, unit: m³/h}"
HOUR = timedelta(hours=1)
MONDAY = date(2026, 1, 5)


def hour_of(listener: Ear, begin: datetime, value: float) -> list[Verdict]:
    """An hour of readings, five minutes apart."""
    said: list[Verdict] = []
    for number in range(12):
        said += listener.hear(begin + timedelta(minutes=5 * number), "flow", value)
    return said


def weeks(listener: Ear, values: list[float], at: datetime = START) -> datetime:
    """The same hour in as many weeks; returns the hour of the next week."""
    for number, value in enumerate(values):
        hour_of(listener, at + timedelta(weeks=number), value)
    return at + timedelta(weeks=len(values))


@pytest.mark.parametrize(("value", "truth"), [(10.0, False), (14.9, False), (15.0, True), (5.1, False), (5.0, True)])
def test_a_value_far_from_the_same_hour_of_past_weeks_is_true(value: float, truth: bool) -> None:  # noqa: FBT001  a table
    listener = ear(FAR)
    assert hour_of(listener, weeks(listener, [10, 10, 10]), value)[-1].truth is truth


def test_nothing_is_known_before_there_are_enough_weeks() -> None:
    listener = ear(FAR)
    now = weeks(listener, [10])
    assert {verdict.truth for verdict in hour_of(listener, now, 90)} == {None}
    assert listener.turns == []


def test_other_hours_and_other_days_do_not_count() -> None:
    listener = ear(FAR)
    for number in range(3):
        hour_of(listener, START + timedelta(weeks=number), 10)
        hour_of(listener, START + timedelta(weeks=number, hours=1), 100)
        hour_of(listener, START + timedelta(weeks=number, days=1), 100)
    assert hour_of(listener, START + timedelta(weeks=3), 10)[-1].truth is False
    assert hour_of(listener, START + timedelta(weeks=3, hours=1), 10)[-1].truth is True


def test_one_odd_week_does_not_move_the_usual() -> None:
    listener = ear(FAR)
    now = weeks(listener, [10, 10, 500, 10])
    assert hour_of(listener, now, 10)[-1].truth is False


def test_weeks_longer_ago_than_asked_for_are_forgotten() -> None:
    listener = ear("{kind: deviation, point: flow, percent: 50, weeks: 2}")
    now = weeks(listener, [100, 100, 10, 10])
    assert hour_of(listener, now, 10)[-1].truth is False
    assert listener.memory.hours[0].number == listener.memory.present.number - 2 * 7 * 24


def test_both_limits_must_be_passed() -> None:
    listener = ear(FAR)
    assert hour_of(listener, weeks(listener, [1, 1]), 2.5)[-1].truth is False


@pytest.mark.parametrize(("direction", "value", "truth"), [("above", 20.0, True), ("above", 1.0, False), ("below", 20.0, False), ("below", 1.0, True)])
def test_the_direction_can_be_told(direction: str, value: float, truth: bool) -> None:  # noqa: FBT001  a table
    listener = ear(f"{{kind: deviation, point: flow, percent: 50, direction: {direction}}}")
    assert hour_of(listener, weeks(listener, [10, 10]), value)[-1].truth is truth


def test_once_true_it_stays_until_it_is_nearer_by_a_tenth() -> None:
    listener = ear("{kind: deviation, point: flow, by: 10, unit: m³/h, over: 10m}")
    now = weeks(listener, [10, 10])
    for minute, value in [(0, 20.0), (1, 20.0), (21, 19.1), (22, 19.1), (42, 18.9), (43, 18.9)]:
        listener.hear(now + timedelta(minutes=minute), "flow", value)
    assert [verdict.truth for verdict in listener.said[-6:]] == [None, True, None, True, None, False]


def test_a_share_of_nothing_says_nothing() -> None:
    listener = ear("{kind: deviation, point: flow, percent: 50}")
    assert hour_of(listener, weeks(listener, [0, 0]), 5)[-1].truth is None


def test_a_message_shows_the_present_mean() -> None:
    listener = ear(FAR)
    assert hour_of(listener, weeks(listener, [10, 10]), 20)[-1].value == 20


def test_one_reading_is_no_mean_and_bad_ones_are_neither_true_nor_normal() -> None:
    listener = ear(FAR)
    now = weeks(listener, [10, 10])
    assert listener.hear(now, "flow", 99.0)[0].truth is None
    assert listener.hear(now + timedelta(minutes=1), "flow", 99.0)[0].truth is True
    assert listener.hear(now + timedelta(minutes=2), "flow", None, trusted=False)[0].truth is None
    assert listener.hear(now + timedelta(minutes=3), "flow", math.inf)[0].truth is None


@pytest.mark.parametrize(
    "days",
    [
        Days(holidays=frozenset({MONDAY + timedelta(weeks=3)})),
        Days(holidays=frozenset({MONDAY, MONDAY + timedelta(weeks=1)})),
    ],
)
def test_holidays_are_not_compared_with_working_days(days: Days) -> None:
    listener = ear(FAR, site(days=days))
    now = weeks(listener, [10, 10, 10])
    assert {verdict.truth for verdict in hour_of(listener, now, 90)} == {None}


def test_a_working_saturday_is_not_compared_with_weekends() -> None:
    saturday = datetime(2026, 1, 10, 2, tzinfo=START.tzinfo)
    listener = ear(FAR, site(days=Days(workdays=frozenset({saturday.date() + timedelta(weeks=2)}))))
    now = weeks(listener, [10, 10], saturday)
    assert {verdict.truth for verdict in hour_of(listener, now, 90)} == {None}
    hour_of(listener, now + timedelta(weeks=1), 10)
    assert listener.said[-1].truth is False


def test_a_late_reading_is_judged_at_its_own_time_and_an_older_one_says_nothing() -> None:
    listener = ear("{kind: deviation, point: flow, percent: 50, over: 15m}")
    now = weeks(listener, [10, 10])
    hour_of(listener, now, 10)
    assert [(verdict.late, verdict.truth) for verdict in listener.hear(now + timedelta(minutes=54), "flow", 900.0)] == [(True, True)]
    assert listener.hear(now, "flow", 900.0) == []


def test_hours_are_those_of_the_clocks_on_the_wall() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    where = site()
    object.__setattr__(where, "time_zone", berlin)
    listener = ear("{kind: deviation, point: flow, percent: 50, weeks: 2}", where)
    for day in (15, 22, 29):
        begin = datetime(2026, 3, day, 12, tzinfo=berlin)
        said = hour_of(listener, begin.astimezone(START.tzinfo), 10)
    assert said[-1].truth is False


def test_the_hour_that_the_wall_shows_twice_is_one() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    where = site()
    object.__setattr__(where, "time_zone", berlin)
    listener = ear("{kind: deviation, point: flow, percent: 50, weeks: 2}", where)
    begin = datetime(2026, 10, 25, 0, tzinfo=START.tzinfo)
    hour_of(listener, begin, 10)
    hour_of(listener, begin + HOUR, 20)
    hour_of(listener, begin + 2 * HOUR, 30)
    assert [(hour.readings, hour.mean) for hour in listener.memory.hours] == [(24, pytest.approx(15))]


def test_the_same_reading_twice_counts_once() -> None:
    listener = ear(FAR)
    listener.hear(0, "flow", 10.0)
    assert listener.hear(0, "flow", 10.0) == []


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("{kind: deviation, point: flow, by: 2}", "unit: `by` has no unit, `flow` has `m³/h`"),
        ("{kind: deviation, point: flow, percent: 2, unit: m³/h}", "unit: a share has no unit"),
        ("{kind: deviation, point: energy, percent: 20}", "point: `energy` is a counter, which is higher every week"),
        ("{kind: deviation, point: open, percent: 20}", "point: `open` is binary, not a number"),
        ("{kind: deviation, point: flw, percent: 20}", "point: `station` has no point `flw`"),
        ('{kind: deviation, point: level, by: 200, unit: "%"}', "by: `level` reads from 0 to 100 and can never be so far off"),
        ("{kind: deviation, point: flow, percent: 20, over: 1m}", "over: 3 readings do not fit into 1m"),
        ("{kind: deviation, point: flow, percent: 20, over: 0s}", "over: `over` has no length"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, fault: str) -> None:
    assert [each[: len(fault)] for each in faults(when)] == [fault]


@pytest.mark.parametrize(
    "more", ["", ", percent: 0", ", percent: 5, weeks: 9", ", percent: 5, weeks: 2, minimum_weeks: 3", ", percent: 5, over: 2h", ", percent: 5, direction: up"]
)
def test_settings_that_make_no_sense_are_refused(more: str) -> None:
    with pytest.raises(ValidationError):
        read_when(written(f"{{kind: deviation, point: flow{more}}}"))


def test_the_limit_is_said_in_words() -> None:
    (found,) = bound(FAR)
    assert (found.limit.zh, found.limit.en) == ("±50 %、±2 m³/h", "±50 %, ±2 m³/h")
