"""What every detector promises, whatever it is asked: nothing is lost on the way through JSON, and no news stops it."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reading import Value
from rules.detector import Verdict
from rules.kind import kinds
from rules.signals import read_when
from tests.rules.kinds.station import Ear, bound, ear, ms, written

OPEN = "{kind: state, point: open, equals: true}"
LOW = '{kind: threshold, point: level, below: 20, unit: "%"}'
COUNT = "{kind: count, event: access.denied, by: card, at_least: 2, within: 90s}"
WHENS = {
    "rises": '{kind: rate_of_change, point: level, changes: 30, within: 3m, unit: "%"}',
    "events": COUNT,
    "becomes": "{kind: count, point: open, becomes: true, at_least: 2, within: 3m}",
    "increases": "{kind: count, point: starts, increases: true, at_least: 20, within: 3m}",
    "after a state": f"{{kind: sequence, first: {OPEN}, then: {LOW}, within: 45s}}",
    "after a window": f"{{kind: sequence, first: {COUNT}, then: {COUNT}, within: 45s}}",
    "after an event": f"{{kind: sequence, first: {{event: access.denied}}, then: {OPEN}, within: 45s, hold: 30s}}",
    "two events": "{kind: sequence, first: {event: access.denied, where: {card: a}}, then: {event: access.denied, where: {card: b}}, within: 45s}",
    "deviation": '{kind: deviation, point: level, by: 10, unit: "%", minimum_weeks: 1, weeks: 1, over: 3m}',
    "forecast": '{kind: forecast, point: level, reaches: {below: 20}, within: 5m, over: 5m, minimum_samples: 5, unit: "%"}',
    "composite": f"{{kind: composite, at_least: 2, of: [{OPEN}, {{not: {LOW}}}, {COUNT}]}}",
    "schedule": f"{{kind: schedule, calendar: night, when: {OPEN}}}",
    "schedule of a window": f"{{kind: schedule, calendar: night, outside: true, when: {COUNT}}}",
    "expression": "{kind: expression, expression: open and level < 20 and starts > 10}",
}
"""At least one for each kind that has a detector."""

VALUES: dict[str, st.SearchStrategy[Value]] = {
    "open": st.booleans(),
    "level": st.floats(0, 100, allow_nan=False),
    "starts": st.integers(0, 60).map(float),
}

News = tuple[float, str, Value, bool]
"""Seconds since the news before (negative: late), what, its value, and whether it is trusted; or an event and its card."""


def news(steps: st.SearchStrategy[float]) -> st.SearchStrategy[list[News]]:
    readings = st.sampled_from(sorted(VALUES)).flatmap(lambda key: st.tuples(steps, st.just(key), VALUES[key], st.sampled_from([True] * 9 + [False])))
    events = st.tuples(steps, st.just("access.denied"), st.sampled_from(["a", "b"]), st.just(value=True))
    return st.lists(st.one_of(readings, events), min_size=2, max_size=50)


STEPS = st.one_of(st.floats(0, 60).map(lambda step: round(step, 1)), st.floats(-200, 0).map(lambda step: round(step, 1)), st.sampled_from([0.0, 7 * 86_400.0]))


def play(listener: Ear, moment: float, one: News) -> tuple[float, list[Verdict]]:
    step, key, value, trusted = one
    at = max(0.0, moment + step)
    before = len(listener.said)
    if key == "access.denied" and any(getattr(each, "name", "") == key for each in listener.inputs):
        listener.event(at, key, card=value)
    elif any(getattr(each, "point", "").endswith(f".{key}") for each in listener.inputs):
        listener.hear(at, key, value if trusted else None, trusted=trusted)
    return max(moment, at), listener.said[before:]


def test_every_kind_is_asked() -> None:
    asked = {str(read_when(written(when)).kind) for when in WHENS.values()}
    assert asked == set(kinds()) - {"stale", "state", "threshold"}


@pytest.mark.parametrize("when", WHENS.values(), ids=list(WHENS))
@settings(max_examples=40, deadline=None)
@given(heard=news(STEPS), cut=st.floats(0, 1))
def test_a_restart_in_the_middle_changes_no_verdict(when: str, heard: list[News], cut: float) -> None:
    whole, restarted = ear(when), ear(when)
    moments = [0.0, 0.0]
    for number, one in enumerate(heard):
        moments[0], said = play(whole, moments[0], one)
        if number == int(cut * len(heard)):
            restarted.through_json()
        moments[1], said_again = play(restarted, moments[1], one)
        assert said_again == said
    assert restarted.until(moments[1] + 86_400) == whole.until(moments[0] + 86_400)
    assert restarted.memory == whole.memory


@pytest.mark.parametrize("when", WHENS.values(), ids=list(WHENS))
@settings(max_examples=30, deadline=None)
@given(heard=news(STEPS))
def test_time_goes_on_whatever_is_heard(when: str, heard: list[News]) -> None:
    listener = ear(when)
    moment = 0.0
    for one in heard:
        moment, said = play(listener, moment, one)
        assert all(isinstance(verdict.truth, bool | None) for verdict in said)
    for hours in range(1, 50):
        listener.until(moment + 3_600 * hours)
        due = listener.condition.detector.due(listener.memory)
        assert due is None or due > ms(moment + 3_600 * hours)


def in_any_order(when: str, heard: list[News], order: random.Random) -> tuple[int | None, int | None]:
    """When it ends to be true if the news of one window come in time, and if they come in any order."""
    within = [(0.1 + number, key, value, True) for number, (_, key, value, _) in enumerate(heard)]
    in_time, shuffled = ear(when), ear(when)
    for one in within:
        play(in_time, 0.0, one)
    order.shuffle(within)
    for one in within:
        play(shuffled, 0.0, one)
    return in_time.condition.detector.due(in_time.memory), shuffled.condition.detector.due(shuffled.memory)


@settings(max_examples=100, deadline=None)
@given(heard=news(st.just(0.0)), order=st.randoms(use_true_random=False))
def test_late_events_of_a_window_count_as_if_they_had_come_in_time(heard: list[News], order: random.Random) -> None:
    in_time, shuffled = in_any_order(WHENS["events"], heard, order)
    assert shuffled == in_time


@settings(max_examples=300, deadline=None)
@given(heard=news(st.just(0.0)), order=st.randoms(use_true_random=False))
def test_however_readings_are_mixed_up_no_more_changes_are_counted_than_there_were(heard: list[News], order: random.Random) -> None:
    in_time, shuffled = in_any_order(WHENS["becomes"], [one for one in heard if one[1] == "open"], order)
    assert shuffled is None or in_time is not None


@pytest.mark.parametrize("when", WHENS.values(), ids=list(WHENS))
@pytest.mark.parametrize("data", [7, "x", [], [1], {}, {"newest": "x"}, {"times": [1], "values": []}, {"runs": [[1, 2]], "until": 3}])
def test_what_was_never_dumped_is_not_loaded(when: str, data: object) -> None:
    (condition,) = bound(when)
    with pytest.raises((ValueError, TypeError, KeyError)):
        condition.detector.load(data)


@pytest.mark.parametrize("when", WHENS.values(), ids=list(WHENS))
def test_a_detector_asks_for_no_more_history_than_eight_weeks(when: str) -> None:
    (condition,) = bound(when)
    assert 0 <= condition.detector.history_ms <= timedelta(weeks=8) / timedelta(milliseconds=1)
