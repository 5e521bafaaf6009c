"""A fault that comes again within 30 days of its repair is known as one, and engineering hears of it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.records import Records
from domain.retention import DataKind
from domain.work_done import Cause, PartUsed, Remedy, WorkDone
from domain.work_order import OrderEvent, Outcome, WorkOrder
from operations.workdone.chronic import chronic_faults
from operations.workdone.record import record
from operations.workdone.repeats import sweep
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from tests.operations.scenes import BRAKE, DOOR, HOUR, LEVEL, MINUTE, SITE, SITES, T0, Condition, happen, orders, told, work

DAY = timedelta(days=1)


def repaired(records: Records, what: Condition, episode: str, at: datetime, outcome: Outcome | None = None) -> WorkOrder:
    """`what` happens, is repaired within the hour, and is verified."""
    happen(records, what.raised(episode, at))
    (order,) = [each for each in orders(records) if each.opened_at == at]
    happen(records, what.returned(episode, at + MINUTE))
    work(records, order.id, OrderEvent.ACCEPTED, at=at + 2 * MINUTE)
    with records.transaction() as tx:
        take_step(tx, order.id, OrderEvent.COMPLETED, StepDetails(outcome=outcome), site=SITE, by="fitter", at=at + HOUR)
    return work(records, order.id, OrderEvent.VERIFIED, by="lead", at=at + 2 * HOUR)


def noted(records: Records, order: WorkOrder, done: WorkDone, at: datetime) -> None:
    with records.transaction() as tx:
        record(tx, replace(done, order_id=order.id), site=SITE, by="fitter", at=at)


def repeat_of(records: Records, order: WorkOrder) -> str | None:
    with records.reading() as tx:
        found = tx.work_done.repeat_of(order.id)
    return None if found is None else found.earlier_id


def told_of_repeats(records: Records) -> Sequence[Notification]:
    return [each for each in told(records) if each.kind is NotificationKind.REPEAT_FAULT]


def test_the_same_alarm_within_thirty_days_is_a_repeat_though_nobody_wrote_anything_down(records: Records) -> None:
    first = repaired(records, DOOR, "e1", T0)
    second = repaired(records, DOOR, "e2", T0 + 29 * DAY)
    assert sweep(records, SITES, T0 + 30 * DAY) == 1
    assert repeat_of(records, second) == first.id
    assert repeat_of(records, first) is None


def test_after_thirty_days_it_is_a_new_fault(records: Records) -> None:
    repaired(records, DOOR, "e1", T0)
    second = repaired(records, DOOR, "e2", T0 + 30 * DAY + 3 * HOUR)
    assert sweep(records, SITES, T0 + 31 * DAY) == 0
    assert repeat_of(records, second) is None


def test_another_asset_or_another_fault_is_none(records: Records) -> None:
    repaired(records, DOOR, "e1", T0)
    repaired(records, LEVEL, "e2", T0 + DAY)
    assert sweep(records, SITES, T0 + 3 * DAY) == 0


def test_causes_that_are_named_count_more_than_the_alarm(records: Records) -> None:
    first = repaired(records, DOOR, "e1", T0)
    noted(records, first, WorkDone("", cause=Cause.WEAR), T0 + 3 * HOUR)
    second = repaired(records, DOOR, "e2", T0 + DAY)
    noted(records, second, WorkDone("", cause=Cause.EXTERNAL), T0 + DAY + 3 * HOUR)
    assert repeat_of(records, second) is None
    noted(records, second, WorkDone("", cause=Cause.WEAR), T0 + DAY + 4 * HOUR)
    assert repeat_of(records, second) == first.id


def test_the_same_named_cause_joins_different_alarms_of_an_asset(records: Records) -> None:
    first = repaired(records, DOOR, "e1", T0)
    noted(records, first, WorkDone("", cause=Cause.WEAR), T0 + 3 * HOUR)
    brake = replace(BRAKE, assist=())
    second = repaired(records, brake, "e2", T0 + DAY)
    noted(records, second, WorkDone("", cause=Cause.WEAR), T0 + DAY + 3 * HOUR)
    assert repeat_of(records, second) == first.id


def test_a_cause_that_is_still_looked_for_is_no_cause(records: Records) -> None:
    first = repaired(records, DOOR, "e1", T0)
    noted(records, first, WorkDone("", cause=Cause.UNKNOWN), T0 + 3 * HOUR)
    second = repaired(records, LEVEL, "e2", T0 + DAY)
    noted(records, second, WorkDone("", cause=Cause.UNKNOWN), T0 + DAY + 3 * HOUR)
    assert repeat_of(records, second) is None


def test_a_false_alarm_is_no_fault(records: Records) -> None:
    repaired(records, DOOR, "e1", T0, Outcome.FALSE_ALARM)
    repaired(records, DOOR, "e2", T0 + DAY)
    assert sweep(records, SITES, T0 + 2 * DAY) == 0


def test_engineering_hears_of_each_repeat_once(records: Records) -> None:
    repaired(records, DOOR, "e1", T0)
    second = repaired(records, DOOR, "e2", T0 + DAY)
    for late in range(3):
        sweep(records, SITES, T0 + (2 + late) * DAY)
    noted(records, second, WorkDone("", cause=Cause.WEAR), T0 + 5 * DAY)
    (one,) = told_of_repeats(records)
    assert (one.department, one.work_order_id, one.title.zh) == (Department.ENGINEERING, second.id, "重复故障：1号电梯")


def test_assets_whose_faults_come_again_are_listed_with_what_it_took(records: Records) -> None:
    done = [repaired(records, DOOR, f"e{day}", T0 + day * DAY) for day in range(3)]
    for order, remedy in zip(done, (Remedy.RESET, Remedy.ADJUSTMENT, Remedy.REPLACEMENT), strict=True):
        noted(records, order, WorkDone("", cause=Cause.WEAR, remedy=remedy, parts=(PartUsed("滚轮", unit_cost_fen=1000),)), T0 + 4 * DAY)
    with records.reading() as tx:
        (fault,) = chronic_faults(tx, (SITE.id,), since=T0)
        assert chronic_faults(tx, ("elsewhere",), since=T0) == []
        assert chronic_faults(tx, (SITE.id,), since=T0 + 5 * DAY) == []
    assert (fault.asset, fault.cause, fault.rule, fault.count, fault.cost_fen) == ("lift-1", Cause.WEAR, None, 3, 3000)
    assert fault.remedies == (Remedy.REPLACEMENT, Remedy.ADJUSTMENT, Remedy.RESET)
    assert fault.order_ids == tuple(order.id for order in reversed(done))


@pytest.mark.parametrize("oldest_first", [True, False])
def test_an_order_is_forgotten_with_what_was_recorded_of_it(records: Records, *, oldest_first: bool) -> None:
    first = repaired(records, DOOR, "e1", T0)
    second = repaired(records, DOOR, "e2", T0 + (1 if oldest_first else 0) * DAY + 3 * HOUR)
    for order in (first, second):
        noted(records, order, WorkDone("", cause=Cause.WEAR, parts=(PartUsed("滚轮"),)), second.opened_at + 3 * HOUR)
    with records.transaction() as tx:
        tx.housekeeping.forget_before(DataKind.ALARMS, T0 + 400 * DAY)
        assert tx.housekeeping.forget_before(DataKind.WORK_ORDERS, T0 + 400 * DAY) == 2
    with records.reading() as tx:
        assert tx.work_done.get(first.id) is None
        assert tx.work_done.repeat_of(second.id) is None
