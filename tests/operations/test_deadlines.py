"""Deadlines are decided once: by two sweepers at once, after a long absence, and again only when they are set anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from domain.alarm import AlarmEvent, AlarmState
from domain.outbox import Notification, NotificationKind
from domain.records import Records, RecordsUnavailable, Transaction
from domain.scope import Scope
from domain.site import Site
from domain.work_order import OrderEvent, WorkOrder
from operations import alarm_steps, announcements, out_of_service
from operations.deadlines import SWEEPERS, sweep
from storage.database.records import DatabaseRecords
from tests.operations.incidents.grid import HOUSE, PUMP, TRIP
from tests.operations.scenes import (
    BRAKE,
    DOOR,
    ENGINEERING,
    ENTRAPMENT,
    HOUR,
    LEVEL,
    MINUTE,
    SECURITY,
    SITES,
    T0,
    happen,
    only_alarm,
    only_order,
    orders,
    timeline,
    told,
    work,
)

SECOND = timedelta(seconds=1)


def overdue_told(records: Records) -> Sequence[Notification]:
    return [one for one in told(records) if one.kind is NotificationKind.ORDER_OVERDUE]


def test_nothing_is_decided_before_its_time(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, SITES, T0 + 21 * MINUTE - SECOND) == 0


def test_a_limit_that_passes_is_marked_and_told_to_the_lead(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, SITES, T0 + 30 * MINUTE) == 1
    order = only_order(records)
    assert order.overdue == ("accept_by",)
    last = timeline(records, order.id)[-1]
    assert (last.event, last.actor, last.occurred_at) == (OrderEvent.OVERDUE, "system", T0 + 30 * MINUTE)
    assert [one.department for one in overdue_told(records)] == [ENGINEERING]
    assert overdue_told(records)[0].title.zh == "接单超时：1号电梯 门故障"


def test_those_who_still_owe_a_task_are_told_too(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    sweep(records, SITES, T0 + 3 * MINUTE)
    assert [one.department for one in overdue_told(records)] == [ENGINEERING, SECURITY]


def test_a_sweep_after_a_long_absence_makes_one_decision_per_limit_and_step(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, SITES, T0 + 100 * HOUR) == 3 + 3 * 3
    assert sweep(records, SITES, T0 + 101 * HOUR) == 0
    assert only_order(records).overdue == ("accept_by", "arrive_by", "resolve_by")
    assert len(overdue_told(records)) == 3


def test_two_sweepers_at_once_decide_once(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    ready = Barrier(2)

    def sweep_together(now: datetime) -> int:
        ready.wait(30)
        return sweep(records, SITES, now)

    with ThreadPoolExecutor(2) as threads:
        decisions = sum(threads.map(sweep_together, [T0 + 30 * MINUTE, T0 + 30 * MINUTE]))
    assert decisions == 1
    assert [entry.event for entry in timeline(records, only_order(records).id)].count(OrderEvent.OVERDUE) == 1
    assert len(overdue_told(records)) == 1


def test_a_limit_that_was_met_in_time_is_never_overdue_though_nobody_swept(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    work(records, only_order(records).id, OrderEvent.ACCEPTED, OrderEvent.COMPLETED, at=T0 + 10 * MINUTE)
    assert sweep(records, SITES, T0 + 100 * HOUR) == 0


def test_what_was_done_too_late_while_nobody_swept_is_marked_and_calls_nobody(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    work(records, only_order(records).id, OrderEvent.ACCEPTED, at=T0 + 40 * MINUTE)
    assert sweep(records, SITES, T0 + HOUR) == 1
    assert only_order(records).overdue == ("accept_by",)
    assert overdue_told(records) == []


def test_a_limit_that_is_set_anew_is_decided_anew(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    sweep(records, SITES, T0 + 30 * MINUTE)
    work(records, only_order(records).id, OrderEvent.DISPATCHED, by="dispatcher", at=T0 + 40 * MINUTE)
    assert only_order(records).overdue == ()
    assert sweep(records, SITES, T0 + 70 * MINUTE) == 1
    assert len(overdue_told(records)) == 2


def test_an_order_that_has_ended_is_left_alone(records: Records) -> None:
    happen(records, DOOR.raised("e1"), DOOR.returned("e1"))
    work(records, only_order(records).id, OrderEvent.CANCELLED)
    assert sweep(records, SITES, T0 + 100 * HOUR) == 0


def test_a_shelved_alarm_comes_back_by_itself_when_its_time_is_up(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    with records.transaction() as tx:
        alarm_steps.shelve(tx, only_alarm(records).id, by="fitter", at=T0, until=T0 + 10 * MINUTE, reason="检修")
    assert sweep(records, SITES, T0 + 10 * MINUTE - SECOND) == 0
    assert sweep(records, SITES, T0 + 10 * MINUTE) == 1
    assert only_alarm(records).state is AlarmState.UNACKNOWLEDGED
    assert sweep(records, SITES, T0 + 10 * MINUTE) == 0


def test_sites_of_others_are_left_to_others(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, {}, T0 + 100 * HOUR) == 0


def everything_is_due(records: Records) -> None:
    """At the same moment a shelf, equipment out of service, chatter, an acknowledgement and a cause of old are over."""
    happen(records, DOOR.raised("e1"), TRIP.raised("e3"), PUMP.raised("e4"), site=HOUSE)
    happen(records, TRIP.returned("e3", T0 + MINUTE), site=HOUSE)
    stubborn = replace(BRAKE, asset="meter", realarm_after_s=1500)
    happen(records, stubborn.raised("e5"), replace(DOOR, asset="leak", rule="leak.noise").raised("e6"), site=HOUSE)
    for turn in range(3):
        happen(records, replace(DOOR, asset="lift", rule="lift.hum").raised(f"t{turn}", T0 + turn * SECOND), site=HOUSE)
        happen(records, replace(DOOR, asset="lift", rule="lift.hum").returned(f"t{turn}", T0 + turn * SECOND), site=HOUSE)
    with records.transaction() as tx:
        shelved, seen = (next(alarm for alarm in tx.alarms.open_at(HOUSE.id) if alarm.rule == rule) for rule in (DOOR.rule, BRAKE.rule))
        alarm_steps.shelve(tx, shelved.id, by="fitter", at=T0, until=T0 + 20 * MINUTE, reason="检修")
        alarm_steps.acknowledge(tx, seen.id, by="fitter", at=T0)
        out_of_service.take(tx, site=HOUSE, scope=Scope(assets=("leak",)), reason="检修", until=T0 + 20 * MINUTE, by="fitter", at=T0)


def test_two_workers_that_sweep_everything_at_once_decide_each_thing_once(records_url: str, records: Records) -> None:
    everything_is_due(records)
    other = DatabaseRecords(records_url, clock=lambda: T0)
    ready = Barrier(2)

    def sweep_together(mine: Records) -> int:
        ready.wait(30)
        return sum(sweep(mine, {HOUSE.id: HOUSE}, T0 + 29 * MINUTE) for _ in range(3))

    try:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(sweep_together, [records, other]))
    finally:
        other.close()
    with records.reading() as tx:
        lines = Counter((entry.alarm_id, entry.event) for alarm in tx.alarms.open_at(HOUSE.id) for entry in tx.alarms.history(alarm.id))
    decided = {event for (_, event) in lines}
    once = {AlarmEvent.UNSHELVED, AlarmEvent.IN_SERVICE, AlarmEvent.SETTLED, AlarmEvent.REALARMED, AlarmEvent.UNSUPPRESSED}
    assert once <= decided
    assert {number for (_, event), number in lines.items() if event in once} == {1}
    assert sweep(records, {HOUSE.id: HOUSE}, T0 + 29 * MINUTE) == 0


def test_a_decision_that_fails_stops_no_other(records: Records, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    happen(records, DOOR.raised("e1"), LEVEL.raised("e2"))
    real, bad = announcements.limit_passed, orders(records)[0].id

    def limit_passed(tx: Transaction, order: WorkOrder, name: str, site: Site, at: datetime) -> None:
        if order.id == bad:
            raise RuntimeError("a fault of our own")
        real(tx, order, name, site, at)

    monkeypatch.setattr(announcements, "limit_passed", limit_passed)
    sweep(records, SITES, T0 + 30 * MINUTE)
    assert [order.overdue for order in orders(records)] == [(), ("accept_by", "arrive_by")]
    assert "could not be decided" in caplog.text


def test_a_sweeper_that_fails_stops_no_other(records: Records, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("a fault of our own")

    happen(records, DOOR.raised("e1"))
    monkeypatch.setattr("operations.deadlines.SWEEPERS", (fail, *SWEEPERS))
    assert sweep(records, SITES, T0 + 30 * MINUTE) == 1
    assert "failed; it is tried again" in caplog.text


def test_records_that_are_away_stop_the_sweep(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> int:
        raise RecordsUnavailable("no answer")

    monkeypatch.setattr("operations.deadlines.SWEEPERS", (away, *SWEEPERS))
    with pytest.raises(RecordsUnavailable):
        sweep(records, SITES, T0 + 30 * MINUTE)
