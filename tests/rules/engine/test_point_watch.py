"""The short cut of the engine: which readings concern no condition at all."""

from __future__ import annotations

from domain.reading import Value
from rules.engine import Engine
from rules.point_watch import PointWatch
from tests.rules.plant import after, engine, reading

HOT = "when: {kind: threshold, point: temp, above: 50, deadband: 5, unit: °C}"
COLD = "when: {kind: threshold, point: temp, below: 10, deadband: 5, unit: °C}\non_delay: 30s"
LIT = "when: {kind: state, point: lit, equals: true}\non_delay: 30s"


def watch(judge: Engine, point: str) -> PointWatch:
    return judge._points[f"mill.b1.{point}"]


def temp(judge: Engine, at: float, value: Value) -> PointWatch:
    judge.reading(reading("b1.temp", at, value))
    return watch(judge, "temp")


def test_between_all_limits_no_condition_is_visited() -> None:
    found = temp(engine(HOT, COLD), 0, 30.0)
    assert found.calm
    assert (found.low, found.high) == (10.0, 50.0)
    assert found.covers(10.0)
    assert not found.covers(50.1)


def test_what_is_active_is_visited_only_when_it_may_return() -> None:
    found = temp(engine(HOT, COLD), 0, 60.0)
    assert found.calm
    assert found.covers(45.1)
    assert not found.covers(45.0)


def test_while_a_delay_runs_only_its_condition_is_visited() -> None:
    judge = engine(HOT, COLD)
    found = temp(judge, 0, 5.0)
    assert not found.calm
    assert [each.condition.rule.id for each in found.restless] == ["test.rule1"]
    assert found.covers(20.0)


def test_when_no_delay_runs_any_more_all_is_calm_again() -> None:
    judge = engine(HOT, COLD)
    temp(judge, 0, 5.0)
    judge.tick(after(30))
    assert temp(judge, 31, 5.0).calm


def test_a_word_that_stays_the_same_visits_nothing() -> None:
    judge = engine(LIT)
    judge.reading(reading("b1.lit", 0, False))
    assert watch(judge, "lit").calm
    assert watch(judge, "lit").covers(False)
    assert not watch(judge, "lit").covers(True)


def test_bad_readings_leave_the_calm_as_it_is() -> None:
    judge = engine(HOT)
    assert temp(judge, 0, 30.0).calm
    assert temp(judge, 1, None).calm
    assert temp(judge, 2, 30.0).covers(31.0)


def test_after_a_restore_everything_is_visited_once() -> None:
    before = engine(HOT)
    temp(before, 0, 30.0)
    now = engine(HOT)
    now.restore(before.snapshot())
    assert not watch(now, "temp").calm
    assert temp(now, 1, 30.0).calm
