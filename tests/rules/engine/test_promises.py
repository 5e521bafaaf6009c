"""What holds for every sequence of readings, signs of life and ticks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.reading import Flag, Reading, Value
from domain.time import EPOCH, to_ms
from domain.transition import Change, Transition
from rules.condition_state import NORMAL
from rules.delays import Context, Sample, Tick, due, step
from rules.engine import Engine
from tests.rules.plant import after, bound, engine, reading, through_json

RULES = (
    "when: {kind: state, point: lit, equals: true}",
    "when: {kind: state, point: lit, equals: true}\non_delay: 10s\noff_delay: 5s",
    "when: {kind: state, point: lit, equals: false}\noff_delay: 20s\nseverity: critical",
    "when: {kind: threshold, point: temp, above: 50, deadband: 10, unit: °C}",
    "when: {kind: threshold, point: temp, above: 60, deadband: 10, unit: °C}\non_delay: 15s\nlatch: {reset: source}",
    "when: {kind: threshold, point: temp, outside: [20, 80], deadband: 5, unit: °C}\non_delay: 3s\noff_delay: 30s",
    "when: {kind: stale, after: 20s}\napplies_to: {assets: [b1]}",
)

Step = Callable[[Engine], list[Transition]]


@dataclass(frozen=True, slots=True)
class Read:
    one: Reading

    def __call__(self, judge: Engine) -> list[Transition]:
        return judge.reading(self.one)


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


@st.composite
def happenings(draw: st.DrawFn) -> list[Step]:
    """A site's day: known time goes on, event times lag, jump back and repeat, values are anything."""
    steps: list[Step] = []
    known = 0.0
    for _ in range(draw(st.integers(0, 40))):
        known += draw(st.sampled_from([0, 0.0004, 0.5, 1, 4, 7, 16, 40, 100]))
        kind = draw(st.sampled_from(["lit", "lit", "lit", "temp", "temp", "temp", "seen", "tick"]))
        at = max(known - draw(st.sampled_from([0, 0, 0, 0.0004, 3, 30, 70, 200])), -100)
        flags = draw(st.sampled_from([frozenset[Flag](), frozenset[Flag](), frozenset[Flag](), frozenset({Flag.RETAINED})]))
        value: Value
        if kind == "lit":
            value = draw(st.sampled_from([True, True, False, False, None]))
            steps.append(Read(reading("b1.lit", at, value, received=known, flags=flags)))
        elif kind == "temp":
            value = draw(st.sampled_from([10.0, 22.0, 45.0, 51.0, 55.0, 65.0, 77.0, 90.0, None]))
            steps.append(Read(reading("b1.temp", at, value, received=known, flags=flags)))
        else:
            steps.append(Seen(known) if kind == "seen" else Ticked(known))
    return steps


def run(judge: Engine, steps: Sequence[Step]) -> list[Transition]:
    return [transition for each in steps for transition in each(judge)]


@given(happenings(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_restart_from_a_snapshot_changes_nothing(steps: list[Step], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(steps)))
    whole = engine(*RULES)
    expected = run(whole, steps)
    first = engine(*RULES)
    before = run(first, steps[:cut])
    second = engine(*RULES, started_at=after(9999), settle_s=600)
    second.restore(through_json(first.snapshot()))
    assert before + run(second, steps[cut:]) == expected
    assert second.snapshot() == whole.snapshot()
    assert second.next_deadline() == whole.next_deadline()


@given(happenings())
@settings(max_examples=150, deadline=None)
def test_between_two_raises_of_a_condition_it_returns(steps: list[Step]) -> None:
    raised: dict[str, str] = {}
    judge = engine(*RULES)
    for transition in run(judge, steps):
        if transition.change is Change.RAISED:
            assert transition.condition not in raised
            raised[transition.condition] = transition.episode
        elif transition.change is Change.RETURNED:
            assert raised.pop(transition.condition) == transition.episode
    assert judge.raised() == raised


@given(happenings())
@settings(max_examples=150, deadline=None)
def test_every_episode_is_raised_or_recorded_once(steps: list[Step]) -> None:
    judge = engine(*RULES)
    begun = Counter(transition.episode for transition in run(judge, steps) if transition.change in (Change.RAISED, Change.RECORDED))
    assert set(begun.values()) <= {1}


@given(happenings())
@settings(max_examples=150, deadline=None)
def test_times_are_in_order_and_deadlines_are_ahead(steps: list[Step]) -> None:
    judge = engine(*RULES)
    for each in steps:
        for transition in each(judge):
            assert transition.occurred_at <= transition.known_at
        if isinstance(each, Ticked):
            deadline = judge.next_deadline()
            assert deadline is None or deadline > after(each.at)


@given(happenings(), st.lists(st.tuples(st.floats(0, 100), st.booleans())))
@settings(max_examples=100, deadline=None)
def test_no_bad_reading_ever_ends_what_is_raised(steps: list[Step], bad: list[tuple[float, bool]]) -> None:
    judge = engine(*(rule for rule in RULES[:6] if "equals: false" not in rule))
    run(judge, steps)
    at = 10_000.0
    judge.reading(reading("b1.lit", at, True))
    judge.reading(reading("b1.temp", at, 90.0))
    raised = dict(judge.raised())
    for wait, ticks in bad:
        at += wait
        news = judge.tick(after(at)) if ticks else [*judge.reading(reading("b1.lit", at, None)), *judge.reading(reading("b1.temp", at, None))]
        assert Change.RETURNED not in {each.change for each in news}
    assert raised.items() <= judge.raised().items()


class EveryCondition:
    """The engine without its short cuts: every condition of a point takes every step."""

    def __init__(self) -> None:
        self.conditions = [condition for of_point in bound(*RULES[:6]).of_point.values() for condition in of_point]
        self.states = {condition.key: NORMAL for condition in self.conditions}
        self.newest = {condition.point.id: EPOCH for condition in self.conditions}

    def take(self, each: Step) -> set[Transition]:
        return self._read(each.one) if isinstance(each, Read) else self._tick(to_ms(after(each.at))) if isinstance(each, Ticked) else set()

    def _read(self, one: Reading) -> set[Transition]:
        if Flag.RETAINED in one.flags:
            return set()
        at = min(one.occurred_at, one.received_at)
        newest = self.newest[one.point]
        sample = Sample(to_ms(at), to_ms(one.received_at), one.value, one.value is not None, at < newest, to_ms(newest))
        if one.value is not None:
            self.newest[one.point] = max(at, newest)
        return self._step(sample, one.point)

    def _tick(self, now: int) -> set[Transition]:
        said = self._step(Tick(now), None)
        return said | self._tick(now) if said else said

    def _step(self, news: Sample | Tick, point: str | None) -> set[Transition]:
        said: set[Transition] = set()
        for condition in self.conditions:
            if point in (None, condition.point.id):
                self.states[condition.key], new = step(condition, self.states[condition.key], news, Context())
                said |= set(new)
        return said


@given(happenings())
@settings(max_examples=200, deadline=None)
def test_visiting_only_what_can_change_changes_nothing(steps: list[Step]) -> None:
    judge, plain = engine(*RULES[:6]), EveryCondition()
    for each in steps:
        assert set(each(judge)) == plain.take(each)


@given(happenings())
@example([])
@settings(max_examples=60, deadline=None)
def test_a_step_is_pure(steps: list[Step]) -> None:
    (condition,) = bound(RULES[1]).of_point["mill.b1.lit"]
    state = NORMAL
    for each in steps:
        news = Tick(to_ms(after(each.at))) if isinstance(each, Ticked | Seen) else _sample(each)
        first, again = step(condition, state, news, Context()), step(condition, state, news, Context())
        assert first == again
        state = first[0]
        deadline = due(condition, state, Context())
        assert deadline is None or state.phase is not NORMAL.phase


def _sample(each: Step) -> Sample:
    assert isinstance(each, Read)
    one = each.one
    return Sample(to_ms(one.occurred_at), to_ms(one.received_at), one.value, one.value is not None)
