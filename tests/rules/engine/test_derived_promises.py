"""What holds for every sequence of readings, events, ticks and rule changes, with conditions of every sort that look at each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reading import DeviceEvent, Flag, Reading, Value
from domain.transition import Change, Transition
from rules.engine import Engine
from rules.ruleset import RuleSet
from tests.rules.plant import after, bound, happened, reading, site, through_json

RULES = (
    "id: test.lit\nwhen: {kind: state, point: lit, equals: true}\non_delay: 10s\noff_delay: 5s",
    "id: test.hot\nwhen: {kind: threshold, point: temp, above: 50, deadband: 10, unit: °C}",
    "id: test.guarded\nwhen: {kind: threshold, point: temp, above: 60, deadband: 5, unit: °C}\nsuppress_while: {kind: state, point: mode, equals: manual}",
    "id: test.silent\nwhen: {kind: stale, after: 20s}\napplies_to: {assets: [b1]}\nsuppress_while: {kind: composite, any: [{rule: test.hot}]}",
    "id: test.both\nwhen: {kind: composite, all: [{rule: test.lit}, {rule: test.hot}]}",
    "id: test.two\nwhen: {kind: composite, at_least: 2, of: [{rule: test.both}, {rule: test.silent}, {rule: test.hot}]}\non_delay: 7s\noff_delay: 0s",
    "id: test.often\nwhen: {kind: count, point: lit, becomes: true, at_least: 3, within: 3m}\nsuppress_while: {kind: state, point: lit, equals: true}",
    "id: test.doors\nwhen: {kind: count, event: door.opened, at_least: 2, within: 30s}\noff_delay: 10s",
    "id: test.jump\nwhen: {kind: rate_of_change, point: temp, rises: 30, within: 2m, unit: °C}\nseverity: critical",
    "id: test.pump\nwhen: {kind: sequence, first: {kind: state, point: lit, equals: true}, then: {event: door.opened}, within: 40s}",
    "id: test.cold\nwhen: {kind: sequence, first: {event: door.opened}, then: {kind: threshold, point: temp, above: 40, unit: °C}, within: 40s}",
)
OTHER = (
    *RULES[:2],
    RULES[4],
    RULES[2].replace("above: 60", "above: 44"),
    RULES[6].replace("at_least: 3", "at_least: 2"),
    "id: test.any\nwhen: {kind: composite, any: [{rule: test.both}, {rule: test.guarded}]}",
)

WINDOWS = (
    "id: test.often\nwhen: {kind: count, point: lit, becomes: true, at_least: 3, within: 3m}\nseverity: critical",
    "id: test.doors\nwhen: {kind: count, event: door.opened, at_least: 3, within: 3m}\nseverity: critical",
    "id: test.jump\nwhen: {kind: rate_of_change, point: temp, rises: 30, within: 3m, unit: °C}\nseverity: critical",
)
SITE = site()
HERE, THERE, WINDOWED = bound(*RULES, at=SITE), bound(*OTHER, at=SITE), bound(*WINDOWS, at=SITE)

Step = Callable[[Engine], list[Transition]]


@dataclass(frozen=True, slots=True)
class Read:
    one: Reading

    def __call__(self, judge: Engine) -> list[Transition]:
        return judge.reading(self.one)


@dataclass(frozen=True, slots=True)
class Happened:
    one: DeviceEvent

    def __call__(self, judge: Engine) -> list[Transition]:
        return judge.event(self.one)


@dataclass(frozen=True, slots=True)
class Seen:
    at: float

    def __call__(self, judge: Engine) -> list[Transition]:
        return judge.seen("b1", after(self.at))


@dataclass(frozen=True, slots=True)
class Ticked:
    at: float

    def __call__(self, judge: Engine) -> list[Transition]:
        return judge.tick(after(self.at))


@dataclass(frozen=True, slots=True)
class Changed:
    rules: RuleSet
    at: float

    def __call__(self, judge: Engine) -> list[Transition]:
        return judge.change_rules(self.rules, after(self.at))


VALUES: dict[str, list[Value]] = {
    "lit": [True, True, False, False, None],
    "temp": [10.0, 22.0, 45.0, 51.0, 65.0, 90.0, None],
    "mode": ["auto", "manual", None],
}


@st.composite
def happenings(draw: st.DrawFn, *, changes: bool = False) -> list[Step]:
    """A site's day: known time goes on, event times lag, jump back and repeat, values are anything."""
    steps: list[Step] = []
    known = 0.0
    for _ in range(draw(st.integers(0, 40))):
        known += draw(st.sampled_from([0, 0.0004, 0.5, 1, 4, 7, 16, 40, 100]))
        kind = draw(st.sampled_from(["lit", "lit", "lit", "temp", "temp", "temp", "mode", "event", "seen", "tick", "change"]))
        at = max(known - draw(st.sampled_from([0, 0, 0, 0.0004, 3, 30, 70, 200])), -100)
        flags = draw(st.sampled_from([frozenset[Flag](), frozenset[Flag](), frozenset[Flag](), frozenset({Flag.RETAINED})]))
        if kind in VALUES:
            steps.append(Read(reading(f"b1.{kind}", at, draw(st.sampled_from(VALUES[kind])), received=known, flags=flags)))
        elif kind == "event":
            steps.append(Happened(happened("door.opened", at, received=known, flags=flags)))
        elif kind == "change" and changes:
            steps.append(Changed(draw(st.sampled_from([HERE, THERE])), known))
        else:
            steps.append(Seen(known) if kind == "seen" else Ticked(known))
    return steps


def run(judge: Engine, steps: Sequence[Step]) -> list[Transition]:
    return [transition for each in steps for transition in each(judge)]


def fresh(rules: RuleSet = HERE, *, started_at: float = 0, settle_s: float = 0) -> Engine:
    return Engine(SITE, rules, started_at=after(started_at), settle_s=settle_s)


def rules_after(steps: Sequence[Step]) -> RuleSet:
    return [HERE, *(step.rules for step in steps if isinstance(step, Changed))][-1]


@given(happenings(changes=True), st.data())
@settings(max_examples=150, deadline=None)
def test_a_restart_from_a_snapshot_changes_nothing(steps: list[Step], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(steps)))
    whole = fresh()
    expected = run(whole, steps)
    first = fresh()
    before = run(first, steps[:cut])
    second = fresh(rules_after(steps[:cut]), started_at=9999, settle_s=600)
    second.restore(through_json(first.snapshot()))
    assert before + run(second, steps[cut:]) == expected
    assert second.snapshot() == whole.snapshot()
    assert second.next_deadline() == whole.next_deadline()


@given(happenings(changes=True))
@settings(max_examples=150, deadline=None)
def test_between_two_raises_of_a_condition_it_returns_or_is_retired(steps: list[Step]) -> None:
    raised: dict[str, str] = {}
    judge = fresh()
    for transition in run(judge, steps):
        if transition.change is Change.RAISED:
            assert transition.condition not in raised
            raised[transition.condition] = transition.episode
        elif transition.change in (Change.RETURNED, Change.RETIRED):
            assert raised.pop(transition.condition) == transition.episode
        elif transition.change is not Change.RECORDED:
            assert raised[transition.condition] == transition.episode
    assert judge.raised() == raised


@given(happenings(changes=True))
@settings(max_examples=100, deadline=None)
def test_every_episode_is_raised_or_recorded_once(steps: list[Step]) -> None:
    begun = Counter(transition.episode for transition in run(fresh(), steps) if transition.change in (Change.RAISED, Change.RECORDED))
    assert set(begun.values()) <= {1}


@given(happenings(changes=True))
@settings(max_examples=100, deadline=None)
def test_what_is_hidden_and_what_is_shown_follow_each_other(steps: list[Step]) -> None:
    hidden: dict[str, bool] = {}
    for transition in run(fresh(), steps):
        if transition.change is Change.RAISED:
            hidden[transition.condition] = transition.suppressed
        elif transition.change in (Change.SUPPRESSED, Change.UNSUPPRESSED):
            assert hidden[transition.condition] is (transition.change is Change.UNSUPPRESSED)
            hidden[transition.condition] = transition.change is Change.SUPPRESSED


@given(happenings(changes=True))
@settings(max_examples=100, deadline=None)
def test_times_are_in_order_and_deadlines_are_ahead(steps: list[Step]) -> None:
    judge = fresh()
    for each in steps:
        for transition in each(judge):
            assert transition.occurred_at <= transition.known_at
        if isinstance(each, Ticked):
            deadline = judge.next_deadline()
            assert deadline is None or deadline > after(each.at)


@given(happenings())
@settings(max_examples=100, deadline=None)
def test_conditions_of_conditions_stand_as_what_they_look_at_says(steps: list[Step]) -> None:
    judge = fresh()
    for each in steps:
        each(judge)
        stand = {key.split("|")[0] for key in judge.raised()}
        assert ("test.both" in stand) is ({"test.lit", "test.hot"} <= stand)


def delivered(item: Reading | DeviceEvent, judge: Engine, received: float) -> list[Transition]:
    if isinstance(item, DeviceEvent):
        return judge.event(DeviceEvent(item.site, item.asset, item.device, item.name, item.occurred_at, after(received), item.data))
    return judge.reading(Reading(item.point, item.occurred_at, after(received), item.value, item.quality))


@given(
    st.lists(
        st.one_of(
            st.builds(lambda at, value: reading("b1.lit", at, value), st.integers(0, 170), st.booleans()),
            st.builds(lambda at, value: reading("b1.temp", at, value), st.integers(0, 170), st.sampled_from([20.0, 30.0, 45.0, 52.0])),
            st.builds(lambda at: happened("door.opened", at, number=at), st.integers(0, 170)),
        ),
        max_size=12,
        unique_by=lambda item: (type(item), item.occurred_at),
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=300, deadline=None)
def test_news_in_any_order_within_a_window_raises_nothing_that_was_not_true(items: list[Reading | DeviceEvent], chance: object) -> None:
    ordered, shuffled = fresh(WINDOWED), fresh(WINDOWED)
    in_order = sorted(items, key=lambda item: item.occurred_at)
    true = {transition.rule for item in in_order for transition in delivered(item, ordered, 180)}
    chance.shuffle(items)  # type: ignore[attr-defined]
    said = [transition for number, item in enumerate(items) for transition in delivered(item, shuffled, 180 + number * 0.001)]
    assert {transition.rule for transition in said if transition.change in (Change.RAISED, Change.RECORDED)} <= true
