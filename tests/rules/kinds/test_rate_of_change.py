"""The kind `rate_of_change`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.signals import read_when
from tests.rules.kinds.station import bound, ear, faults, written

RISES = '{kind: rate_of_change, point: level, rises: 10, within: 10m, unit: "%"}'
FALLS = '{kind: rate_of_change, point: level, falls: 10, within: 10m, unit: "%"}'
CHANGES = '{kind: rate_of_change, point: level, changes: 10, within: 10m, unit: "%"}'


@pytest.mark.parametrize(
    ("when", "levels", "true"),
    [
        (RISES, [20, 25, 30], True),
        (RISES, [20, 25, 29.9], False),
        (RISES, [30, 20, 10], False),
        (RISES, [25, 20, 30], True),
        (FALLS, [30, 25, 20], True),
        (FALLS, [10, 20, 30], False),
        (CHANGES, [30, 25, 20], True),
        (CHANGES, [20, 25, 30], True),
        (CHANGES, [20, 25, 20], False),
    ],
)
def test_a_change_is_measured_from_the_farthest_of_the_window(when: str, levels: list[float], true: bool) -> None:  # noqa: FBT001  a table
    listener = ear(when)
    for number, level in enumerate(levels):
        listener.hear(60 * number, "level", level)
    assert listener.active is true


def test_what_is_older_than_the_window_is_no_change() -> None:
    listener = ear(RISES)
    listener.hear(0, "level", 10.0)
    for minute in range(1, 60):
        listener.hear(60 * minute, "level", 10.0 + 0.9 * minute)
    assert listener.turns == []


def test_both_ends_of_the_window_belong_to_it() -> None:
    listener = ear(RISES)
    listener.hear(0, "level", 10.0)
    listener.hear(600, "level", 20.0)
    assert listener.turns == [(600, True)]


def test_it_is_true_until_the_change_is_less_by_the_deadband() -> None:
    listener = ear('{kind: rate_of_change, point: level, rises: 10, within: 10m, deadband: 2, unit: "%"}')
    for at, level in [(0, 10.0), (60, 20.0), (120, 18.0), (180, 17.9)]:
        listener.hear(at, "level", level)
    assert listener.turns == [(60, True), (180, False)]


def test_a_message_shows_by_how_much_it_changed() -> None:
    listener = ear(FALLS)
    listener.hear(0, "level", 30.0)
    assert listener.hear(60, "level", 17.5)[-1].value == 12.5


def test_one_reading_is_no_change_and_bad_ones_are_neither_true_nor_normal() -> None:
    listener = ear(RISES)
    assert listener.hear(0, "level", 10.0)[0].truth is None
    listener.hear(60, "level", 30.0)
    assert listener.hear(120, "level", None, trusted=False)[0].truth is None
    assert listener.hear(180, "level", "30")[0].truth is None
    assert listener.active


def test_silence_ends_nothing() -> None:
    listener = ear(RISES)
    listener.hear(0, "level", 10.0)
    listener.hear(60, "level", 30.0)
    assert listener.until(86_400) == []
    assert listener.hear(86_400, "level", 30.0)[0].truth is None


def test_a_late_reading_is_judged_at_its_own_time() -> None:
    listener = ear(RISES)
    for at, level in [(0, 20.0), (600, 21.0), (660, 21.0)]:
        listener.hear(at, "level", level)
    listener.hear(300, "level", 35.0)
    assert listener.turns == []
    assert listener.records == [300]


def test_a_late_reading_can_show_that_the_newest_is_a_change() -> None:
    listener = ear(RISES)
    for at, level in [(0, 20.0), (600, 21.0)]:
        listener.hear(at, "level", level)
    listener.hear(300, "level", 5.0)
    assert listener.turns == [(600, True)]


def test_a_reading_later_than_the_window_says_nothing() -> None:
    listener = ear(RISES)
    listener.hear(0, "level", 20.0)
    listener.hear(1_000, "level", 21.0)
    assert listener.hear(399, "level", 90.0) == []


def test_the_same_reading_twice_counts_once() -> None:
    listener = ear(RISES)
    listener.hear(0, "level", 20.0)
    assert listener.hear(0, "level", 20.0) == []
    listener.hear(60, "level", 20.0)
    assert listener.hear(0, "level", 20.0) == []


def test_memory_stays_small_however_often_the_device_speaks() -> None:
    listener = ear(RISES)
    for number in range(4_000):
        listener.hear(number * 0.5, "level", 20 + (number * 7919 % 100) / 50)
    for number in range(2_000):
        listener.hear(1_500 + number * 0.2, "level", 20 + (number * 7919 % 101) / 50)
    assert len(listener.memory.times) <= 2 * 60 * 4 + 4
    assert listener.memory.values[-1] == 20 + (3_999 * 7919 % 100) / 50


def test_thinning_keeps_what_matters() -> None:
    listener = ear(RISES)
    listener.hear(0, "level", 20.0)
    listener.hear(1, "level", 12.0)
    for number in range(8):
        listener.hear(2 + number, "level", 20.0 - number / 100)
    listener.hear(500, "level", 22.0)
    assert listener.turns == [(500, True)]


def test_late_readings_between_others_take_nothing_away() -> None:
    listener = ear(RISES)
    for second, level in enumerate([20.0, 12.0, 21.0, 20.0, 20.0]):
        listener.hear(second, "level", level)
    for tenth in range(1, 30):
        listener.hear(tenth / 10, "level", 20.0)
    listener.hear(500, "level", 22.0)
    assert listener.turns == [(500, True)]


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ('{kind: rate_of_change, point: level, rises: 10, within: 10m, unit: "°C"}', "unit: the change has the unit `°C`, `level` has `%`. Write `unit: %`"),
        ("{kind: rate_of_change, point: level, rises: 10, within: 10m}", "unit: the change has no unit"),
        ('{kind: rate_of_change, point: level, rises: 101, within: 10m, unit: "%"}', "rises: `level` reads from 0 to 100 and can never change by so much"),
        ("{kind: rate_of_change, point: open, rises: 1, within: 10m}", "point: `open` is binary, not a number"),
        ("{kind: rate_of_change, point: lvl, rises: 1, within: 10m}", "point: `station` has no point `lvl`"),
        ('{kind: rate_of_change, point: level, rises: 1, within: 0s, unit: "%"}', "within: `within` has no length"),
        ('{kind: rate_of_change, point: level, rises: 1, within: 30s, unit: "%"}', "within: 2 readings do not fit into 30s: such a device speaks every 1m"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, fault: str) -> None:
    assert [each[: len(fault)] for each in faults(when)] == [fault]


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("{kind: rate_of_change, point: level, within: 10m}", "exactly one change is needed; here is none of them"),
        ("{kind: rate_of_change, point: level, rises: 1, falls: 1, within: 10m}", "here is rises and falls"),
        ("{kind: rate_of_change, point: level, rises: 1, deadband: 1, within: 10m}", "never be normal again"),
        ("{kind: rate_of_change, point: level, rises: -1, within: 10m}", "greater than 0"),
        ("{kind: rate_of_change, point: level, rises: 1, within: 40d}", "longer than 31 days"),
    ],
)
def test_settings_that_make_no_sense_are_refused(when: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        read_when(written(when))


def test_a_pattern_makes_one_condition_for_each_point() -> None:
    found = bound("{kind: rate_of_change, point: pump_*_flow, rises: 5, within: 5m, unit: m³/h}")
    assert [each.point.key for each in found] == ["pump_1_flow", "pump_2_flow"]
    assert found[0].limit.en == "5 m³/h in 5 min"
