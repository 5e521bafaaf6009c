"""The timed parts of assisting departments: asked for, accepted, done, and told when late."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.outbox import NotificationKind
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Records
from domain.text import Text
from domain.work_order import OrderEvent, WorkOrder
from operations.deadlines import sweep
from operations.workorders.tasks import accept_task, add_task, finish_task
from tests.operations.scenes import DOOR, ENGINEERING, HOUR, MINUTE, SECURITY, SITE, SITES, T0, happen, only_order, timeline, told, work

_E = OrderEvent
CORDON = Text("拉警戒线", "Cordon it off")


@pytest.fixture
def order(records: Records) -> WorkOrder:
    """An alarm's order of engineering that somebody works on."""
    happen(records, DOOR.raised("e1"))
    return work(records, only_order(records).id, _E.ACCEPTED, at=T0)


def add(
    records: Records,
    order: WorkOrder,
    *,
    department: Department = SECURITY,
    title: Text = CORDON,
    due_by: datetime | None = T0 + HOUR,
    required: bool = True,
    version: int | None = None,
) -> WorkOrder:
    with records.transaction() as tx:
        return add_task(
            tx, order.id, department=department, title=title, site=SITE, by="fitter", at=T0 + MINUTE, due_by=due_by, required=required, version=version
        )


def test_a_department_that_is_asked_to_assist_hears_of_its_task(records: Records, order: WorkOrder) -> None:
    asked = add(records, order)
    assert [(task.department, task.title, task.due_by, task.required) for task in asked.tasks] == [(SECURITY, CORDON, T0 + HOUR, True)]
    assert (told(records)[-1].kind, told(records)[-1].department) == (NotificationKind.TASK_OPENED, SECURITY)
    assert timeline(records, order.id)[-1].event is _E.TASK_ADDED


def test_it_blocks_completing_until_it_is_done_unless_it_is_optional(records: Records, order: WorkOrder) -> None:
    task = add(records, add(records, order, required=False)).tasks[1]
    with pytest.raises(Refusal, match="security"):
        work(records, order.id, _E.COMPLETED)
    with records.transaction() as tx:
        accepted = accept_task(tx, order.id, task.id, by="guard", at=T0 + 2 * MINUTE)
        assert accept_task(tx, order.id, task.id, by="other", at=T0 + 3 * MINUTE) == accepted
        finished = finish_task(tx, order.id, task.id, by="guard", at=T0 + 4 * MINUTE)
    kept = finished.tasks[1]
    assert (kept.accepted_at, kept.accepted_by, kept.done_at) == (T0 + 2 * MINUTE, "guard", T0 + 4 * MINUTE)
    assert work(records, order.id, _E.COMPLETED, at=T0 + HOUR).completed_at == T0 + HOUR


def test_without_a_limit_it_has_the_one_of_its_priority(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    assert add(sqlite_records, only_order(sqlite_records), due_by=None).tasks[0].due_by == T0 + MINUTE + 24 * HOUR


def test_a_late_task_is_told_once_to_both_departments(records: Records, order: WorkOrder) -> None:
    add(records, order)
    before = len(told(records))
    assert sweep(records, SITES, T0 + HOUR) >= 1
    sweep(records, SITES, T0 + HOUR + MINUTE)
    late = [one for one in told(records)[before:] if "协办超时" in one.title.zh]
    assert {one.department for one in late} == {ENGINEERING, SECURITY}
    assert len([line for line in timeline(records, order.id) if "A task is late" in line.note]) == 1


def test_a_task_that_is_done_is_not_late(sqlite_records: Records) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    asked = add(sqlite_records, only_order(sqlite_records))
    with sqlite_records.transaction() as tx:
        finish_task(tx, asked.id, asked.tasks[0].id, by="guard", at=T0 + 2 * MINUTE)
    sweep(sqlite_records, SITES, T0 + 2 * HOUR)
    assert [one for one in told(sqlite_records) if "协办超时" in one.title.zh] == []


@pytest.mark.parametrize(
    ("department", "title", "due_by"),
    [(ENGINEERING, CORDON, None), (SECURITY, Text(" ", " "), None), (SECURITY, CORDON, T0)],
    ids=["the lead itself", "nothing to do", "a limit that has passed"],
)
def test_what_cannot_be_asked(sqlite_records: Records, department: Department, title: Text, due_by: datetime | None) -> None:
    happen(sqlite_records, DOOR.raised("e1"))
    with pytest.raises(Refusal):
        add(sqlite_records, only_order(sqlite_records), department=department, title=title, due_by=due_by)


def test_nobody_is_asked_to_assist_in_what_is_done(records: Records, order: WorkOrder) -> None:
    work(records, order.id, _E.COMPLETED)
    with pytest.raises(Refusal, match="reopen it"):
        add(records, order)


def test_whoever_read_an_older_order_gets_a_conflict(records: Records, order: WorkOrder) -> None:
    with pytest.raises(Conflict):
        add(records, order, version=1)
