"""The table of a work order's life: every state reached, no dead end but the two that end it, and somebody for every step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alarm import IllegalStep
from domain.people import PERMISSIONS
from domain.work_order import NEEDS_NOTE, OPEN_STATES, ORDER_STATE_NAMES, STEP_PERMISSION, TRANSITIONS, OrderEvent, OrderState, next_state, open_steps

ENDED = {OrderState.CLOSED, OrderState.CANCELLED}
SYSTEM = set(OrderEvent) - set(STEP_PERMISSION)
LOOP = [OrderEvent.ACCEPTED, OrderEvent.ARRIVED, OrderEvent.COMPLETED, OrderEvent.VERIFIED]


def reachable(start: OrderState, *, from_alarm: bool) -> set[OrderState]:
    found, frontier = {start}, [start]
    while frontier:
        state = frontier.pop()
        new = {next_state(before, event, from_alarm=from_alarm) for before, event in TRANSITIONS if before is state} - found
        found |= new
        frontier += new
    return found


def test_a_request_can_reach_every_state() -> None:
    assert reachable(OrderState.REQUESTED, from_alarm=False) == set(OrderState)


def test_an_alarms_order_can_reach_every_state_but_the_request_and_the_return_visit() -> None:
    assert reachable(OrderState.DISPATCHED, from_alarm=True) == set(OrderState) - {OrderState.REQUESTED, OrderState.VERIFIED}


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
@pytest.mark.parametrize("from_alarm", [True, False])
def test_from_every_open_state_an_order_can_be_closed(state: OrderState, from_alarm: bool) -> None:  # noqa: FBT001  a parameter of pytest
    assert OrderState.CLOSED in reachable(state, from_alarm=from_alarm)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_in_every_open_state_a_person_can_move_it_on(state: OrderState) -> None:
    assert any(TRANSITIONS[(state, event)] is not state for event in open_steps(state))


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_order_that_has_ended_stays_ended(state: OrderState) -> None:
    assert {following for (before, _), following in TRANSITIONS.items() if before is state} <= {state}


def test_only_what_can_be_completed_later_is_added_to_a_closed_order() -> None:
    assert {event for before, event in TRANSITIONS if before is OrderState.CLOSED} == {
        OrderEvent.RECORDED,
        OrderEvent.RATED,
        OrderEvent.ATTACHED,
        OrderEvent.NOTED,
    }
    assert open_steps(OrderState.CANCELLED) == ()


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("event", OrderEvent)
def test_what_the_table_does_not_list_is_illegal(state: OrderState, event: OrderEvent) -> None:
    try:
        following: OrderState | None = next_state(state, event, from_alarm=False)
    except IllegalStep:
        following = None
    assert following is TRANSITIONS.get((state, event))


def test_the_short_way_of_an_alarms_order() -> None:
    state = OrderState.DISPATCHED
    for event in LOOP:
        state = next_state(state, event, from_alarm=True)
    assert state is OrderState.CLOSED


def test_a_request_goes_on_to_the_return_visit() -> None:
    assert next_state(OrderState.COMPLETED, OrderEvent.VERIFIED, from_alarm=False) is OrderState.VERIFIED


def test_a_further_alarm_never_leaves_work_stopped() -> None:
    after = {TRANSITIONS[(state, OrderEvent.JOINED)] for state in OPEN_STATES}
    assert after & {OrderState.ON_HOLD, OrderState.COMPLETED, OrderState.VERIFIED, *ENDED} == set()


@given(st.lists(st.sampled_from(OrderEvent), max_size=40))
def test_only_a_person_ends_an_order(events: list[OrderEvent]) -> None:
    state = OrderState.DISPATCHED
    for event in events:
        following = TRANSITIONS.get((state, event), state)
        assert following not in ENDED or state in ENDED or event in STEP_PERMISSION
        state = following


def test_every_event_stands_in_the_table_or_opens() -> None:
    assert {event for _, event in TRANSITIONS} == set(OrderEvent) - {OrderEvent.OPENED}


def test_what_the_system_does_by_itself() -> None:
    assert {
        OrderEvent.OPENED,
        OrderEvent.JOINED,
        OrderEvent.ALARM_CLEARED,
        OrderEvent.FOLLOWED,
        OrderEvent.OVERDUE,
        OrderEvent.ESCALATED,
        OrderEvent.RATED,
    } == SYSTEM


@pytest.mark.parametrize("event", sorted(STEP_PERMISSION))
def test_somebody_may_take_every_step(event: OrderEvent) -> None:
    assert any(STEP_PERMISSION[event] in granted for granted in PERMISSIONS.values())


def test_notes_are_asked_for_steps_of_people_only() -> None:
    assert set(STEP_PERMISSION) >= NEEDS_NOTE


@pytest.mark.parametrize("state", OrderState)
def test_every_state_has_its_name_in_both_languages(state: OrderState) -> None:
    assert ORDER_STATE_NAMES[state].zh
    assert ORDER_STATE_NAMES[state].en
