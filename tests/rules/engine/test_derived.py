"""Conditions that detectors judge: windows, events, several points, other conditions."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.reading import Flag, Value
from domain.time import EPOCH, to_ms
from domain.transition import Change, Transition
from rules.condition import DerivedCondition
from rules.detector import ConditionInput, EventInput, News, PointInput, Step, Verdict
from rules.engine import Engine
from tests.rules.engine.listening import Clocked, Often, Present, Remembering, Standing, Times, derived, judging
from tests.rules.plant import after, happened, reading, said

LIT = PointInput("mill.b1.lit")
DOOR = EventInput("b1", "door.opened")
KEY = "test.rule|b1|mill.b1.lit"


def present(text: str = "") -> Engine:
    return judging(derived("rule", Present(), LIT, text=text))


def lit(judge: Engine, at: float, value: Value, received: float | None = None) -> list[tuple[str, float, float]]:
    return said(judge.reading(reading("b1.lit", at, value, received=received)))


def test_what_a_detector_says_is_raised_and_returns() -> None:
    judge = present()
    (raised,) = judge.reading(reading("b1.lit", 5, True))
    assert (said([raised]), raised.condition, raised.rule, raised.asset, raised.value) == ([("raised", 5, 5)], KEY, "test.rule", "b1", True)
    assert judge.raised() == {KEY: raised.episode}
    assert lit(judge, 8, False) == [("returned", 8, 8)]


def test_its_delays_are_those_of_every_condition() -> None:
    judge = present("on_delay: 60s\noff_delay: 30s")
    assert lit(judge, 0, True) == []
    assert judge.next_deadline() == after(60)
    assert said(judge.tick(after(60))) == [("raised", 0, 60)]
    assert lit(judge, 100, False) == []
    assert said(judge.tick(after(130))) == [("returned", 100, 130)]


def test_event_time_ends_its_delays_too() -> None:
    judge = present("on_delay: 60s")
    assert lit(judge, 0, True) == []
    assert lit(judge, 70, False) == [("raised", 0, 70)]


def test_news_of_which_it_says_nothing_passes_the_time_all_the_same() -> None:
    judge = judging(derived("rule", Often(1, 100_000), LIT, text="on_delay: 60s"))
    assert lit(judge, 0, True) == []
    assert lit(judge, 61, False) == [("raised", 0, 61)]


def test_what_is_unknown_is_neither_true_nor_normal() -> None:
    judge = present("off_delay: 60s")
    lit(judge, 0, True)
    assert lit(judge, 10, None) == []
    lit(judge, 20, False)
    assert lit(judge, 30, None) == []
    assert said(judge.tick(after(1000))) == []
    assert list(judge.raised()) == [KEY]


def test_old_news_waits_and_live_news_confirms_it() -> None:
    judge = present()
    assert lit(judge, 0, True, received=3600) == []
    assert lit(judge, 600, False, received=3600) == [("recorded", 0, 3600)]
    assert lit(judge, 700, True, received=3600) == []
    (raised,) = judge.reading(reading("b1.lit", 3601, True))
    assert (said([raised]), raised.late) == ([("raised", 700, 3601)], True)


def test_what_is_known_late_of_a_time_that_is_over_is_recorded() -> None:
    judge = present()
    lit(judge, 100, False)
    assert lit(judge, 50, True, received=101) == [("recorded", 50, 101)]
    assert lit(judge, 50, True, received=102) == []


def test_retained_copies_are_not_heard() -> None:
    judge = judging(derived("rule", Present(), LIT), derived("events", Often(1), DOOR))
    assert judge.reading(reading("b1.lit", 0, True, flags=frozenset({Flag.RETAINED}))) == []
    assert judge.event(happened("door.opened", 0, flags=frozenset({Flag.RETAINED}))) == []


def test_events_are_heard_by_asset_and_name() -> None:
    judge = judging(derived("rule", Often(2), DOOR))
    assert judge.event(happened("door.opened", 0)) == []
    assert judge.event(happened("flame.lost", 1)) == []
    assert judge.event(happened("door.opened", 2, asset_id="b2")) == []
    assert said(judge.event(happened("door.opened", 3))) == [("raised", 3, 3)]


@dataclass(frozen=True)
class Listening(Remembering):
    """Says nothing; what it hears can be looked at."""

    heard: list[News] = field(default_factory=list)

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        self.heard.append(news)
        return Step(memory)


def test_news_says_of_which_input_it_is_when_it_was_and_whether_it_is_late() -> None:
    spy = Listening()
    judge = judging(derived("rule", spy, LIT, DOOR, PointInput("mill.b1.temp")))
    judge.reading(reading("b1.temp", 10, 20.0, received=11))
    judge.reading(reading("b1.temp", 4, 21.0, received=12))
    judge.reading(reading("b1.temp", 13, None))
    judge.event(happened("door.opened", 20, card="7"))
    judge.event(happened("door.opened", 15, received=21))
    at = [to_ms(after(second)) for second in (10, 11, 4, 12, 13, 20, 15, 21)]
    assert spy.heard == [
        News(2, at[0], at[1], 20.0, newest=at[0]),
        News(2, at[2], at[3], 21.0, late=True, newest=at[0]),
        News(2, at[4], at[4], None, trusted=False, newest=at[0]),
        News(1, at[5], at[5], newest=at[5], data={"card": "7"}),
        News(1, at[6], at[7], late=True, newest=at[5]),
    ]


def test_a_point_may_be_several_inputs_of_several_detectors() -> None:
    one, two = Listening(), Listening()
    judge = judging(derived("one", one, LIT, LIT), derived("two", two, PointInput("mill.b1.temp"), LIT))
    judge.reading(reading("b1.lit", 0, True))
    assert [news.source for news in one.heard] == [0, 1]
    assert [news.source for news in two.heard] == [1]


def test_a_window_empties_by_the_wall_clock_at_exactly_its_moment() -> None:
    judge = judging(derived("rule", Often(2, 10_000), LIT))
    assert lit(judge, 0, True) == []
    assert lit(judge, 4, True) == [("raised", 4, 4)]
    assert judge.next_deadline() == after(10)
    assert said(judge.tick(after(15))) == [("returned", 10, 15)]


def test_a_window_empties_before_the_news_that_comes_after_it() -> None:
    judge = judging(derived("rule", Often(2, 10_000), LIT))
    lit(judge, 0, True)
    assert lit(judge, 4, True) == [("raised", 4, 4)]
    assert lit(judge, 40, True) == [("returned", 10, 40)]


def test_several_moments_that_have_passed_are_judged_in_their_order() -> None:
    judge = judging(
        derived("rule", Often(1, 10_000), LIT, text="on_delay: 5s\noff_delay: 0s"), plain=["when: {kind: state, point: lit, equals: true}\non_delay: 7s"]
    )
    lit(judge, 0, True)
    assert [(each.rule, each.change) for each in judge.tick(after(100))] == [
        ("test.rule", Change.RAISED),
        ("test.rule0", Change.RAISED),
        ("test.rule", Change.RETURNED),
    ]


class Stuck(Remembering):
    """Its moment never passes."""

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        return Step((*memory, news.at))

    def due(self, memory: Times) -> int | None:
        return memory[0] if memory else None


def test_a_detector_that_is_always_due_does_not_stop_the_clock() -> None:
    judge = judging(derived("rule", Stuck(), LIT))
    lit(judge, 0, True)
    assert judge.tick(after(10)) == []
    assert judge.next_deadline() is None


def test_a_detector_that_has_to_know_the_time_is_told_the_present_once() -> None:
    judge = judging(derived("rule", Clocked(), LIT), started_at=after(30))
    assert judge.next_deadline() == after(30)
    turns = [said(judge.tick(after(second))) for second in (31, 59, 60, 119, 120, 180)]
    assert turns == [[], [], [("raised", 60, 60)], [], [("returned", 120, 120)], [("raised", 180, 180)]]


class Backwards(Remembering):
    """Says what it hears, of ten seconds before."""

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        return Step(memory, (Verdict(news.at - 10_000 * (news.value is False), news.value is True),))


def test_no_verdict_goes_behind_the_one_before() -> None:
    judge = judging(derived("rule", Backwards(), LIT))
    assert lit(judge, 10, True) == [("raised", 10, 10)]
    assert lit(judge, 15, False) == [("returned", 10, 15)]


def plain_and(*listening: DerivedCondition) -> Engine:
    return judging(
        *listening,
        plain=["when: {kind: state, point: lit, equals: true}\non_delay: 10s\noff_delay: 0s", "when: {kind: threshold, point: temp, above: 50, unit: °C}"],
    )


HOT, BURNING = ConditionInput("test.rule1|b1|mill.b1.temp"), ConditionInput("test.rule0|b1|mill.b1.lit")


def changes(transitions: list[Transition]) -> list[tuple[str, Change]]:
    return [(each.rule, each.change) for each in transitions]


def test_a_condition_of_conditions_is_raised_in_the_same_call() -> None:
    judge = plain_and(derived("both", Standing(2), HOT, BURNING))
    judge.reading(reading("b1.temp", 0, 60.0))
    judge.reading(reading("b1.lit", 2, True))
    assert changes(judge.tick(after(12))) == [("test.rule0", Change.RAISED), ("test.both", Change.RAISED)]
    assert changes(judge.reading(reading("b1.lit", 20, False))) == [("test.rule0", Change.RETURNED), ("test.both", Change.RETURNED)]


def test_it_begins_when_the_delay_of_what_it_looks_at_was_over() -> None:
    judge = plain_and(derived("any", Standing(), BURNING))
    judge.reading(reading("b1.lit", 2, True))
    assert said(judge.tick(after(13))) == [("raised", 2, 13), ("raised", 12, 13)]


def test_what_is_recorded_does_not_stand() -> None:
    spy = Listening()
    judge = plain_and(derived("any", spy, HOT))
    judge.reading(reading("b1.temp", 0, 60.0, received=3600))
    assert changes(judge.reading(reading("b1.temp", 10, 20.0, received=3600))) == [("test.rule1", Change.RECORDED)]
    assert spy.heard == []


def test_a_silence_can_be_looked_at() -> None:
    judge = judging(
        derived("lost", Standing(), ConditionInput("test.rule0|b1|mill.b1.online")), plain=["when: {kind: stale, after: 20s}\napplies_to: {assets: [b1]}"]
    )
    assert changes(judge.tick(after(20))) == [("test.rule0", Change.RAISED), ("test.lost", Change.RAISED)]
    assert changes(judge.seen("b1", after(30))) == [("test.rule0", Change.RETURNED), ("test.lost", Change.RETURNED)]


def test_each_hears_once_of_all_that_concerns_it() -> None:
    spy = Listening()
    first = derived("first", Standing(), HOT)
    judge = plain_and(first, derived("second", Standing(), ConditionInput(first.key)), derived("third", spy, HOT, ConditionInput(first.key)))
    assert changes(judge.reading(reading("b1.temp", 0, 60.0))) == [("test.rule1", Change.RAISED), ("test.first", Change.RAISED), ("test.second", Change.RAISED)]
    assert [(news.source, news.value) for news in spy.heard] == [(0, True), (1, True)]


class Differ(Remembering):
    """True while its first input stands and its second does not."""

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        stand = tuple(sorted({*memory, news.source} if news.value is True else {*memory} - {news.source}))
        return Step(stand, (Verdict(news.at, stand == (0,)),))


def test_what_happens_at_one_moment_is_judged_as_one() -> None:
    low = "when: {kind: threshold, point: temp, above: 50, unit: °C}"
    high = "when: {kind: threshold, point: temp, above: 60, unit: °C}"
    inputs = [ConditionInput(f"test.rule{number}|b1|mill.b1.temp") for number in range(2)]
    judge = judging(derived("warm", Differ(), *inputs), plain=[low, high])
    assert changes(judge.reading(reading("b1.temp", 0, 70.0))) == [("test.rule0", Change.RAISED), ("test.rule1", Change.RAISED)]
    assert changes(judge.reading(reading("b1.temp", 1, 55.0))) == [("test.rule1", Change.RETURNED), ("test.warm", Change.RAISED)]


def test_bad_news_does_not_swallow_what_happened_at_its_moment() -> None:
    judge = judging(derived("rule", Bad(), LIT))
    assert lit(judge, 10, True) == []
    assert said(judge.reading(reading("b1.lit", 20, None))) == [("raised", 20, 20)]


class Bad(Remembering):
    """True ten seconds after it was heard, and unknown at every untrusted news."""

    def hear(self, memory: Times, news: News, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        return Step((news.at,)) if news.trusted else Step(memory, (Verdict(news.at, None),))

    def pass_time(self, memory: Times, _moment: int, *, active: bool) -> Step[Times]:  # noqa: ARG002  the protocol's
        return Step((), (Verdict(memory[0] + 10_000, truth=True),))

    def due(self, memory: Times) -> int | None:
        return memory[0] + 10_000 if memory else None


def test_an_engine_hears_nothing_of_before_it_began() -> None:
    assert judging(derived("rule", Listening(), LIT), started_at=EPOCH).next_deadline() is None
