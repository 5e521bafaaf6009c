"""Deadlines are decided once: by two sweepers at once, after a long absence, and again only when they are set anew."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

from domain.alarm import AlarmState
from domain.outbox import Notification, NotificationKind
from domain.records import Records
from domain.work_order import OrderEvent
from operations import alarm_steps
from operations.deadlines import sweep
from tests.operations.scenes import (
    DOOR,
    ENGINEERING,
    ENTRAPMENT,
    HOUR,
    MANAGEMENT,
    MINUTE,
    SECURITY,
    SITES,
    T0,
    happen,
    only_alarm,
    only_order,
    timeline,
    told,
    work,
)

SECOND = timedelta(seconds=1)


def overdue_told(records: Records) -> Sequence[Notification]:
    return [one for one in told(records) if one.kind is NotificationKind.ORDER_OVERDUE]


def test_nothing_is_decided_before_its_time(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, SITES, T0 + 30 * MINUTE - SECOND) == 0


def test_a_limit_that_passes_is_marked_and_told_to_lead_and_management(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, SITES, T0 + 30 * MINUTE) == 1
    order = only_order(records)
    assert order.overdue == ("accept_by",)
    last = timeline(records, order.id)[-1]
    assert (last.event, last.actor, last.occurred_at) == (OrderEvent.OVERDUE, "system", T0 + 30 * MINUTE)
    assert [one.department for one in overdue_told(records)] == [ENGINEERING, MANAGEMENT]
    assert overdue_told(records)[0].title.zh == "接单超时：1号电梯 门故障"


def test_those_who_still_owe_a_task_are_told_too(records: Records) -> None:
    happen(records, ENTRAPMENT.raised("e1"))
    sweep(records, SITES, T0 + 3 * MINUTE)
    assert [one.department for one in overdue_told(records)] == [ENGINEERING, MANAGEMENT, SECURITY]


def test_a_sweep_after_a_long_absence_makes_one_decision_per_limit(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    assert sweep(records, SITES, T0 + 100 * HOUR) == 3
    assert sweep(records, SITES, T0 + 101 * HOUR) == 0
    assert only_order(records).overdue == ("accept_by", "arrive_by", "resolve_by")
    assert len(overdue_told(records)) == 6


def test_two_sweepers_at_once_decide_once(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    ready = Barrier(2)

    def sweep_together(now: datetime) -> int:
        ready.wait(30)
        return sweep(records, SITES, now)

    with ThreadPoolExecutor(2) as threads:
        decisions = sum(threads.map(sweep_together, [T0 + HOUR, T0 + HOUR]))
    assert decisions == 1
    assert [entry.event for entry in timeline(records, only_order(records).id)].count(OrderEvent.OVERDUE) == 1
    assert len(overdue_told(records)) == 2


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
    assert len(overdue_told(records)) == 4


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
