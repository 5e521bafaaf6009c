"""The table of an alarm's life: complete, without dead ends, and with nobody doing another's work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alarm import (
    ACTIVE_STATES,
    HIDING_EVENTS,
    TRANSITIONS,
    Alarm,
    AlarmEvent,
    AlarmState,
    HiddenBy,
    Hiding,
    IllegalStep,
    ends_hiding,
    next_state,
)
from domain.people import Department
from domain.severity import SEVERITY_NAMES, Severity
from domain.text import Text

BENEATH = {AlarmState.NORMAL, *ACTIVE_STATES}
PROCESS = {AlarmEvent.RAISED, AlarmEvent.RERAISED, AlarmEvent.RETURNED, AlarmEvent.CLEARED, AlarmEvent.RETIRED, AlarmEvent.RECORDED}
EVENTS = sorted(event for event in AlarmEvent if event not in HIDING_EVENTS)


def reachable(start: AlarmState) -> set[AlarmState]:
    found, frontier = {start}, [start]
    while frontier:
        state = frontier.pop()
        new = {following for (before, _), following in TRANSITIONS.items() if before is state} - found
        found |= new
        frontier += new
    return found


def alarm(*, condition: bool, acknowledged: bool, hidden: Hiding | None, ended: bool) -> Alarm:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Alarm(
        id="a",
        realm="live",
        site="s",
        asset="x",
        point=None,
        rule="r",
        episode="e",
        severity=Severity.HIGH,
        department=Department.ENGINEERING,
        assist=(),
        message=Text("门", "Door"),
        occurred_at=moment,
        raised_at=moment,
        condition=condition,
        acknowledged=acknowledged,
        hidden_by=None if hidden is None else HiddenBy(hidden, "why", "who"),
        ended_at=moment if ended else None,
    )


def test_every_state_beneath_hiding_is_reached_from_normal() -> None:
    assert reachable(AlarmState.NORMAL) == BENEATH


@pytest.mark.parametrize("state", sorted(BENEATH))
def test_every_state_leads_back_to_normal(state: AlarmState) -> None:
    assert AlarmState.NORMAL in reachable(state)


def test_the_table_knows_only_states_beneath_hiding() -> None:
    assert {state for state, _ in TRANSITIONS} | set(TRANSITIONS.values()) == BENEATH


def test_every_event_either_stands_in_the_table_or_hides() -> None:
    assert {event for _, event in TRANSITIONS} | set(HIDING_EVENTS) == set(AlarmEvent)
    assert {event for _, event in TRANSITIONS} & set(HIDING_EVENTS) == set()


@pytest.mark.parametrize("state", sorted(BENEATH))
@pytest.mark.parametrize("event", EVENTS)
def test_what_the_table_does_not_list_is_illegal(state: AlarmState, event: AlarmEvent) -> None:
    try:
        following: AlarmState | None = next_state(state, event)
    except IllegalStep:
        following = None
    assert following is TRANSITIONS.get((state, event))


def test_acknowledging_is_not_clearing() -> None:
    assert next_state(AlarmState.UNACKNOWLEDGED, AlarmEvent.ACKNOWLEDGED) is AlarmState.ACKNOWLEDGED
    assert next_state(AlarmState.UNACKNOWLEDGED, AlarmEvent.CLEARED) is AlarmState.RETURNED_UNACKNOWLEDGED


def test_an_active_alarm_becomes_normal_only_by_its_process_a_reset_or_retirement() -> None:
    active = {AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED}
    ways = {event for (state, event), following in TRANSITIONS.items() if state in active and following is AlarmState.NORMAL}
    assert ways == {AlarmEvent.CLEARED, AlarmEvent.RESET, AlarmEvent.RETIRED}


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_no_sequence_of_events_loses_an_alarm_that_nobody_saw(events: list[AlarmEvent]) -> None:
    state, abnormal, seen = AlarmState.NORMAL, False, True
    for event in events:
        following = TRANSITIONS.get((state, event))
        happened = {event} if following is not None and event is not AlarmEvent.RECORDED else set()
        raised = bool(happened & {AlarmEvent.RAISED, AlarmEvent.RERAISED})
        abnormal = raised or (abnormal and not happened & {AlarmEvent.CLEARED, AlarmEvent.RESET, AlarmEvent.RETIRED})
        seen = not raised and (seen or bool(happened & {AlarmEvent.ACKNOWLEDGED, AlarmEvent.RETIRED}))
        state = following or state
        assert (state is AlarmState.NORMAL) == (not abnormal and seen)


@given(condition=st.booleans(), acknowledged=st.booleans(), hidden=st.sampled_from(Hiding))
def test_hiding_changes_what_is_shown_and_nothing_beneath(*, condition: bool, acknowledged: bool, hidden: Hiding) -> None:
    shown = alarm(condition=condition, acknowledged=acknowledged, hidden=None, ended=not condition and acknowledged)
    covered = alarm(condition=condition, acknowledged=acknowledged, hidden=hidden, ended=not condition and acknowledged)
    assert covered.beneath is shown.beneath is shown.state
    assert covered.state == (AlarmState.NORMAL if covered.beneath is AlarmState.NORMAL else AlarmState(hidden.value))


@given(acknowledged=st.booleans(), hidden=st.none() | st.sampled_from(Hiding), ended=st.booleans())
def test_no_alarm_whose_condition_is_there_is_normal(*, acknowledged: bool, hidden: Hiding | None, ended: bool) -> None:
    assert alarm(condition=True, acknowledged=acknowledged, hidden=hidden, ended=ended).state is not AlarmState.NORMAL


@pytest.mark.parametrize("kind", Hiding)
def test_only_its_own_event_undoes_a_hiding(kind: Hiding) -> None:
    undo = {Hiding.SHELVED: AlarmEvent.UNSHELVED, Hiding.SUPPRESSED: AlarmEvent.UNSUPPRESSED, Hiding.OUT_OF_SERVICE: AlarmEvent.IN_SERVICE}[kind]
    assert [event for event in AlarmEvent if ends_hiding(event, HiddenBy(kind, "why", "who"))] == [undo]
    assert not any(ends_hiding(event, None) for event in AlarmEvent)


@pytest.mark.parametrize("severity", Severity)
def test_every_severity_has_its_name_in_both_languages(severity: Severity) -> None:
    assert SEVERITY_NAMES[severity].zh
    assert SEVERITY_NAMES[severity].en
