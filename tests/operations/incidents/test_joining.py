"""Alarms with one cause become one incident with one order, in whatever order they become known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from domain.alarm import AlarmEvent, AlarmState, HiddenBy, Hiding
from domain.event_log import EventType
from domain.records import Records
from domain.severity import Severity
from domain.transition import Change, Transition
from domain.work_order import OrderEvent
from operations import alarm_steps
from operations.deadlines import sweep
from tests.operations.incidents.grid import DARK, HOUSE, LEAK, LIFT, LOST, METER, PUMP, TRAPPED, TRIP, WET, alarm_of, grid, incidents, members
from tests.operations.scenes import HOUR, MINUTE, T0, Condition, alarms, happen, only_order, orders, timeline, told

SECOND = timedelta(seconds=1)


def house(records: Records, *transitions: Transition, now: datetime | None = None) -> None:
    happen(records, *transitions, now=now, site=HOUSE)


def explained_by(records: Records, cause: Condition) -> HiddenBy:
    return HiddenBy(Hiding.SUPPRESSED, "ROOT_CAUSE", alarm_of(records, cause).id)


def test_a_cause_alone_is_an_alarm_and_no_incident(records: Records) -> None:
    house(records, TRIP.raised("e1"))
    assert incidents(records) == []
    assert len(orders(records)) == 1


def test_what_a_cause_explains_is_hidden_visibly_and_has_no_order(records: Records) -> None:
    house(records, TRIP.raised("e1"))
    house(records, PUMP.raised("e2", T0 + MINUTE))
    pump, trip = alarm_of(records, PUMP), alarm_of(records, TRIP)
    (incident,) = incidents(records)
    assert (pump.state, pump.hidden_by, pump.work_order_id) == (AlarmState.SUPPRESSED, explained_by(records, TRIP), None)
    assert only_order(records).alarm_ids == (trip.id,)
    assert only_order(records).incident_id == incident.id
    assert (incident.title, incident.cause_alarm_id, incident.severity, incident.release_at) == (trip.message, trip.id, Severity.HIGH, None)
    assert {pump.incident_id, trip.incident_id} == {incident.id}
    assert len({one.work_order_id for one in told(records)}) == 1


def test_what_nothing_explains_stays_loud(records: Records) -> None:
    house(records, TRIP.raised("e1"), DARK.raised("e2"), WET.raised("e3"))
    assert alarm_of(records, WET).state is AlarmState.UNACKNOWLEDGED
    assert alarm_of(records, WET).incident_id is None
    assert len(orders(records)) == 2


def test_an_alarm_of_equipment_that_the_cause_does_not_feed_stays_loud(records: Records) -> None:
    elsewhere = grid({"feeder": (), "pump": ()})
    happen(records, TRIP.raised("e1"), PUMP.raised("e2"), site=elsewhere)
    assert alarm_of(records, PUMP).hidden_by is None


def test_a_critical_alarm_joins_and_stays_loud_with_its_own_order(records: Records) -> None:
    house(records, TRIP.raised("e1"), TRAPPED.raised("e2"))
    trapped = alarm_of(records, TRAPPED)
    (incident,) = incidents(records)
    assert (trapped.state, trapped.incident_id) == (AlarmState.UNACKNOWLEDGED, incident.id)
    own = [order for order in orders(records) if trapped.id in order.alarm_ids]
    assert [(order.incident_id, order.parent_id) for order in own] == [(incident.id, None)]
    assert incident.severity is Severity.CRITICAL


def test_the_same_loss_further_down_is_no_second_one_however_critical(records: Records) -> None:
    above, below = replace(LOST, severity=Severity.CRITICAL), replace(TRIP, severity=Severity.CRITICAL)
    house(records, above.raised("e1"), below.raised("e2", T0 + SECOND), TRAPPED.raised("e3", T0 + MINUTE))
    assert alarm_of(records, TRIP).hidden_by == explained_by(records, LOST)
    assert alarm_of(records, TRAPPED).state is AlarmState.UNACKNOWLEDGED
    assert sorted(order.alarm_ids for order in orders(records)) == sorted([(alarm_of(records, LOST).id,), (alarm_of(records, TRAPPED).id,)])


@pytest.mark.parametrize("turn", list(permutations((TRIP, DARK, METER, PUMP))))
def test_a_flood_in_one_breath_is_one_incident_with_one_order_in_whatever_order(sqlite_records: Records, turn: Sequence[Condition]) -> None:
    house(sqlite_records, *(each.raised(each.rule, T0 + number * SECOND) for number, each in enumerate(turn)))
    (incident,) = incidents(sqlite_records)
    assert members(sqlite_records, incident) == {TRIP.rule, DARK.rule, METER.rule, PUMP.rule}
    assert only_order(sqlite_records).alarm_ids == (alarm_of(sqlite_records, TRIP).id,)
    assert {alarm_of(sqlite_records, each).hidden_by for each in (DARK, METER, PUMP)} == {explained_by(sqlite_records, TRIP)}


@pytest.mark.parametrize("turn", list(permutations((TRIP, DARK, METER, PUMP))))
def test_a_flood_in_four_transactions_is_one_incident_too_and_the_orders_that_were_there_become_children(
    sqlite_records: Records, turn: Sequence[Condition]
) -> None:
    for number, each in enumerate(turn):
        house(sqlite_records, each.raised(each.rule, T0 + number * SECOND))
    (incident,) = [each for each in incidents(sqlite_records) if each.ended_at is None]
    assert members(sqlite_records, incident) == {TRIP.rule, DARK.rule, METER.rule, PUMP.rule}
    (lead,) = [order for order in orders(sqlite_records) if order.parent_id is None]
    assert lead.alarm_ids == (alarm_of(sqlite_records, TRIP).id,)
    assert {alarm_of(sqlite_records, each).hidden_by for each in (DARK, METER, PUMP)} == {explained_by(sqlite_records, TRIP)}
    assert {order.incident_id for order in orders(sqlite_records)} == {incident.id}


def test_an_order_that_was_there_before_its_cause_stays_open_as_a_child_and_nobody_is_reminded_of_it(records: Records) -> None:
    house(records, PUMP.raised("e1"))
    child = only_order(records)
    house(records, TRIP.raised("e2", T0 + 5 * MINUTE))
    lead = orders(records)[-1]
    assert [(order.id, order.parent_id) for order in orders(records)] == [(child.id, lead.id), (lead.id, None)]
    last = timeline(records, child.id)[-1]
    assert (last.event, last.note) == (OrderEvent.NOTED, f"由根本原因引起，并入工单 {lead.number} / explained by its cause: now part of order {lead.number}")
    sweep(records, {HOUSE.id: HOUSE}, T0 + 2 * HOUR)
    assert [order.overdue for order in orders(records)] == [(), ("accept_by", "arrive_by")]


def test_a_cause_found_too_late_explains_nothing_that_has_stood_for_long(records: Records) -> None:
    house(records, PUMP.raised("e1"))
    house(records, TRIP.raised("e2", T0 + 5 * MINUTE + SECOND))
    assert alarm_of(records, PUMP).hidden_by is None
    assert incidents(records) == []


def test_the_topmost_cause_wins_and_a_cause_brings_its_incident_with_it(records: Records) -> None:
    house(records, DARK.raised("e1"))
    house(records, METER.raised("e2", T0 + MINUTE))
    house(records, TRIP.raised("e3", T0 + 2 * MINUTE))
    house(records, LOST.raised("e4", T0 + 3 * MINUTE))
    house(records, LEAK.raised("e5", T0 + 4 * MINUTE))
    (open_one,) = [each for each in incidents(records) if each.ended_at is None]
    assert open_one.cause_alarm_id == alarm_of(records, LOST).id
    assert members(records, open_one) == {LOST.rule, TRIP.rule, DARK.rule, METER.rule, LEAK.rule}
    assert {alarm_of(records, each).hidden_by for each in (TRIP, DARK, METER, LEAK)} == {explained_by(records, LOST)}
    assert all(members(records, each) == set() for each in incidents(records) if each.ended_at is not None)


def test_the_first_to_occur_is_the_first_out_however_late_it_joins(records: Records) -> None:
    house(records, TRIP.raised("e1", T0 + MINUTE, occurred_at=T0 + 30 * SECOND))
    house(records, PUMP.raised("e2", T0 + 2 * MINUTE, occurred_at=T0 + 10 * SECOND))
    house(records, LIFT.raised("e3", T0 + 3 * MINUTE, occurred_at=T0 + 20 * SECOND))
    (incident,) = incidents(records)
    assert incident.first_alarm_id == alarm_of(records, PUMP).id
    assert [alarm.rule for alarm in alarms(records) if alarm.first_out] == [PUMP.rule]


def test_a_shelved_alarm_joins_when_its_shelf_is_over(records: Records) -> None:
    house(records, PUMP.raised("e1"))
    with records.transaction() as tx:
        alarm_steps.shelve(tx, alarm_of(records, PUMP).id, by="fitter", at=T0, until=T0 + HOUR, reason="检修")
    house(records, TRIP.raised("e2", T0 + MINUTE))
    assert alarm_of(records, PUMP).state is AlarmState.SHELVED
    with records.transaction() as tx:
        alarm_steps.unshelve(tx, alarm_of(records, PUMP).id, site=HOUSE, by="fitter", at=T0 + 2 * MINUTE)
    assert alarm_of(records, PUMP).hidden_by == explained_by(records, TRIP)


def test_a_cause_that_something_hides_explains_nothing_until_it_is_shown(records: Records) -> None:
    house(records, TRIP.raised("e1", suppressed=True))
    house(records, PUMP.raised("e2", T0 + MINUTE))
    assert alarm_of(records, PUMP).hidden_by is None
    house(records, TRIP.change(Change.UNSUPPRESSED, "e1", T0 + 2 * MINUTE))
    assert alarm_of(records, TRIP).hidden_by is None
    assert alarm_of(records, PUMP).hidden_by == explained_by(records, TRIP)
    assert [order.parent_id for order in orders(records)] == [orders(records)[1].id, None]


def test_a_consequence_that_comes_back_is_explained_as_before(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"))
    house(records, PUMP.returned("e2"))
    house(records, PUMP.raised("e3", T0 + 10 * MINUTE))
    assert alarm_of(records, PUMP).hidden_by == explained_by(records, TRIP)
    assert len(orders(records)) == 1


def test_what_came_back_before_its_cause_did_is_not_explained_by_it(records: Records) -> None:
    house(records, TRIP.raised("e1"), TRIP.returned("e1"))
    house(records, PUMP.raised("e2", T0 + HOUR))
    house(records, TRIP.raised("e3", T0 + 2 * HOUR))
    assert alarm_of(records, PUMP).hidden_by is None


def test_the_order_of_something_else_is_not_made_a_child(records: Records) -> None:
    noise = replace(WET, asset="pump", rule="pump.noise")
    house(records, noise.raised("e1"), PUMP.raised("e2"))
    shared = only_order(records)
    house(records, TRIP.raised("e3", T0 + MINUTE))
    left_alone = next(order for order in orders(records) if order.id == shared.id)
    assert (left_alone.parent_id, left_alone.incident_id) == (None, None)
    assert alarm_of(records, PUMP).hidden_by == explained_by(records, TRIP)
    assert alarm_of(records, noise).hidden_by is None


def test_what_feeds_one_another_in_a_circle_hides_only_one_of_them(records: Records) -> None:
    ring = grid({"feeder": ("incomer",), "incomer": ("feeder",)})
    lost = replace(LOST, explained_by=TRIP.explained_by)
    happen(records, TRIP.raised("e1"), lost.raised("e2"), site=ring)
    assert sorted(alarm.hidden_by is None for alarm in alarms(records)) == [False, True]


def test_joining_is_told_in_history_and_event_log(records: Records) -> None:
    house(records, PUMP.raised("e1"))
    house(records, TRIP.raised("e2", T0 + MINUTE))
    with records.reading() as tx:
        history = [entry.event for entry in tx.alarms.history(alarm_of(records, PUMP).id)]
        logged = [one.event for one in tx.events.after(0)]
    assert history == [AlarmEvent.RAISED, AlarmEvent.LINKED, AlarmEvent.SUPPRESSED, AlarmEvent.LINKED]  # the last: it is the first-out
    told_of_incidents = [event for event in logged if event.type is EventType.INCIDENT]
    assert [event.transition for event in told_of_incidents] == ["opened", "joined"]
    assert told_of_incidents[-1].body["alarm_ids"] == [alarm_of(records, PUMP).id, alarm_of(records, TRIP).id]


def test_telling_a_flood_again_changes_nothing(records: Records) -> None:
    story = [each.raised(each.rule) for each in (METER, DARK, PUMP, TRIP, TRAPPED)]
    house(records, *story)
    before = alarms(records), orders(records), incidents(records), told(records)
    house(records, *story, now=T0 + MINUTE)
    assert (alarms(records), orders(records), incidents(records), told(records)) == before
