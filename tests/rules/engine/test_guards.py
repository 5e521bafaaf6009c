"""`suppress_while`: alarms that mean nothing in the present mode are suppressed, visibly."""

from __future__ import annotations

from domain.transition import Change, Transition
from rules.detector import ConditionInput, PointInput
from tests.rules.engine.listening import Clocked, Present, Standing, derived, guard, judging
from tests.rules.plant import after, engine, reading, said, through_json

LIT = "when: {kind: state, point: lit, equals: true}\nsuppress_while: {kind: state, point: mode, equals: manual}"
KEY = "test.rule0|b1|mill.b1.lit"


def changes(transitions: list[Transition]) -> list[tuple[Change, bool]]:
    return [(each.change, each.suppressed) for each in transitions]


def test_what_is_raised_while_the_guard_holds_is_suppressed() -> None:
    judge = engine(LIT)
    assert judge.reading(reading("b1.mode", 0, "manual")) == []
    (raised,) = judge.reading(reading("b1.lit", 1, True))
    assert changes([raised]) == [(Change.RAISED, True)]
    assert judge.raised() == {KEY: raised.episode}


def test_of_what_is_unknown_nothing_is_suppressed() -> None:
    judge = engine(LIT)
    assert changes(judge.reading(reading("b1.lit", 1, True))) == [(Change.RAISED, False)]


def test_a_guard_is_about_its_own_asset_and_rule_only() -> None:
    judge = engine(LIT, "when: {kind: state, point: lit, equals: true}")
    judge.reading(reading("b1.mode", 0, "manual"))
    assert changes(judge.reading(reading("b2.lit", 1, True))) == [(Change.RAISED, False), (Change.RAISED, False)]
    assert [(each.rule, each.suppressed) for each in judge.reading(reading("b1.lit", 1, True))] == [("test.rule0", True), ("test.rule1", False)]


def test_a_guard_that_begins_and_ends_during_an_episode_says_so() -> None:
    judge = engine(LIT)
    judge.reading(reading("b1.mode", 0, "auto"))
    (raised,) = judge.reading(reading("b1.lit", 1, True))
    (hidden,) = judge.reading(reading("b1.mode", 5, "manual"))
    assert (said([hidden]), changes([hidden]), hidden.episode, hidden.condition) == ([("suppressed", 5, 5)], [(Change.SUPPRESSED, True)], raised.episode, KEY)
    assert judge.reading(reading("b1.mode", 6, "manual")) == []
    (shown,) = judge.reading(reading("b1.mode", 7, "auto"))
    assert (said([shown]), changes([shown]), shown.episode) == ([("unsuppressed", 7, 7)], [(Change.UNSUPPRESSED, False)], raised.episode)


def test_a_guard_that_is_no_longer_known_shows_what_it_hid() -> None:
    judge = engine(LIT)
    judge.reading(reading("b1.mode", 0, "manual"))
    judge.reading(reading("b1.lit", 1, True))
    assert changes(judge.reading(reading("b1.mode", 2, None))) == [(Change.UNSUPPRESSED, False)]


def test_of_what_is_not_raised_nothing_is_said() -> None:
    judge = engine(f"{LIT}\non_delay: 60s")
    judge.reading(reading("b1.lit", 0, True))
    assert judge.reading(reading("b1.mode", 1, "manual")) == []
    assert changes(judge.tick(after(60))) == [(Change.RAISED, True)]
    assert changes(judge.reading(reading("b1.lit", 70, False))) == []
    assert changes(judge.tick(after(130))) == [(Change.RETURNED, False)]
    assert judge.reading(reading("b1.mode", 131, "auto")) == []


def test_late_news_of_a_guard_changes_nothing() -> None:
    judge = engine(LIT)
    judge.reading(reading("b1.mode", 10, "auto"))
    judge.reading(reading("b1.lit", 11, True))
    assert judge.reading(reading("b1.mode", 5, "manual", received=12)) == []


def test_a_guard_on_the_same_point_is_heard_first() -> None:
    judge = engine(
        'when: {kind: threshold, point: temp, above: 50, unit: "°C"}\nsuppress_while: {kind: threshold, point: temp, above: 90, unit: "°C"}',
    )
    assert changes(judge.reading(reading("b1.temp", 0, 95.0))) == [(Change.RAISED, True)]


def test_a_silence_can_be_suppressed() -> None:
    judge = engine(
        "when: {kind: stale, after: 60s}\napplies_to: {assets: [b1]}\nsuppress_while: {kind: state, point: mode, equals: off}".replace("off}", '"off"}')
    )
    judge.reading(reading("b1.mode", 0, "off"))
    assert changes(judge.tick(after(60))) == [(Change.RAISED, True)]
    assert changes(judge.reading(reading("b1.mode", 61, "auto"))) == [(Change.UNSUPPRESSED, False)]


def test_a_pattern_suppresses_while_one_of_its_points_does() -> None:
    judge = engine('when: {kind: state, point: lit, equals: true}\nsuppress_while: {kind: state, point: "pump_*_fault", equals: true}')
    judge.reading(reading("b1.lit", 0, True))
    assert changes(judge.reading(reading("b1.pump_1_fault", 1, True))) == [(Change.SUPPRESSED, True)]
    assert judge.reading(reading("b1.pump_2_fault", 2, True)) == []
    assert judge.reading(reading("b1.pump_1_fault", 3, False)) == []
    assert changes(judge.reading(reading("b1.pump_2_fault", 4, False))) == [(Change.UNSUPPRESSED, False)]


def test_a_guard_may_look_at_other_conditions_and_at_the_clock() -> None:
    lit = "when: {kind: state, point: lit, equals: true}"
    other = derived("other", Present(), PointInput("mill.b1.mode"))
    watching = guard("test.rule0|b1", Standing(), ConditionInput(other.key))
    timing = guard("test.rule1|b1", Clocked())
    judge = judging(other, watching, timing, plain=[lit, lit])
    judge.reading(reading("b1.mode", 0, True))
    judge.tick(after(61))
    assert [(each.rule, each.suppressed) for each in judge.reading(reading("b1.lit", 62, True))] == [("test.rule0", True), ("test.rule1", True)]
    assert [(each.rule, each.change) for each in judge.tick(after(120))] == [("test.rule1", Change.UNSUPPRESSED)]


def test_guards_survive_a_snapshot() -> None:
    before = engine(LIT)
    before.reading(reading("b1.mode", 0, "manual"))
    (raised,) = before.reading(reading("b1.lit", 1, True))
    now = engine(LIT, started_at=after(100))
    now.restore(through_json(before.snapshot()))
    assert now.snapshot() == before.snapshot()
    assert now.reconcile({KEY: raised.episode}, after(100)) == []
    assert changes(now.reading(reading("b1.mode", 101, "auto"))) == [(Change.UNSUPPRESSED, False)]


def test_without_a_snapshot_it_is_said_whether_what_the_records_hold_is_suppressed() -> None:
    now = engine(LIT, started_at=after(100))
    now.adopt({KEY: "episode-1"}, after(100))
    (shown,) = now.reconcile({KEY: "episode-1"}, after(100))
    assert (shown.change, shown.episode) == (Change.UNSUPPRESSED, "episode-1")
    assert now.reconcile({KEY: "episode-1"}, after(101)) == []


def test_a_guard_that_was_told_of_the_past_goes_on_suppressing() -> None:
    now = judging(guard("test.rule0|b1", Clocked()), plain=["when: {kind: state, point: lit, equals: true}"], started_at=after(60))
    now.adopt({KEY: "episode-1"}, after(60))
    assert changes(now.reconcile({KEY: "episode-1"}, after(60))) == [(Change.SUPPRESSED, True)]


def test_what_was_suppressed_by_a_guard_that_is_gone_is_shown() -> None:
    before = engine(LIT)
    before.reading(reading("b1.mode", 0, "manual"))
    (raised,) = before.reading(reading("b1.lit", 1, True))
    now = engine(LIT.split("\n", maxsplit=1)[0], started_at=after(100))
    now.restore(through_json(before.snapshot()))
    assert changes(now.reconcile({KEY: raised.episode}, after(100))) == [(Change.UNSUPPRESSED, False)]


LINGERING = f"{LIT}\noff_delay: 60s"


def test_what_becomes_normal_with_its_guard_is_never_shown() -> None:
    judge = engine(LINGERING)
    judge.reading(reading("b1.mode", 0, "manual"))
    judge.reading(reading("b1.lit", 1, True))
    assert judge.reading(reading("b1.mode", 10, "auto")) == []
    assert judge.reading(reading("b1.lit", 10, False)) == []
    assert judge.tick(after(11)) == []
    assert changes(judge.tick(after(70))) == [(Change.RETURNED, False)]
    assert judge.tick(after(200)) == []


def test_nor_is_what_was_normal_before_it_and_has_not_returned_yet() -> None:
    judge = engine(LINGERING)
    judge.reading(reading("b1.mode", 0, "manual"))
    judge.reading(reading("b1.lit", 1, True))
    judge.reading(reading("b1.lit", 8, False))
    assert judge.reading(reading("b1.mode", 10, "auto")) == []
    assert judge.tick(after(11)) == []
    assert changes(judge.tick(after(68))) == [(Change.RETURNED, False)]


def test_what_becomes_true_once_more_before_it_returned_is_shown() -> None:
    judge = engine(LINGERING)
    judge.reading(reading("b1.mode", 0, "manual"))
    (raised,) = judge.reading(reading("b1.lit", 1, True))
    judge.reading(reading("b1.mode", 10, "auto"))
    judge.reading(reading("b1.lit", 10, False))
    assert judge.tick(after(11)) == []
    (shown,) = judge.reading(reading("b1.lit", 30, True))
    assert (changes([shown]), shown.episode, shown.occurred_at) == ([(Change.UNSUPPRESSED, False)], raised.episode, after(30))
    assert judge.tick(after(200)) == []


def test_nor_is_it_when_it_does_so_while_its_guard_holds_again() -> None:
    judge = engine(LINGERING)
    judge.reading(reading("b1.mode", 0, "manual"))
    judge.reading(reading("b1.lit", 1, True))
    judge.reading(reading("b1.mode", 10, "auto"))
    judge.reading(reading("b1.lit", 10, False))
    judge.tick(after(11))
    assert judge.reading(reading("b1.mode", 20, "manual")) == []
    assert judge.reading(reading("b1.lit", 30, True)) == []


def test_a_derived_condition_that_becomes_true_once_more_is_shown_too() -> None:
    other = derived("other", Present(), PointInput("mill.b1.lit"), text="off_delay: 60s")
    judge = judging(guard("test.other|b1", Present(), PointInput("mill.b1.mode")), other)
    judge.reading(reading("b1.mode", 0, True))
    assert changes(judge.reading(reading("b1.lit", 1, True))) == [(Change.RAISED, True)]
    assert judge.reading(reading("b1.lit", 8, False)) == []
    assert judge.reading(reading("b1.mode", 10, False)) == []
    assert changes(judge.reading(reading("b1.lit", 30, True))) == [(Change.UNSUPPRESSED, False)]


def test_what_stands_a_moment_after_its_guard_has_ended_is_shown() -> None:
    judge = engine(LINGERING)
    judge.reading(reading("b1.mode", 0, "manual"))
    judge.reading(reading("b1.lit", 1, True))
    assert judge.reading(reading("b1.mode", 10, "auto")) == []
    assert judge.next_deadline() == after(11)
    (shown,) = judge.tick(after(11))
    assert changes([shown]) == [(Change.UNSUPPRESSED, False)]
    assert shown.occurred_at == after(11)


def test_a_guard_that_holds_again_within_a_moment_has_never_ended() -> None:
    judge = engine(LINGERING)
    judge.reading(reading("b1.mode", 0, "manual"))
    judge.reading(reading("b1.lit", 1, True))
    assert judge.reading(reading("b1.mode", 10, "auto")) == []
    assert judge.reading(reading("b1.mode", 10.5, "manual")) == []
    assert judge.tick(after(200)) == []
    assert judge.reading(reading("b1.mode", 300, "auto")) == []
    assert changes(judge.tick(after(301))) == [(Change.UNSUPPRESSED, False)]


def test_a_guard_that_is_no_longer_known_lingers_no_longer_than_one_that_has_ended() -> None:
    judge = engine(LINGERING)
    judge.reading(reading("b1.mode", 0, "manual"))
    judge.reading(reading("b1.lit", 1, True))
    assert judge.reading(reading("b1.mode", 10, None)) == []
    assert judge.reading(reading("b1.mode", 10.5, None)) == []
    assert changes(judge.tick(after(11))) == [(Change.UNSUPPRESSED, False)]


def test_a_guard_lingers_on_after_a_restart_and_what_was_normal_stays_hidden() -> None:
    before = engine(LINGERING)
    before.reading(reading("b1.mode", 0, "manual"))
    (raised,) = before.reading(reading("b1.lit", 1, True))
    before.reading(reading("b1.mode", 10, "auto"))
    now = engine(LINGERING, started_at=after(10.5))
    now.restore(through_json(before.snapshot()))
    assert now.snapshot() == before.snapshot()
    assert now.reconcile({KEY: raised.episode}, after(10.5)) == []
    now.reading(reading("b1.lit", 10.6, False))
    assert now.tick(after(11)) == []
    again = engine(LINGERING, started_at=after(20))
    again.restore(through_json(now.snapshot()))
    assert again.reconcile({KEY: raised.episode}, after(20)) == []
    assert changes(again.reading(reading("b1.lit", 30, True))) == [(Change.UNSUPPRESSED, False)]
