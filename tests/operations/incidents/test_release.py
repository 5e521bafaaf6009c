"""What outlives its cause comes back, what does not ends quietly, and the incident ends when all is over."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from domain.alarm import AlarmEvent, AlarmState
from domain.event_log import EventType
from domain.outbox import Notification, NotificationKind
from domain.records import Records
from domain.transition import Change, Transition
from domain.work_order import OrderEvent, OrderState
from operations import alarm_steps
from operations.incidents.release import release_due
from storage.database.records import DatabaseRecords
from tests.operations.incidents.grid import DARK, HOUSE, LIFT, METER, OUTLIVES_S, PUMP, TRAPPED, TRIP, alarm_of, incidents, members
from tests.operations.scenes import HOUR, MINUTE, T0, Condition, happen, orders, timeline, told, work

SECOND = timedelta(seconds=1)
OUTLIVES = timedelta(seconds=OUTLIVES_S)
SITES = {HOUSE.id: HOUSE}


def house(records: Records, *transitions: Transition, now: datetime | None = None) -> None:
    happen(records, *transitions, now=now, site=HOUSE)


def sweep(records: Records, now: datetime) -> int:
    return release_due(records, SITES, now)


def acknowledge(records: Records, one: Condition, at: datetime) -> None:
    with records.transaction() as tx:
        alarm_steps.acknowledge(tx, alarm_of(records, one).id, by="guard", at=at)


def history(records: Records, one: Condition) -> Sequence[AlarmEvent]:
    with records.reading() as tx:
        return [entry.event for entry in tx.alarms.history(alarm_of(records, one).id)]


def outlived_told(records: Records) -> Sequence[Notification]:
    return [one for one in told(records) if one.kind is NotificationKind.INCIDENT]


def test_a_cause_that_is_over_sets_the_moment_at_which_consequences_come_back(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"))
    house(records, TRIP.returned("e1", T0 + MINUTE))
    (incident,) = incidents(records)
    assert incident.release_at == T0 + MINUTE + OUTLIVES
    assert alarm_of(records, PUMP).state is AlarmState.SUPPRESSED
    assert sweep(records, T0 + MINUTE + OUTLIVES - SECOND) == 0


def test_what_still_stands_then_is_an_alarm_of_its_own_with_an_order(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"))
    house(records, TRIP.returned("e1", T0 + MINUTE))
    assert sweep(records, T0 + MINUTE + OUTLIVES) == 1
    pump = alarm_of(records, PUMP)
    assert (pump.state, pump.work_order_id) == (AlarmState.UNACKNOWLEDGED, orders(records)[-1].id)
    assert (orders(records)[-1].opened_at, orders(records)[-1].state) == (T0 + MINUTE + OUTLIVES, OrderState.DISPATCHED)
    with records.reading() as tx:
        last = tx.alarms.history(pump.id)[-1]
    assert (last.event, last.note) == (AlarmEvent.UNSUPPRESSED, "原因已消除，仍未恢复 / it outlived its cause")
    assert told(records)[-1].work_order_id == pump.work_order_id
    assert sweep(records, T0 + HOUR) == 0


def test_what_went_with_its_cause_ends_unseen_for_nobody_was_called(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"))
    house(records, TRIP.returned("e1", T0 + MINUTE), PUMP.returned("e2", T0 + 2 * MINUTE))
    sweep(records, T0 + HOUR)
    pump = alarm_of(records, PUMP)
    assert (pump.state, pump.ended_at) == (AlarmState.NORMAL, T0 + HOUR)
    assert len(orders(records)) == 1


def test_what_people_had_been_called_for_still_has_to_be_seen(records: Records) -> None:
    house(records, PUMP.raised("e2"))
    house(records, TRIP.raised("e1"))
    house(records, TRIP.returned("e1", T0 + MINUTE), PUMP.returned("e2", T0 + 2 * MINUTE))
    sweep(records, T0 + HOUR)
    assert alarm_of(records, PUMP).state is AlarmState.RETURNED_UNACKNOWLEDGED


def test_a_child_order_is_everybodys_business_again_and_told(records: Records) -> None:
    house(records, PUMP.raised("e1"))
    house(records, TRIP.raised("e2", T0 + MINUTE))
    child = orders(records)[0]
    work(records, child.id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED)
    house(records, TRIP.returned("e2", T0 + 2 * MINUTE))
    sweep(records, T0 + HOUR)
    assert orders(records)[0].state is OrderState.IN_PROGRESS
    assert (
        timeline(records, child.id)[-1].note
        == "pump stopped：原因已消除，仍未恢复，工单自动返工 / pump stopped: outlived its cause; the order reopens by itself"
    )
    assert [(one.work_order_id, one.title.zh) for one in outlived_told(records)] == [(child.id, "原因已消除，仍未恢复：pump stopped")]


def test_a_cause_that_comes_back_in_time_goes_on_explaining(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"))
    house(records, TRIP.returned("e1", T0 + MINUTE))
    house(records, TRIP.raised("e3", T0 + 2 * MINUTE))
    assert [incident.release_at for incident in incidents(records)] == [None]
    assert sweep(records, T0 + HOUR) == 0
    assert alarm_of(records, PUMP).state is AlarmState.SUPPRESSED


def test_a_cause_that_was_seen_and_comes_back_as_a_new_alarm_goes_on_with_its_incident(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"))
    acknowledge(records, TRIP, T0 + SECOND)
    house(records, TRIP.returned("e1", T0 + MINUTE))
    house(records, TRIP.raised("e3", T0 + 8 * MINUTE))
    (incident,) = incidents(records)
    trip, pump = alarm_of(records, TRIP), alarm_of(records, PUMP)
    assert (incident.cause_alarm_id, incident.release_at, trip.incident_id) == (trip.id, None, incident.id)
    assert pump.hidden_by is not None
    assert pump.hidden_by.by == trip.id


def test_what_occurred_while_the_cause_stood_and_came_late_is_explained_for_a_while(records: Records) -> None:
    house(records, TRIP.raised("e1"))
    house(records, TRIP.returned("e1", T0 + MINUTE))
    house(records, PUMP.raised("e2", T0 + 2 * MINUTE, occurred_at=T0 + 30 * SECOND), LIFT.raised("e3", T0 + 3 * MINUTE))
    assert (alarm_of(records, PUMP).state, alarm_of(records, LIFT).state) == (AlarmState.SUPPRESSED, AlarmState.UNACKNOWLEDGED)
    sweep(records, T0 + 3 * MINUTE + OUTLIVES)
    assert alarm_of(records, PUMP).state is AlarmState.UNACKNOWLEDGED


def test_a_cause_within_the_incident_that_outlives_it_takes_its_own_with_it(records: Records) -> None:
    house(records, TRIP.raised("e1"), DARK.raised("e2"), METER.raised("e3"))
    house(records, TRIP.returned("e1", T0 + MINUTE))
    sweep(records, T0 + MINUTE + OUTLIVES)
    dark, meter = alarm_of(records, DARK), alarm_of(records, METER)
    assert (dark.state, meter.state) == (AlarmState.UNACKNOWLEDGED, AlarmState.SUPPRESSED)
    assert meter.hidden_by is not None
    assert meter.hidden_by.by == dark.id
    assert {frozenset(members(records, incident)) for incident in incidents(records)} == {frozenset({TRIP.rule}), frozenset({DARK.rule, METER.rule})}
    assert len(orders(records)) == 2


def test_what_lies_behind_a_cause_that_is_over_comes_back_though_the_topmost_one_stands(records: Records) -> None:
    house(records, TRIP.raised("e1"), DARK.raised("e2"), METER.raised("e3"), PUMP.raised("e4"))
    house(records, DARK.returned("e2", T0 + MINUTE))
    meter = alarm_of(records, METER)
    assert meter.hidden_by is not None
    assert meter.hidden_by.until == T0 + MINUTE + OUTLIVES
    house(records, DARK.raised("e5", T0 + 2 * MINUTE))
    again = alarm_of(records, METER)
    assert again.hidden_by is not None
    assert again.hidden_by.until is None
    assert alarm_of(records, PUMP).hidden_by == again.hidden_by


def test_an_incident_ends_when_its_cause_and_all_its_alarms_have(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"), TRAPPED.raised("e3"))
    house(records, TRIP.returned("e1", T0 + MINUTE), PUMP.returned("e2", T0 + 2 * MINUTE), TRAPPED.returned("e3", T0 + 2 * MINUTE))
    acknowledge(records, TRIP, T0 + 3 * MINUTE)
    assert sweep(records, T0 + HOUR) == 1
    assert sweep(records, T0 + HOUR) == 0
    acknowledge(records, TRAPPED, T0 + HOUR)
    assert sweep(records, T0 + 2 * HOUR) == 1
    (incident,) = incidents(records)
    assert incident.ended_at == T0 + 2 * HOUR
    with records.reading() as tx:
        logged = [one.event.transition for one in tx.events.after(0) if one.event.type is EventType.INCIDENT]
    assert logged == ["opened", "joined", "clearing", "released", "ended"]


def test_a_rule_that_is_gone_releases_what_it_explained(records: Records) -> None:
    house(records, TRIP.raised("e1"), PUMP.raised("e2"))
    house(records, TRIP.change(Change.RETIRED, "e1", T0 + MINUTE))
    sweep(records, T0 + HOUR)
    assert alarm_of(records, PUMP).state is AlarmState.UNACKNOWLEDGED


def test_two_workers_at_once_release_once(records_url: str, records: Records) -> None:
    house(
        records,
        TRIP.raised("e1"),
        *(Condition(f"stopped.{n}", "pump", PUMP.severity, PUMP.department, PUMP.message, explained_by=PUMP.explained_by).raised(f"p{n}") for n in range(5)),
    )
    house(records, TRIP.returned("e1", T0 + MINUTE))
    other = DatabaseRecords(records_url, clock=lambda: T0)
    ready = Barrier(2)

    def together(mine: Records) -> int:
        ready.wait(30)
        return sweep(mine, T0 + HOUR)

    try:
        with ThreadPoolExecutor(2) as threads:
            assert sum(threads.map(together, [records, other])) == 1
    finally:
        other.close()
    assert [
        event for event in history(records, Condition("stopped.3", "pump", PUMP.severity, PUMP.department, PUMP.message)) if event is AlarmEvent.UNSUPPRESSED
    ] == [AlarmEvent.UNSUPPRESSED]
    assert len(orders(records)) == 2
