"""The kind `forecast`."""

from __future__ import annotations

import math
import random

import pytest
from pydantic import ValidationError

from rules.detector import News
from rules.detectors.buckets import Bucket
from rules.detectors.outlook import Course
from rules.detectors.trend import Trend, trend
from rules.signals import read_when
from tests.rules.kinds.station import Ear, bound, ear, faults, ms, written

EMPTY = '{kind: forecast, point: level, reaches: {below: 20}, within: 40m, over: 30m, unit: "%"}'
FULL = '{kind: forecast, point: level, reaches: {above: 80}, within: 40m, over: 30m, unit: "%"}'


def play(listener: Ear, levels: list[float], step: float = 60) -> Ear:
    for number, level in enumerate(levels):
        listener.hear(step * number, "level", level)
    return listener


def test_a_tank_that_empties_is_told_of_before_it_is_empty() -> None:
    listener = play(ear(EMPTY), [90 - 0.5 * minute for minute in range(141)])
    assert listener.turns == [(100 * 60, True)]
    assert next(verdict for verdict in listener.said if verdict.truth).value == pytest.approx(40, abs=0.01)


def test_a_tank_that_fills_is_told_of_before_it_runs_over() -> None:
    listener = play(ear(FULL), [10 + 0.5 * minute for minute in range(141)])
    assert listener.turns == [(100 * 60, True)]


def test_a_message_shows_the_minutes_that_are_left() -> None:
    listener = play(ear(EMPTY), [50 - 0.5 * minute for minute in range(41)])
    assert listener.said[-1].value == pytest.approx(20, abs=0.01)


def test_what_is_beyond_the_limit_already_is_true_at_once() -> None:
    listener = ear(EMPTY)
    (verdict,) = listener.hear(0, "level", 20.0)
    assert (verdict.truth, verdict.value) == (True, 0.0)


def test_noise_around_a_level_near_the_limit_never_fires() -> None:
    noise = random.Random(7)
    listener = play(ear(EMPTY), [25 + noise.gauss(0, 1) for _ in range(3_000)], step=30)
    assert listener.turns == []


def test_waves_around_a_level_never_fire() -> None:
    listener = play(ear(EMPTY), [30 + 3 * math.sin(number / 7) for number in range(2_000)], step=30)
    assert listener.turns == []


@pytest.mark.parametrize("levels", [[50.0] * 200, [50 + 0.2 * minute for minute in range(200)], [90 - 0.05 * minute for minute in range(300)]])
def test_what_stands_still_goes_away_or_is_slow_never_fires(levels: list[float]) -> None:
    assert play(ear(EMPTY), levels).turns == []


def test_a_spike_is_no_trend() -> None:
    levels = [50.0 - 0.02 * minute for minute in range(60)]
    levels[30:33] = [95.0, 96.0, 97.0]
    assert play(ear(EMPTY), levels).turns == []


def test_a_trend_is_seen_through_spikes() -> None:
    levels = [60 - 0.8 * minute for minute in range(31)]
    levels[5], levels[20] = 99.0, 99.0
    assert play(ear(EMPTY), levels).active


@pytest.mark.parametrize(("left", "fires", "stays"), [(39.9, True, True), (40.1, False, True), (49.9, False, True), (50.1, False, False)])
def test_once_true_it_stays_until_the_limit_is_farther_away_by_a_quarter(left: float, fires: bool, stays: bool) -> None:  # noqa: FBT001  a table
    detector = ear(EMPTY).condition.detector
    at = ms(0)
    course = Course((Bucket(at // 150_000, 1, at, 50.0),), Trend(-1 / 60_000, at, 20 + left), known=True, newest=(at, 50.0))
    news = News(0, at + 1, at + 1, 50.0)
    judged = [detector.hear(course, news, active=active).verdicts[0].truth for active in (False, True)]
    assert judged == [fires, stays]


@pytest.mark.parametrize("levels", [[60.0, 55, 50, 45, 40], [60 - minute for minute in range(14)]])
def test_nothing_is_known_before_there_is_enough(levels: list[float]) -> None:
    assert {verdict.truth for verdict in play(ear(EMPTY), levels).said} == {None}


def test_a_rule_may_ask_for_more_readings() -> None:
    more = '{kind: forecast, point: level, reaches: {below: 20}, within: 40m, over: 30m, minimum_samples: 25, unit: "%"}'
    levels = [60.0 - 2 * number for number in range(16)]
    assert {verdict.truth for verdict in play(ear(more), levels, step=120).said} == {None}
    assert play(ear(EMPTY), levels, step=120).active


def test_a_gap_longer_than_the_window_begins_anew() -> None:
    listener = play(ear(EMPTY), [60 - minute for minute in range(31)])
    assert listener.active
    assert listener.hear(86_400, "level", 50.0)[0].truth is None
    assert listener.active


def test_bad_values_are_neither_true_nor_normal() -> None:
    listener = play(ear(EMPTY), [60 - minute for minute in range(31)])
    assert listener.hear(1_860, "level", None, trusted=False)[0].truth is None
    assert listener.hear(1_861, "level", math.nan)[0].truth is None


def test_a_late_reading_is_judged_by_the_trend_of_its_own_time() -> None:
    listener = ear(EMPTY)
    for minute in range(31):
        listener.hear(60 * minute, "level", 60 - minute * 0.7)
    for minute in range(31, 45):
        listener.hear(60 * minute, "level", 60.0)
    said = listener.hear(60 * 30 + 5, "level", 39.0)
    assert [(verdict.late, verdict.truth) for verdict in said] == [(True, True)]
    assert listener.hear(0, "level", 5.0) == []


def test_the_same_reading_twice_counts_once() -> None:
    listener = play(ear(EMPTY), [60 - minute for minute in range(31)])
    assert listener.hear(30 * 60, "level", 30.0) == []


def test_memory_stays_small_however_often_the_device_speaks() -> None:
    listener = play(ear(EMPTY), [50.0] * 8_000, step=1)
    assert len(listener.memory.buckets) <= 40


def test_the_trend_is_the_median_of_all_slopes() -> None:
    found = trend([(0, 0), (1, 2), (2, 4), (3, 100), (4, 8)])
    assert found is not None
    assert found.slope == 2
    assert found.value(5) == 10
    assert found.reaches(20, 5) == 5
    assert found.reaches(9, 5) is None


@pytest.mark.parametrize(
    "points",
    [[], [(0, 1)], [(0, 1), (0, 2)], [(0, 5), (1, 5), (2, 5)], [(0, 1), (1, 0), (2, 1), (3, 0), (4, 1), (5, 0)], list(enumerate([0, 5, 1, 6, 2, 7, 3]))],
)
def test_points_that_do_not_agree_have_no_trend(points: list[tuple[float, float]]) -> None:
    assert trend(points) is None


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("{kind: forecast, point: level, reaches: {below: 20}, within: 40m, over: 30m}", "unit: the limit has no unit, `level` has `%`"),
        ('{kind: forecast, point: level, reaches: {below: -5}, within: 40m, over: 30m, unit: "%"}', "reaches: `level` reads from 0 to 100"),
        ("{kind: forecast, point: open, reaches: {below: 1}, within: 40m, over: 30m}", "point: `open` is binary, not a number"),
        ("{kind: forecast, point: lvl, reaches: {below: 1}, within: 40m, over: 30m}", "point: `station` has no point `lvl`"),
        ('{kind: forecast, point: level, reaches: {below: 20}, within: 40m, over: 4m, unit: "%"}', "over: 6 readings do not fit into 4m"),
        ('{kind: forecast, point: level, reaches: {below: 20}, within: 40m, over: 30m, minimum_samples: 50, unit: "%"}', "over: 50 readings do not fit"),
        ('{kind: forecast, point: level, reaches: {below: 20}, within: 0s, over: 30m, unit: "%"}', "within: `within` has no length"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, fault: str) -> None:
    assert [each[: len(fault)] for each in faults(when)] == [fault]


@pytest.mark.parametrize("reaches", ["{}", "{below: 1, above: 2}", "{under: 1}", "20"])
def test_a_forecast_is_of_exactly_one_limit(reaches: str) -> None:
    with pytest.raises(ValidationError):
        read_when(written(f"{{kind: forecast, point: level, reaches: {reaches}, within: 40m, over: 30m}}"))


def test_the_limit_is_said_in_words() -> None:
    (found,) = bound(EMPTY)
    assert (found.limit.zh, found.limit.en) == ("40 分钟内到 20 %", "20 % in 40 min")
