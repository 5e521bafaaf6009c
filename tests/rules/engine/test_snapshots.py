"""Snapshots are exact, and what is not a snapshot is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest

from domain.transition import Change
from rules.engine import Engine
from tests.rules.plant import after, bound, engine, reading, through_json

RULES = (
    "when: {kind: state, point: lit, equals: true}\non_delay: 10s",
    "when: {kind: stale}",
    "when: {kind: count, point: lit, becomes: true, at_least: 3, within: 3m}\nsuppress_while: {kind: state, point: mode, equals: manual}",
)
OFTEN = "test.rule2|b1|mill.b1.lit"


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
    assert judged().snapshot()["version"] == 3


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
        {"version": 1},
        {"points": {"mill.b1.lit": [0]}},
        {"points": {"mill.b1.lit": [0, {}]}},
        {"unwatched": None},
        {"unwatched": {"mill.b1.label": ["words"]}},
        {"events": [["b1", "door.opened"]]},
        {"hidden": "everything"},
        {"detectors": {OFTEN: None}},
        {"detectors": {OFTEN: {}}},
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(damage: dict[str, object]) -> None:
    judge = judged()
    before = through_json(judge.snapshot())
    with pytest.raises(ValueError, match="the snapshot is"):
        judge.restore({**before, **damage})
    assert through_json(judge.snapshot()) == before


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


def damaged(**fields: object) -> dict[str, object]:
    snapshot = through_json(judged().snapshot())
    detectors = cast("dict[str, dict[str, object]]", snapshot["detectors"])
    return {**snapshot, "detectors": {**detectors, OFTEN: {**detectors[OFTEN], **fields}}}


@pytest.mark.parametrize("fields", [{"memory": "a cat"}, {"passed": "long"}, {"judged": None}, {"owed": [1]}, {"owed": [1, "yes", None, False]}])
def test_a_detector_that_cannot_be_read_is_refused(fields: dict[str, object]) -> None:
    judge = judged()
    before = judge.snapshot()
    with pytest.raises(ValueError, match="the snapshot is damaged"):
        judge.restore(damaged(**fields))
    assert judge.snapshot() == before


def test_a_detector_with_other_settings_begins_anew_and_its_condition_stays() -> None:
    before = engine(*RULES)
    for at in range(6):
        before.reading(reading("b1.lit", at, at % 2 == 1))
    assert OFTEN in before.raised()
    now = engine(*RULES[:2], RULES[2].replace("at_least: 3", "at_least: 4"))
    now.restore(through_json(before.snapshot()))
    assert now.raised() == before.raised()
    assert now.history_needed() == {"mill.b1.lit": timedelta(minutes=3), "mill.b2.lit": timedelta(minutes=3)}
    same = engine(*RULES)
    same.restore(through_json(before.snapshot()))
    same.warm([])
    again = engine(*RULES)
    again.restore(through_json(same.snapshot()))
    assert again.history_needed() == {}


def test_a_condition_of_conditions_that_is_new_is_told_what_stands() -> None:
    lit = "id: test.lit\nwhen: {kind: state, point: lit, equals: true}"
    before = engine(lit)
    before.reading(reading("b1.lit", 0, True))
    now = engine(lit, "id: test.any\nwhen: {kind: composite, any: [{rule: test.lit}]}", started_at=after(100))
    now.restore(through_json(before.snapshot()))
    assert [(each.rule, each.change) for each in now.tick(after(101))] == [("test.any", Change.RAISED)]


def test_points_that_begin_or_end_to_be_watched_keep_their_last_values() -> None:
    before = engine("id: test.lit\nwhen: {kind: state, point: lit, equals: true}")
    before.reading(reading("b1.lit", 0, True))
    before.reading(reading("b1.mode", 0, "manual"))
    now = engine("id: test.mode\nwhen: {kind: state, point: mode, equals: auto}")
    now.restore(through_json(before.snapshot()))
    both = bound("id: test.lit2\nwhen: {kind: state, point: lit, equals: true}", "id: test.mode\nwhen: {kind: state, point: mode, equals: manual}")
    assert {each.rule for each in now.change_rules(both, after(1))} == {"test.lit2", "test.mode"}
