"""Readings older than the newest of their point."""

from __future__ import annotations

from domain.reading import Reading, Value
from rules.engine import Engine
from tests.rules.plant import engine, reading, said

LIT = "when: {kind: state, point: lit, equals: true}"


def lit(at: float, value: Value, received: float | None = None) -> Reading:
    return reading("b1.lit", at, value, received=received)


def feed(judge: Engine, *readings: Reading) -> list[tuple[str, float, float]]:
    return [line for one in readings for line in said(judge.reading(one))]


def test_a_late_true_of_a_time_that_is_over_is_recorded() -> None:
    judge = engine(LIT)
    (*_, recorded) = [*judge.reading(lit(100, False)), *judge.reading(lit(50, True, received=101))]
    assert (said([recorded]), recorded.late) == ([("recorded", 50, 101)], True)
    assert judge.raised() == {}


def test_the_same_late_news_is_recorded_once() -> None:
    judge = engine(LIT)
    assert feed(judge, lit(100, False), lit(50, True, received=101), lit(50, True, received=102)) == [("recorded", 50, 101)]


def test_late_news_of_one_stretch_is_recorded_once() -> None:
    judge = engine(LIT)
    assert feed(judge, lit(100, False), *(lit(at, True, received=101) for at in (50, 55, 60, 55))) == [("recorded", 50, 101)]
    assert feed(judge, lit(110, False), lit(70, True, received=111)) == []


def test_a_late_normal_ends_the_stretch() -> None:
    judge = engine(LIT)
    feed(judge, lit(100, False), lit(50, True, received=101), lit(60, False, received=101))
    assert feed(judge, lit(70, True, received=101)) == [("recorded", 70, 101)]


def test_a_stretch_does_not_reach_over_a_time_known_as_normal() -> None:
    judge = engine(LIT)
    feed(judge, lit(100, False), lit(50, True, received=101), lit(200, False))
    assert feed(judge, lit(150, True, received=201)) == [("recorded", 150, 201)]


def test_a_late_reading_changes_nothing_of_what_is_known_to_be_true() -> None:
    judge = engine(LIT)
    assert feed(judge, lit(100, True), lit(50, False, received=101), lit(60, True, received=101)) == [("raised", 100, 100)]
    assert len(judge.raised()) == 1


def test_a_redelivered_reading_of_an_episode_that_is_over_says_nothing_new() -> None:
    judge = engine(LIT)
    assert feed(judge, lit(10, True), lit(20, True), lit(30, False)) == [("raised", 10, 10), ("returned", 30, 30)]
    assert feed(judge, lit(10, True, received=31), lit(20, True, received=31)) == []


def test_with_an_on_delay_single_late_readings_say_nothing() -> None:
    judge = engine(f"{LIT}\non_delay: 10s")
    assert feed(judge, lit(100, False), lit(50, True, received=101)) == []


def test_late_bad_readings_say_nothing() -> None:
    judge = engine(f"{LIT}\noff_delay: 60s")
    assert feed(judge, lit(0, True), lit(100, False), lit(50, None, received=101)) == [("raised", 0, 0)]
    assert feed(judge, lit(160, False)) == [("returned", 100, 160)]


def test_after_a_bad_reading_the_newest_good_one_governs() -> None:
    judge = engine(LIT)
    assert feed(judge, lit(0, False), lit(100, None), lit(50, True, received=101)) == [("raised", 50, 101)]


def test_a_reading_of_the_same_moment_is_not_late() -> None:
    judge = engine(LIT)
    assert feed(judge, lit(10, True), lit(10, False), lit(10, True)) == [("raised", 10, 10), ("returned", 10, 10), ("raised", 10, 10)]


def test_episodes_that_begin_in_the_same_moment_have_keys_of_their_own() -> None:
    judge = engine(LIT)
    transitions = [transition for value in (True, False) * 5 for transition in judge.reading(lit(10, value))]
    assert len({transition.episode for transition in transitions}) == 5
