"""Other rules while the engine runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from domain.transition import Change, Transition
from rules.detector import ConditionInput, EventInput, PointInput
from rules.engine import Engine
from tests.rules.engine.listening import Clocked, Often, Present, Standing, derived, guard, judging, ruleset
from tests.rules.plant import after, bound, engine, happened, reading, said, site, through_json

LIT = "when: {kind: state, point: lit, equals: true}"
HOT = "when: {{kind: threshold, point: temp, above: {limit}, deadband: 1, unit: °C}}\non_delay: {on}s\noff_delay: {off}s"
KEY = "test.rule0|b1|mill.b1.temp"
PLAIN = PointInput("mill.b1.lit")


def hot(limit: float, on: float = 0, off: float = 0) -> str:
    return HOT.format(limit=limit, on=on, off=off)


def change(judge: Engine, *texts: str, at: float) -> list[Transition]:
    return judge.change_rules(bound(*texts), after(at))


def changes(transitions: list[Transition]) -> list[tuple[str, Change]]:
    return [(each.rule, each.change) for each in transitions]


def test_the_same_rules_change_nothing() -> None:
    judge = engine(hot(50), LIT, "when: {kind: stale}")
    judge.seen("b1", after(0))
    judge.reading(reading("b1.temp", 0, 60.0))
    judge.tick(after(200))
    before = judge.snapshot()
    assert change(judge, hot(50), LIT, "when: {kind: stale}", at=200) == []
    assert judge.snapshot() == before
    assert len(judge.raised()) == 3


def test_an_episode_goes_on_and_the_last_value_ends_it_if_it_is_no_longer_beyond() -> None:
    judge = engine(hot(50))
    (raised,) = judge.reading(reading("b1.temp", 0, 55.0))
    assert change(judge, hot(54), at=10) == []
    assert judge.raised() == {KEY: raised.episode}
    (returned,) = change(judge, hot(60), at=20)
    assert (said([returned]), returned.episode) == ([("returned", 0, 20)], raised.episode)


def test_what_is_no_longer_beyond_returns_after_its_off_delay() -> None:
    judge = engine(hot(50))
    judge.reading(reading("b1.temp", 0, 55.0))
    assert change(judge, hot(60, off=30), at=20) == []
    assert said(judge.tick(after(29))) == []
    assert said(judge.tick(after(30))) == [("returned", 0, 30)]


def test_what_is_beyond_now_is_raised_and_its_delay_counts_from_the_value() -> None:
    judge = engine(hot(60))
    judge.reading(reading("b1.temp", 0, 55.0))
    assert change(judge, hot(50, on=400), at=300) == []
    assert judge.next_deadline() == after(400)
    (raised,) = judge.tick(after(400))
    assert (said([raised]), raised.late) == ([("raised", 0, 400)], False)


def test_a_value_from_long_ago_is_no_old_news() -> None:
    judge = engine(hot(60))
    judge.reading(reading("b1.temp", 0, 55.0))
    (raised,) = change(judge, hot(50), at=3600)
    assert (said([raised]), raised.late) == ([("raised", 0, 3600)], False)


def test_a_running_delay_goes_on() -> None:
    judge = engine(hot(50, on=60))
    judge.reading(reading("b1.temp", 0, 55.0))
    assert change(judge, hot(52, on=60), at=30) == []
    assert said(judge.tick(after(60))) == [("raised", 0, 60)]


def test_other_words_only_change_what_is_said_next() -> None:
    judge = engine(hot(50))
    judge.reading(reading("b1.temp", 0, 55.0))
    assert change(judge, f"{hot(50)}\nseverity: low", at=10) == []
    (returned,) = judge.reading(reading("b1.temp", 20, 20.0))
    assert returned.severity.value == "low"


def test_a_rule_that_is_gone_is_retired_if_it_was_raised() -> None:
    judge = engine(hot(50), LIT)
    (raised,) = judge.reading(reading("b1.temp", 0, 55.0))
    judge.reading(reading("b1.lit", 0, False))
    (retired,) = change(judge, "id: test.other\nwhen: {kind: stale}", at=10)
    assert (retired.change, retired.condition, retired.episode, retired.known_at) == (Change.RETIRED, KEY, raised.episode, after(10))
    assert judge.raised() == {}


def test_a_rule_that_comes_back_begins_anew() -> None:
    judge = engine(hot(50))
    (first,) = judge.reading(reading("b1.temp", 0, 55.0))
    change(judge, LIT, at=10)
    (second,) = change(judge, hot(50), at=20)
    assert (second.change, second.occurred_at) == (Change.RAISED, first.occurred_at)
    assert second.episode != first.episode


def test_a_silence_that_comes_back_with_its_rule_is_another_episode() -> None:
    stale = "when: {kind: stale, after: 50s}\napplies_to: {assets: [b1]}"
    judge = engine(stale)
    judge.seen("b1", after(10))
    (first,) = judge.tick(after(60))
    change(judge, f"id: test.other\n{stale}", at=70)
    now = engine(f"id: test.other\n{stale}")
    now.restore(through_json(judge.snapshot()))
    change(now, stale, at=80)
    (second,) = now.tick(after(200))
    assert (second.change, second.condition) == (Change.RAISED, first.condition)
    assert second.episode != first.episode


def test_a_point_at_which_no_rule_looked_is_judged_by_what_it_said_last() -> None:
    judge = engine(LIT)
    judge.reading(reading("b1.temp", 0, 70.0))
    judge.reading(reading("b1.temp", 5, 55.0))
    judge.reading(reading("b1.temp", 3, 20.0, received=6))
    judge.reading(reading("b1.temp", 8, None))
    assert said(change(judge, hot(50), at=10)) == [("raised", 5, 10)]


def test_what_was_said_last_survives_a_snapshot() -> None:
    before = engine(LIT)
    before.reading(reading("b1.temp", 0, 55.0))
    before.reading(reading("b1.states", 0, frozenset({"low_water"})))
    before.reading(reading("b1.lit", 0, True))
    now = engine(LIT, started_at=after(99))
    now.restore(through_json(before.snapshot()))
    assert now.snapshot() == before.snapshot()
    flags = "id: test.flags\nwhen: {kind: state, point: states, has: low_water}"
    dark = "id: test.dark\nwhen: {kind: state, point: lit, equals: true}"
    told = changes(change(now, f"id: test.hot\n{hot(50)}", flags, dark, at=100))
    assert dict(told) == {"test.rule0": Change.RETIRED, "test.dark": Change.RAISED, "test.hot": Change.RAISED, "test.flags": Change.RAISED}


def test_a_device_that_was_heard_is_not_silent_for_a_new_rule() -> None:
    judge = engine("when: {kind: stale, after: 50s}\napplies_to: {assets: [b1]}")
    judge.seen("b1", after(40))
    change(judge, "id: test.longer\nwhen: {kind: stale, after: 100s}\napplies_to: {assets: [b1, b2]}", at=60)
    assert judge.next_deadline() == after(140)
    assert [each.asset for each in judge.tick(after(160))] == ["b1", "b2"]


def test_a_longer_silence_is_allowed_from_the_next_message_on() -> None:
    stale = "when: {{kind: stale, after: {after}s}}\napplies_to: {{assets: [b1]}}"
    judge = engine(stale.format(after=50))
    (raised,) = judge.tick(after(50))
    assert change(judge, stale.format(after=100), at=60) == []
    (returned,) = judge.seen("b1", after(70))
    assert returned.episode == raised.episode
    assert judge.next_deadline() == after(170)


def test_a_detector_goes_on_with_what_it_remembers() -> None:
    rule = derived("rule", Often(3), PLAIN)
    judge = judging(rule)
    judge.reading(reading("b1.lit", 0, True))
    judge.reading(reading("b1.lit", 1, True))
    assert judge.change_rules(ruleset(derived("rule", Often(3), PLAIN, text="severity: low")), after(1)) == []
    assert judge.history_needed() == {"mill.b1.lit": timedelta(seconds=10)}
    assert said(judge.reading(reading("b1.lit", 2, True))) == [("raised", 2, 2)]


def test_a_detector_with_other_settings_begins_with_nothing_and_the_episode_goes_on() -> None:
    judge = judging(derived("rule", Often(2), PLAIN))
    judge.reading(reading("b1.lit", 0, True))
    (raised,) = judge.reading(reading("b1.lit", 1, True))
    assert judge.change_rules(ruleset(derived("rule", Often(3), PLAIN)), after(2)) == []
    assert list(judge.raised().values()) == [raised.episode]
    (returned,) = judge.reading(reading("b1.lit", 3, True))
    assert (returned.change, returned.episode) == (Change.RETURNED, raised.episode)


def test_a_detector_that_needs_no_history_hears_the_last_values() -> None:
    judge = judging(plain=[hot(90)])
    judge.reading(reading("b1.lit", 0, True))
    (raised,) = judge.change_rules(ruleset(derived("rule", Present(), PLAIN)), after(3600))
    assert (said([raised]), raised.late) == ([("raised", 0, 3600)], False)


def test_a_new_condition_of_conditions_hears_what_stands() -> None:
    judge = engine(hot(50))
    judge.reading(reading("b1.temp", 0, 55.0))
    both = ruleset(derived("any", Standing(), ConditionInput(KEY)), plain=[hot(50)])
    assert said(judge.change_rules(both, after(10))) == [("raised", 10, 10)]
    assert changes(judge.reading(reading("b1.temp", 20, 10.0))) == [("test.rule0", Change.RETURNED), ("test.any", Change.RETURNED)]


def test_a_condition_that_is_gone_no_longer_stands() -> None:
    any_ = derived("any", Standing(), ConditionInput(KEY), ConditionInput("test.rule1|b1|mill.b1.lit"))
    judge = judging(any_, plain=[hot(50), LIT])
    judge.reading(reading("b1.temp", 0, 55.0))
    assert changes(judge.change_rules(ruleset(any_, plain=["id: test.rule1\n" + LIT]), after(10))) == [
        ("test.rule0", Change.RETIRED),
        ("test.any", Change.RETURNED),
    ]


def test_what_is_suppressed_is_known_at_once() -> None:
    guarded = LIT + "\nsuppress_while: {kind: state, point: mode, equals: manual}"
    judge = engine(LIT)
    judge.reading(reading("b1.mode", 0, "manual"))
    (raised,) = judge.reading(reading("b1.lit", 0, True))
    (hidden,) = change(judge, guarded, at=10)
    assert (hidden.change, hidden.episode) == (Change.SUPPRESSED, raised.episode)
    (shown,) = change(judge, LIT, at=20)
    assert (shown.change, shown.episode) == (Change.UNSUPPRESSED, raised.episode)
    judge.reading(reading("b1.lit", 30, False))
    assert [each.suppressed for each in [*change(judge, "id: test.again\n" + guarded, at=40), *judge.reading(reading("b1.lit", 50, True))]] == [True]


def test_a_guard_that_has_to_know_the_time_knows_it_at_once() -> None:
    judge = engine(LIT)
    judge.reading(reading("b1.lit", 0, True))
    timed = ruleset(guard("test.rule0|b1", Clocked()), plain=[LIT])
    assert changes(judge.change_rules(timed, after(70))) == [("test.rule0", Change.SUPPRESSED)]


def test_a_change_is_one_more_input_and_a_snapshot_may_lie_on_either_side() -> None:
    steps: list[Callable[[Engine], list[Transition]]] = [
        lambda judge: judge.reading(reading("b1.temp", 0, 55.0)),
        lambda judge: change(judge, hot(60), at=10),
        lambda judge: judge.tick(after(50)),
    ]
    whole = engine(hot(50, on=20))
    expected = [transition for step in steps for transition in step(whole)]
    for cut, texts in ((1, hot(50, on=20)), (2, hot(60))):
        first = engine(hot(50, on=20))
        before = [transition for step in steps[:cut] for transition in step(first)]
        second = engine(texts)
        second.restore(through_json(first.snapshot()))
        assert before + [transition for step in steps[cut:] for transition in step(second)] == expected
        assert second.snapshot() == whole.snapshot()


def test_events_keep_their_order_over_a_change() -> None:
    rule = derived("rule", Often(2), EventInput("b1", "door.opened"))
    judge = judging(rule)
    judge.event(happened("door.opened", 10))
    judge.change_rules(ruleset(rule), after(10))
    assert said(judge.event(happened("door.opened", 5, received=11))) == [("raised", 10, 11)]
    assert judge.events_needed() == {("b1", "door.opened"): timedelta(seconds=10)}


def test_a_site_may_lose_all_its_rules() -> None:
    judge = engine(hot(50), LIT, "when: {kind: stale}")
    judge.reading(reading("b1.temp", 0, 55.0))
    judge.tick(after(500))
    assert {each.change for each in judge.change_rules(bound("when: {kind: stale}\napplies_to: {assets: [gw]}\nid: test.gw", at=site()), after(501))} == {
        Change.RETIRED
    }
    assert judge.raised() == {}
