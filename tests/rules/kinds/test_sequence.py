"""The kind `sequence`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.signals import read_when
from tests.rules.kinds.station import bound, ear, faults, written

RUN = "{kind: state, point: pump_1_run, equals: true}"
FLOW = "{kind: threshold, point: pump_1_flow, above: 1, deadband: 0, unit: m³/h}"
DRY = f"{{kind: sequence, first: {RUN}, then: {FLOW}, within: 30s}}"
OPEN = "{kind: state, point: open, equals: true}"
UNUSED = f"{{kind: sequence, first: {{event: door.released}}, then: {OPEN}, within: 15s, hold: 1m}}"
DENIED = "{kind: sequence, first: {event: door.released, where: {door: 1}}, then: {event: access.denied}, within: 15s}"


def test_a_state_that_is_not_followed_in_time_is_true_until_it_ends() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.until(60)
    listener.hear(100, "pump_1_run", value=False)
    assert listener.turns == [(40, True), (100, False)]


def test_what_follows_too_late_ends_it() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(70, "pump_1_flow", 5.0)
    listener.until(1_000)
    assert listener.turns == [(40, True), (70, False)]


@pytest.mark.parametrize("at", [11, 39.999])
def test_a_state_that_is_followed_in_time_never_fires(at: float) -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(at, "pump_1_flow", 5.0)
    listener.hear(50, "pump_1_flow", 0.0)
    listener.until(1_000)
    assert listener.turns == []


def test_what_holds_already_when_it_begins_has_followed() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 5.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(20, "pump_1_flow", 0.0)
    listener.until(1_000)
    assert listener.turns == []


def test_a_state_that_ends_before_the_time_never_fires() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(39, "pump_1_run", value=False)
    listener.until(1_000)
    assert listener.turns == []


def test_it_can_fire_again_the_next_time() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    for at in (0, 100):
        listener.hear(at, "pump_1_run", value=True)
        listener.hear(at + 50, "pump_1_run", value=False)
    assert listener.turns == [(30, True), (50, False), (130, True), (150, False)]


def test_nothing_is_known_while_it_is_unknown_whether_the_other_followed() -> None:
    listener = ear(DRY)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(60, "pump_1_run", value=True)
    assert listener.said[-1].truth is None
    assert listener.turns == []
    listener.hear(70, "pump_1_flow", 0.0)
    assert listener.turns == [(70, True)]


def test_a_bad_value_of_the_first_does_not_stop_the_wait() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(20, "pump_1_run", None, trusted=False)
    listener.until(100)
    assert listener.turns == [(40, True)]


def test_late_news_that_the_other_followed_in_time_ends_it() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(60, "pump_1_flow", 0.0)
    listener.hear(30, "pump_1_flow", 5.0)
    assert listener.turns == [(40, True), (30, False)]


def test_late_news_of_a_time_before_it_began_does_not_answer_it() -> None:
    listener = ear(DRY)
    listener.hear(8, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=True)
    listener.hear(5, "pump_1_flow", 5.0)
    listener.until(100)
    assert listener.turns == [(40, True)]


def test_late_news_of_the_first_is_of_a_state_that_is_over() -> None:
    listener = ear(DRY)
    listener.hear(0, "pump_1_flow", 0.0)
    listener.hear(10, "pump_1_run", value=False)
    assert listener.hear(5, "pump_1_run", value=True) == []
    listener.until(1_000)
    assert listener.turns == []


def test_with_patterns_both_sides_speak_of_the_same_number() -> None:
    when = """{kind: sequence, first: {kind: state, point: pump_*_run, equals: true},
               then: {kind: threshold, point: pump_*_flow, above: 1, unit: m³/h}, within: 30s}"""
    heard = [[each.point.rpartition(".")[2] for each in condition.inputs] for condition in bound(when)]  # type: ignore[union-attr]
    assert heard == [["pump_1_run", "pump_1_flow"], ["pump_2_run", "pump_2_flow"]]


def test_one_of_several_is_enough_where_only_what_follows_is_a_pattern() -> None:
    when = f"{{kind: sequence, first: {OPEN}, then: {{kind: state, point: pump_*_run, equals: true}}, within: 30s}}"
    listener = ear(when)
    for key in ("pump_1_run", "pump_2_run"):
        listener.hear(0, key, value=False)
    listener.hear(10, "open", value=True)
    listener.hear(20, "pump_2_run", value=True)
    listener.until(100)
    assert listener.turns == []


def test_an_event_that_is_not_followed_is_true_for_as_long_as_it_is_held() -> None:
    listener = ear(UNUSED)
    listener.hear(0, "open", value=False)
    listener.event(5, "door.released")
    listener.until(500)
    assert listener.turns == [(20, True), (80, False)]


def test_without_hold_it_is_held_for_the_time_itself() -> None:
    listener = ear(DENIED)
    listener.event(5, "door.released", door=1)
    listener.until(500)
    assert listener.turns == [(20, True), (35, False)]


def test_an_event_that_is_followed_never_fires() -> None:
    listener = ear(UNUSED)
    listener.hear(0, "open", value=False)
    listener.event(5, "door.released")
    listener.event(6, "door.released")
    listener.hear(10, "open", value=True)
    listener.event(12, "door.released")
    listener.until(500)
    assert listener.turns == []


def test_what_follows_ends_it_at_once() -> None:
    listener = ear(UNUSED)
    listener.hear(0, "open", value=False)
    listener.event(5, "door.released")
    listener.hear(30, "open", value=True)
    listener.until(500)
    assert listener.turns == [(20, True), (30, False)]


def test_events_that_say_something_else_begin_and_end_nothing() -> None:
    listener = ear(DENIED)
    listener.event(0, "door.released", door=2)
    listener.until(100)
    assert listener.turns == []


def test_an_answer_before_the_event_is_none() -> None:
    listener = ear(DENIED)
    listener.event(0, "access.denied")
    listener.event(1, "door.released", door=1)
    listener.until(20)
    assert listener.turns == [(16, True)]


def test_a_late_answer_counts_at_its_own_time() -> None:
    listener = ear("{kind: sequence, first: {event: door.released}, then: {event: access.denied, where: {card: 1}}, within: 15s, hold: 5m}")
    listener.event(0, "door.released")
    listener.event(30, "access.denied", card=2)
    assert listener.turns == [(15, True)]
    listener.event(10, "access.denied", card=1)
    assert not listener.active


def test_a_late_event_that_was_answered_never_fires() -> None:
    listener = ear(DENIED)
    listener.event(10, "access.denied")
    listener.event(30, "door.released", door=2)
    assert listener.event(5, "door.released", door=1) == []
    listener.until(500)
    assert listener.turns == []


def test_the_event_is_let_go_while_it_is_unknown_whether_the_other_followed() -> None:
    listener = ear(UNUSED)
    listener.event(5, "door.released")
    listener.until(500)
    assert listener.turns == []


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        (
            f"{{kind: sequence, first: {{kind: state, point: pmp, equals: true}}, then: {FLOW}, within: 30s}}",
            "first.point: `station` has no point `pmp`",
        ),
        (f"{{kind: sequence, first: {RUN}, then: {{kind: threshold, point: flow, above: 1}}, within: 30s}}", "then.unit: the limit has no unit"),
        (f"{{kind: sequence, first: {{event: door.lost}}, then: {FLOW}, within: 30s}}", "first.event: `station` has no event `door.lost`"),
        (f"{{kind: sequence, first: {RUN}, then: {FLOW}, within: 0s}}", "within: `within` has no length"),
        (f"{{kind: sequence, first: {RUN}, then: {{kind: stale}}, within: 30s}}", "then.kind: `stale` cannot stand inside another condition"),
        (
            "{kind: sequence, first: {kind: state, point: p*_*_run, equals: true}, then: {kind: state, point: pump_*_run, equals: true}, within: 1s}",
            "then: the patterns of `first` and `then` leave open different numbers",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, fault: str) -> None:
    assert [each[: len(fault)] for each in faults(when)] == [fault]


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        (f"{{kind: sequence, first: {RUN}, then: {FLOW}, within: 30s, hold: 1m}}", "a condition ends by itself"),
        (f"{{kind: sequence, first: 3, then: {FLOW}, within: 30s}}", "expected a condition"),
        (f"{{kind: sequence, first: {{event: a, what: b}}, then: {FLOW}, within: 30s}}", "Extra inputs"),
        (f"{{kind: sequence, first: {{kind: stat, point: open}}, then: {FLOW}, within: 30s}}", "there is no kind of rule `stat`"),
        (f"{{kind: sequence, first: {RUN}, within: 30s}}", "Field required"),
    ],
)
def test_settings_that_make_no_sense_are_refused(when: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        read_when(written(when))
