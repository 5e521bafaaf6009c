"""Duplicates merge: one matter goes on in one order, and nothing of the other is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.alarm import AlarmEvent
from domain.attachment import Attachment
from domain.event_log import EventType
from domain.problem import Refusal
from domain.records import OrderFilter, Records, Transaction
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import HoldReason, OrderEvent, OrderKind, OrderState, WorkOrder
from operations.workorders.opening import open_request
from operations.workorders.record import change
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import attach, finish_task, take_step
from tests.operations.scenes import BRAKE, DOOR, ENGINEERING, ENTRAPMENT, LEVEL, MINUTE, SECURITY, SITE, T0, happen, orders, timeline, work

_E = OrderEvent
LATER = T0 + 10 * MINUTE
ELSEWHERE = replace(SITE, id="elsewhere")


def request(records: Records, *, site: Site = SITE, priority: Priority = Priority.P3) -> WorkOrder:
    with records.transaction() as tx:
        return open_request(
            tx,
            site=site,
            asset=None,
            kind=OrderKind.REPAIR,
            title=Text("电梯停了", "The lift has stopped"),
            department=ENGINEERING,
            priority=priority,
            by="steward",
            at=T0,
        )


def merge(records: Records, order: WorkOrder, into: str, note: str = "同一件事") -> WorkOrder:
    with records.transaction() as tx:
        return take_step(tx, order.id, _E.MERGED, StepDetails(into=into), site=SITE, by="dispatcher", at=LATER, note=note)


def stored(records: Records, order_id: str) -> WorkOrder:
    with records.reading() as tx:
        found = tx.orders.get(order_id)
    assert found is not None
    return found


def test_the_alarms_go_on_in_the_other_order_and_both_say_so(records: Records) -> None:
    happen(records, DOOR.raised("e1"))
    (of_alarm,) = orders(records)
    asked = request(records)
    gone = merge(records, of_alarm, asked.id)
    assert (gone.state, gone.merged_into, gone.alarm_ids, gone.closed_at) == (OrderState.CANCELLED, asked.id, (), LATER)
    target = stored(records, asked.id)
    assert (target.alarm_ids, target.state, target.asset, target.group) == (of_alarm.alarm_ids, OrderState.REQUESTED, "lift-1", of_alarm.group)
    assert stored(records, of_alarm.id) == gone
    assert asked.number in timeline(records, of_alarm.id)[-1].note
    assert of_alarm.number in timeline(records, asked.id)[-1].note
    with records.reading() as tx:
        alarm = tx.alarms.get(of_alarm.alarm_ids[0])
        assert alarm is not None
        assert alarm.work_order_id == asked.id
        assert [each.id for each in tx.orders.merged_into(asked.id)] == [of_alarm.id]
        told = [each.event for each in tx.events.after(0) if each.event.type is EventType.ALARM][-1]
    assert (told.transition, told.body["work_order_id"]) == (AlarmEvent.LINKED.value, asked.id)


def test_what_comes_next_of_the_same_matter_joins_the_order_that_goes_on(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    (of_alarm,) = orders(sqlite_records)
    asked = request(sqlite_records)
    merge(sqlite_records, of_alarm, asked.id)
    happen(sqlite_records, replace(DOOR, rule="lift.other").raised("e2", LATER))
    assert len(stored(sqlite_records, asked.id).alarm_ids) == 2


def test_the_more_urgent_of_both_counts_and_open_tasks_go_along(sqlite_records: Records) -> None:
    happen(sqlite_records, BRAKE.raised("e1"))
    (brake,) = orders(sqlite_records)
    asked = request(sqlite_records)
    merge(sqlite_records, brake, asked.id)
    target = stored(sqlite_records, asked.id)
    assert target.priority is Priority.P1
    assert [(task.department, task.required, task.done_at) for task in target.tasks] == [(SECURITY, True, None)]
    assert target.tasks[0].id != brake.tasks[0].id
    with sqlite_records.transaction() as tx:
        finish_task(tx, target.id, target.tasks[0].id, by="guard", at=LATER)


def test_work_that_was_held_goes_on(sqlite_records: Records) -> None:
    asked, other = request(sqlite_records), request(sqlite_records)
    work(sqlite_records, asked.id, _E.DISPATCHED, _E.ACCEPTED)
    with sqlite_records.transaction() as tx:
        take_step(tx, asked.id, _E.HELD, StepDetails(hold_reason=HoldReason.PARTS), site=SITE, by="fitter", at=T0 + MINUTE)
    merge(sqlite_records, other, asked.id)
    target = stored(sqlite_records, asked.id)
    assert (target.state, target.paused_at, target.hold_reason) == (OrderState.IN_PROGRESS, None, None)


def test_its_files_stay_with_it(sqlite_records: Records) -> None:
    asked, other = request(sqlite_records), request(sqlite_records)
    with sqlite_records.transaction() as tx:
        attach(tx, other.id, Attachment("f1", other.id, "现场.jpg", "image/jpeg", 3, "00", T0, "steward"), at=T0)
    merge(sqlite_records, other, asked.id)
    with sqlite_records.reading() as tx:
        assert [file.id for each in tx.orders.merged_into(asked.id) for file in tx.orders.attachments(each.id)] == ["f1"]


def test_what_was_below_it_is_now_below_the_order_that_goes_on(sqlite_records: Records) -> None:
    asked, other, child = request(sqlite_records), request(sqlite_records), request(sqlite_records)
    put_below(sqlite_records, child, other)
    merge(sqlite_records, other, asked.id)
    assert stored(sqlite_records, child.id).parent_id == asked.id


def put_below(records: Records, child: WorkOrder, parent: WorkOrder) -> None:
    def link(tx: Transaction) -> None:
        change(tx, replace(child, parent_id=parent.id), _E.NOTED, at=T0)

    with records.transaction() as tx:
        link(tx)


def test_an_order_is_not_merged_into_itself(sqlite_records: Records) -> None:
    asked = request(sqlite_records)
    with pytest.raises(Refusal, match="part of itself"):
        merge(sqlite_records, asked, asked.id)


def test_a_parent_is_not_merged_into_its_own_part_but_a_part_into_its_parent(sqlite_records: Records) -> None:
    parent, child, grandchild = request(sqlite_records), request(sqlite_records), request(sqlite_records)
    put_below(sqlite_records, child, parent)
    put_below(sqlite_records, grandchild, child)
    with pytest.raises(Refusal, match="a part of this one"):
        merge(sqlite_records, parent, grandchild.id)
    assert merge(sqlite_records, stored(sqlite_records, child.id), parent.id).merged_into == parent.id
    assert stored(sqlite_records, grandchild.id).parent_id == parent.id


@pytest.mark.parametrize("into", ["nowhere", "elsewhere"])
def test_it_stays_within_its_site(sqlite_records: Records, into: str) -> None:
    asked, there = request(sqlite_records), request(sqlite_records, site=ELSEWHERE)
    with pytest.raises(Refusal, match="no such order at this site"):
        merge(sqlite_records, asked, {"elsewhere": there.id}.get(into, into))


def test_nothing_is_merged_into_what_is_done(sqlite_records: Records) -> None:
    asked, other = request(sqlite_records), request(sqlite_records)
    work(sqlite_records, asked.id, _E.DISPATCHED, _E.ACCEPTED, _E.COMPLETED)
    with pytest.raises(Refusal, match="done already"):
        merge(sqlite_records, other, asked.id)


def test_it_says_into_which(sqlite_records: Records) -> None:
    asked = request(sqlite_records)
    with sqlite_records.transaction() as tx, pytest.raises(Refusal, match="say which"):
        take_step(tx, asked.id, _E.MERGED, site=SITE, by="dispatcher", at=LATER)


def test_two_orders_of_alarms_become_one_and_every_alarm_has_exactly_it(records: Records) -> None:
    happen(records, LEVEL.raised("e1"), ENTRAPMENT.raised("e2"), BRAKE.raised("e3"))
    first, *others = orders(records)
    for each in others:
        merge(records, each, first.id)
    with records.reading() as tx:
        open_ones = tx.orders.list(OrderFilter(states=frozenset({OrderState.DISPATCHED}))).items
    assert [each.id for each in open_ones] == [first.id]
    assert len(open_ones[0].alarm_ids) == 3
