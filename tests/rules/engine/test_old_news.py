"""Readings that come in order but were old when they were received: a backlog after a lost connection."""

from __future__ import annotations

from domain.reading import Reading, Value
from rules.engine import Engine
from tests.rules.plant import after, engine, reading, said

LIT = "when: {kind: state, point: lit, equals: true}"


def old(at: float, value: Value, received: float = 3600) -> Reading:
    return reading("b1.lit", at, value, received=received)


def live(at: float, value: Value) -> Reading:
    return reading("b1.lit", at, value)


def feed(judge: Engine, *readings: Reading) -> list[tuple[str, float, float]]:
    return [line for one in readings for line in said(judge.reading(one))]


def test_old_news_that_newer_news_ends_is_recorded_and_nobody_is_called() -> None:
    judge = engine(LIT)
    (recorded,) = [*judge.reading(old(0, True)), *judge.reading(old(600, False))]
    assert said([recorded]) == [("recorded", 0, 3600)]
    assert recorded.late
    assert judge.raised() == {}
    assert judge.next_deadline() is None


def test_old_news_that_a_live_reading_confirms_is_raised_late() -> None:
    judge = engine(LIT)
    assert feed(judge, old(0, True), old(600, True)) == []
    assert judge.raised() == {}
    (raised,) = judge.reading(live(3601, True))
    assert (said([raised]), raised.late) == ([("raised", 0, 3601)], True)


def test_old_news_without_newer_news_is_raised_after_five_seconds() -> None:
    judge = engine(LIT)
    judge.reading(old(0, True))
    assert judge.next_deadline() == after(3605)
    assert said(judge.tick(after(3604.9))) == []
    (raised,) = judge.tick(after(3605))
    assert (said([raised]), raised.late) == ([("raised", 0, 3605)], True)


def test_more_old_news_prolongs_the_wait() -> None:
    judge = engine(LIT)
    feed(judge, old(0, True, received=3600), old(60, True, received=3603))
    assert said(judge.tick(after(3605))) == []
    assert said(judge.tick(after(3608))) == [("raised", 0, 3608)]


def test_a_minute_is_not_old_but_more_is() -> None:
    judge = engine(LIT)
    (raised,) = judge.reading(old(0, True, received=60))
    assert not raised.late
    assert engine(LIT).reading(old(0, True, received=60.001)) == []


def test_critical_and_latched_rules_do_not_wait() -> None:
    critical, latched = engine(f"{LIT}\nseverity: critical"), engine(f"{LIT}\nlatch: {{reset: person}}")
    for judge in (critical, latched):
        (raised,) = judge.reading(old(0, True))
        assert (said([raised]), raised.late) == ([("raised", 0, 3600)], True)


def test_an_on_delay_counts_within_the_backlog() -> None:
    judge = engine(f"{LIT}\non_delay: 60s")
    assert feed(judge, old(0, True), old(59, False), old(100, True), old(160, True)) == []
    assert feed(judge, old(200, False), old(260, False)) == [("recorded", 100, 3600)]


def test_the_wall_clock_does_not_end_an_on_delay_while_newer_news_may_come() -> None:
    judge = engine(f"{LIT}\non_delay: 60s\noff_delay: 0s")
    judge.reading(old(0, True))
    assert said(judge.tick(after(3601))) == []
    assert feed(judge, old(1, False, received=3602)) == []
    assert said(judge.tick(after(4000))) == []


def test_an_on_delay_that_nothing_contradicts_is_raised_late() -> None:
    judge = engine(f"{LIT}\non_delay: 60s")
    judge.reading(old(0, True))
    (raised,) = judge.tick(after(3605))
    assert (said([raised]), raised.late) == ([("raised", 0, 3605)], True)


def test_a_backlog_that_ends_in_live_news_waits_for_its_on_delay_only() -> None:
    judge = engine(f"{LIT}\non_delay: 60s")
    assert feed(judge, old(3530, True), live(3601, True)) == [("raised", 3530, 3601)]


def test_held_news_that_leaves_and_comes_back_is_one_episode() -> None:
    judge = engine(f"{LIT}\noff_delay: 60s")
    assert feed(judge, old(0, True), old(100, False), old(120, True)) == []
    assert feed(judge, live(3601, True)) == [("raised", 0, 3601)]


def test_held_news_that_leaves_is_recorded_after_the_off_delay() -> None:
    judge = engine(f"{LIT}\noff_delay: 60s")
    assert feed(judge, old(0, True), old(3590, False)) == []
    assert said(judge.tick(after(3649))) == []
    assert said(judge.tick(after(3650))) == [("recorded", 0, 3650)]


def test_held_news_is_neither_confirmed_nor_ended_by_bad_readings() -> None:
    judge = engine(LIT)
    assert feed(judge, old(0, True), live(3601, None)) == []
    assert said(judge.tick(after(3605))) == [("raised", 0, 3605)]


def test_old_news_of_normal_ends_what_is_raised() -> None:
    judge = engine(LIT)
    assert feed(judge, live(0, True), old(600, False)) == [("raised", 0, 0), ("returned", 600, 3600)]
