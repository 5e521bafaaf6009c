"""What bad, uncertain, retained and misdated readings do, and do not."""

from __future__ import annotations

import math

import pytest

from domain.reading import Flag, Quality, Reading, Value
from tests.rules.plant import after, engine, reading, said

LIT = "when: {kind: state, point: lit, equals: true}"
HOT = "when: {kind: threshold, point: temp, above: 50, unit: °C}"


def lit(at: float, value: Value) -> Reading:
    return reading("b1.lit", at, value)


def test_bad_is_neither_normal_nor_true() -> None:
    judge = engine(LIT)
    assert judge.reading(lit(0, None)) == []
    judge.reading(lit(1, True))
    assert [judge.reading(lit(at, None)) for at in range(2, 50)] == [[]] * 48
    assert said(judge.tick(after(100_000))) == []
    assert list(judge.raised()) == ["test.rule0|b1|mill.b1.lit"]


def test_a_running_on_delay_runs_on_through_bad_readings() -> None:
    judge = engine(f"{LIT}\non_delay: 60s")
    judge.reading(lit(0, True))
    assert judge.reading(lit(30, None)) == []
    assert said(judge.tick(after(60))) == [("raised", 0, 60)]


def test_a_bad_reading_passes_the_on_delays_deadline() -> None:
    judge = engine(f"{LIT}\non_delay: 60s")
    (*_, raised) = [*judge.reading(lit(0, True)), *judge.reading(lit(70, None))]
    assert said([raised]) == [("raised", 0, 70)]
    assert raised.value is True


def test_a_bad_reading_stops_a_running_off_delay() -> None:
    judge = engine(f"{LIT}\noff_delay: 60s")
    judge.reading(lit(0, True))
    judge.reading(lit(10, False))
    assert judge.reading(lit(20, None)) == []
    assert said(judge.tick(after(1000))) == []
    assert judge.reading(lit(1000, False)) == []
    assert said(judge.tick(after(1060))) == [("returned", 1000, 1060)]


@pytest.mark.parametrize("value", [None, math.nan, True, "51"])
def test_a_value_that_is_no_number_is_as_bad(value: Value) -> None:
    judge = engine(HOT)
    judge.reading(reading("b1.temp", 0, 60.0))
    assert judge.reading(reading("b1.temp", 1, value, quality=Quality.GOOD)) == []
    assert len(judge.raised()) == 1
    assert said(judge.reading(reading("b1.temp", 2, 20.0))) == [("returned", 2, 2)]


def test_a_value_that_is_there_but_bad_is_not_judged() -> None:
    judge = engine(HOT)
    assert judge.reading(reading("b1.temp", 0, 60.0, quality=Quality.BAD)) == []
    assert len(judge.reading(reading("b1.temp", 1, 60.0))) == 1
    assert judge.reading(reading("b1.temp", 2, 20.0, quality=Quality.BAD)) == []


def test_uncertain_values_are_judged() -> None:
    judge = engine(HOT)
    assert said(judge.reading(reading("b1.temp", 0, 60.0, quality=Quality.UNCERTAIN))) == [("raised", 0, 0)]
    assert said(judge.reading(reading("b1.temp", 1, 20.0, quality=Quality.UNCERTAIN))) == [("returned", 1, 1)]


def test_whole_numbers_are_numbers() -> None:
    judge = engine(HOT)
    assert said(judge.reading(reading("b1.temp", 0, 60))) == [("raised", 0, 0)]
    assert said(judge.reading(reading("b1.temp", 1, 20))) == [("returned", 1, 1)]


def test_the_brokers_retained_copy_judges_nothing() -> None:
    judge = engine(LIT)
    retained = frozenset({Flag.RETAINED})
    assert judge.reading(reading("b1.lit", 0, True, flags=retained)) == []
    judge.reading(lit(1, True))
    assert judge.reading(reading("b1.lit", 2, False, flags=retained)) == []
    assert len(judge.raised()) == 1


def test_a_device_with_a_wrong_clock_is_judged_live() -> None:
    judge = engine(f"{LIT}\nseverity: critical")
    (raised,) = judge.reading(reading("b1.lit", 5, True, quality=Quality.UNCERTAIN, flags=frozenset({Flag.CLOCK_SKEW})))
    assert (said([raised]), raised.late) == ([("raised", 5, 5)], False)


def test_a_clock_that_runs_ahead_does_not_silence_what_comes_after_it_was_set_right() -> None:
    judge = engine(LIT)
    assert judge.reading(reading("b1.lit", 100, False, received=10)) == []
    assert said(judge.reading(reading("b1.lit", 20, True, received=20))) == [("raised", 20, 20)]
