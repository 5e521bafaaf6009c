"""What was before the engine began: windows are filled from history, and nothing is said of it until it can be."""

from __future__ import annotations

from datetime import timedelta

from domain.reading import DeviceEvent, Flag, Reading
from domain.transition import Change
from rules.detector import EventInput, PointInput
from tests.rules.engine.listening import Often, Present, derived, guard, judging, ruleset
from tests.rules.plant import after, happened, reading, said, through_json

LIT, DOOR = PointInput("mill.b1.lit"), EventInput("b1", "door.opened")
KEY = "test.rule|b1|mill.b1.lit"
RULE = derived("rule", Often(3), LIT)
BEFORE: list[Reading | DeviceEvent] = [reading("b1.lit", 0, True), reading("b1.lit", 1, True)]


def test_the_engine_says_how_far_back_it_wants_to_know() -> None:
    judge = judging(RULE, derived("longer", Often(3, 60_000), LIT, DOOR), derived("now", Present(), PointInput("mill.b1.mode")))
    assert judge.history_needed() == {"mill.b1.lit": timedelta(seconds=60)}
    assert judge.events_needed() == {("b1", "door.opened"): timedelta(seconds=60)}


def test_a_window_goes_on_from_what_was_before() -> None:
    judge = judging(RULE, started_at=after(1))
    judge.warm(BEFORE)
    assert judge.history_needed() == {}
    assert said(judge.reading(reading("b1.lit", 2, True))) == [("raised", 2, 2)]


def test_events_are_part_of_what_was_before() -> None:
    judge = judging(derived("rule", Often(3), DOOR), started_at=after(1))
    judge.warm([happened("door.opened", 0), happened("flame.lost", 0), happened("door.opened", 1)])
    assert said(judge.event(happened("door.opened", 2))) == [("raised", 2, 2)]


def test_what_is_true_already_is_raised_by_the_next_tick() -> None:
    judge = judging(RULE, started_at=after(3))
    judge.warm([*BEFORE, reading("b1.lit", 2, True)])
    assert judge.raised() == {}
    assert judge.next_deadline() == after(3)
    assert said(judge.tick(after(3))) == [("raised", 2, 3)]


def test_what_is_true_already_is_raised_before_the_next_news_is_judged() -> None:
    judge = judging(RULE, started_at=after(3))
    judge.warm([*BEFORE, reading("b1.lit", 2, True)])
    assert said(judge.reading(reading("b1.lit", 30, True))) == [("raised", 2, 30), ("returned", 10, 30)]


def test_what_was_over_before_is_not_raised() -> None:
    judge = judging(RULE, started_at=after(50))
    judge.warm([*BEFORE, reading("b1.lit", 2, True), reading("b1.lit", 40, True)])
    assert said(judge.tick(after(50))) == []


def test_what_the_records_hold_stands_until_the_past_says_that_it_is_over() -> None:
    judge = judging(RULE, started_at=after(50))
    judge.adopt({KEY: "episode-1"}, after(50))
    judge.warm(BEFORE)
    assert judge.raised() == {KEY: "episode-1"}
    (returned,) = judge.tick(after(50))
    assert (returned.change, returned.episode) == (Change.RETURNED, "episode-1")


def test_only_what_has_begun_with_nothing_is_told() -> None:
    judge = judging(RULE, started_at=after(1))
    judge.warm(BEFORE)
    judge.change_rules(ruleset(RULE, derived("second", Often(4), LIT)), after(1))
    judge.warm(BEFORE)
    assert [(each.rule, each.change) for each in judge.reading(reading("b1.lit", 2, True))] == [("test.rule", Change.RAISED)]
    assert [(each.rule, each.change) for each in judge.reading(reading("b1.lit", 3, True))] == [("test.second", Change.RAISED)]


def test_history_that_is_out_of_order_retained_or_bad_does_no_harm() -> None:
    judge = judging(RULE, started_at=after(5))
    judge.warm(
        [
            reading("b1.lit", 1, True),
            reading("b1.lit", 0, True, received=2),
            reading("b1.lit", 2, None),
            reading("b1.lit", 3, True, flags=frozenset({Flag.RETAINED})),
            reading("b1.temp", 3, 99.0),
        ]
    )
    assert said(judge.tick(after(5))) == []
    assert said(judge.reading(reading("b1.lit", 6, True))) == [("raised", 6, 6)]


def test_the_last_values_are_taken_for_rules_that_come() -> None:
    judge = judging(RULE, started_at=after(5))
    judge.warm([reading("b1.temp", 3, 99.0), reading("b1.temp", 4, 98.0, received=5)])
    hot = 'id: test.hot\nwhen: {kind: threshold, point: temp, above: 50, unit: "°C"}'
    assert said(judge.change_rules(ruleset(RULE, plain=[hot]), after(6))) == [("raised", 4, 6)]


def test_a_guard_knows_from_the_past_what_it_hides() -> None:
    lit = "when: {kind: state, point: lit, equals: true}"
    judge = judging(guard("test.rule0|b1", Often(2), PointInput("mill.b1.mode")), plain=[lit], started_at=after(5))
    judge.adopt({"test.rule0|b1|mill.b1.lit": "episode-1"}, after(5))
    judge.warm([reading("b1.mode", 3, "manual"), reading("b1.mode", 4, "manual")])
    (hidden,) = judge.reconcile({"test.rule0|b1|mill.b1.lit": "episode-1"}, after(5))
    assert (hidden.change, hidden.suppressed) == (Change.SUPPRESSED, True)
    assert [each.change for each in judge.tick(after(13))] == [Change.UNSUPPRESSED]


def test_after_a_rule_change_the_next_tick_says_what_a_guard_hides() -> None:
    lit = "when: {kind: state, point: lit, equals: true}"
    judge = judging(plain=[lit])
    judge.reading(reading("b1.lit", 0, True))
    judge.change_rules(ruleset(guard("test.rule0|b1", Often(2), PointInput("mill.b1.mode")), plain=[lit]), after(5))
    judge.warm([reading("b1.mode", 3, "manual"), reading("b1.mode", 4, "manual")])
    again = judging(guard("test.rule0|b1", Often(2), PointInput("mill.b1.mode")), plain=[lit])
    again.restore(through_json(judge.snapshot()))
    assert [each.change for each in judge.tick(after(6))] == [Change.SUPPRESSED]
    assert [each.change for each in again.tick(after(6))] == [Change.SUPPRESSED]
    assert judge.snapshot() == again.snapshot()


def test_what_is_owed_survives_a_snapshot() -> None:
    first, second = judging(RULE, started_at=after(3)), judging(RULE, started_at=after(3))
    first.warm([*BEFORE, reading("b1.lit", 2, True)])
    second.restore(through_json(first.snapshot()))
    assert second.snapshot() == first.snapshot()
    assert second.history_needed() == {}
    assert said(second.tick(after(3))) == [("raised", 2, 3)]
