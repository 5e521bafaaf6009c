"""Snapshots are exact, and what is not a snapshot is refused."""

from __future__ import annotations

import pytest

from domain.transition import Change
from rules.engine import Engine
from tests.rules.plant import after, engine, reading, through_json

RULES = ("when: {kind: state, point: lit, equals: true}\non_delay: 10s", "when: {kind: stale}")


def judged() -> Engine:
    judge = engine(*RULES)
    judge.seen("b1", after(0))
    judge.reading(reading("b1.lit", 0.0004, True))
    judge.tick(after(11))
    return judge


def test_a_snapshot_of_what_was_restored_is_the_same_snapshot() -> None:
    before = judged()
    now = engine(*RULES, started_at=after(500))
    now.restore(through_json(before.snapshot()))
    assert now.snapshot() == before.snapshot()
    assert now.raised() == before.raised()
    assert now.next_deadline() == before.next_deadline()


def test_a_snapshot_says_its_version() -> None:
    assert judged().snapshot()["version"] == 1


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 0},
        {"version": None},
        {"points": None},
        {"points": {"mill.b1.lit": "yesterday"}},
        {"conditions": {"test.rule0|b1|mill.b1.lit": {"phase": "asleep"}}},
        {"conditions": {"test.rule0|b1|mill.b1.lit": {"mood": "good"}}},
        {"conditions": {"test.rule0|b1|mill.b1.lit": {"past": 5}}},
        {"conditions": {"test.rule0|b1|mill.b1.lit": None}},
        {"silences": {"test.rule1|b1|mill.b1.online": {}}},
        {"known": "now"},
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(damage: dict[str, object]) -> None:
    judge = judged()
    before = through_json(judge.snapshot())
    with pytest.raises(ValueError, match="the snapshot is"):
        judge.restore({**before, **damage})
    assert judge.snapshot() == before


def test_what_a_snapshot_does_not_know_begins() -> None:
    old = engine(RULES[0])
    now = engine(*RULES, started_at=after(100))
    now.restore(through_json(old.snapshot()))
    assert now.next_deadline() == after(280)


def test_an_engine_that_has_judged_already_becomes_what_was_stored() -> None:
    raised, normal = engine(RULES[0]), engine(RULES[0])
    raised.reading(reading("b1.lit", 0, True))
    raised.tick(after(10))
    normal.reading(reading("b1.lit", 0, False))
    normal.restore(through_json(raised.snapshot()))
    assert normal.raised() == raised.raised()
    normal.reading(reading("b1.lit", 20, False))
    assert [each.change for each in normal.tick(after(30))] == [Change.RETURNED]
