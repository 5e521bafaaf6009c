"""The timed parts of assisting departments (协办): added, accepted, done, and told when they are late. Errors as in `steps`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.identity import new_id
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import Appointment, OrderEvent, OrderState, Task, WorkOrder, next_state
from operations import announcements, order_announcements
from operations.deciding import Due, decide
from operations.workorders import service
from operations.workorders.record import both, change, done_at, find_order
from rules.alarms.record import SYSTEM

_E = OrderEvent
_PREFIX = "task."
_DONE = frozenset({OrderState.COMPLETED, OrderState.VERIFIED})


def add_task(
    tx: Transaction,
    order_id: str,
    *,
    department: Department,
    title: Text,
    site: Site,
    by: str,
    at: datetime,
    due_by: datetime | None = None,
    required: bool = True,
    version: int | None = None,
) -> WorkOrder:
    """Ask `department` to assist, by `due_by` (its priority's time to resolve from `at`, if left out). It is told."""
    order = _find(tx, order_id, version)
    state = next_state(order.state, _E.TASK_ADDED, from_alarm=order.from_alarm)
    if order.state in _DONE:
        raise Refusal("工单已完成，请先返工再增加协办", "the order is completed: reopen it before somebody is asked to assist")
    if department is order.department:
        raise Refusal("主办部门不能协办本单，请选择其他部门", "the department that leads does not assist: choose another one")
    if not title.zh.strip() or not title.en.strip():
        raise Refusal("请填写协办内容", "the task is empty: say in a few words what to do")
    due_by = due_by or service.due(order, site, at).resolve_by
    if due_by is not None and due_by <= at:
        raise Refusal("协办时限已过，请选择将来的时间", "the time limit has passed: choose one in the future")
    task = Task(new_id(), order.id, department, title, due_by, required)
    agenda = order.agenda if due_by is None else (*order.agenda, Appointment(due_by, f"{_PREFIX}{task.id}"))
    changed = replace(order, state=state, tasks=(*order.tasks, task), agenda=agenda)
    saved = change(tx, changed, _E.TASK_ADDED, at=at, actor=by, note=_with_department(task, both(title)))
    announcements.task_opened(tx, saved, task, site, at)
    return saved


def accept_task(
    tx: Transaction, order_id: str, task_id: str, *, by: str, at: datetime, occurred_at: datetime | None = None, note: str = "", version: int | None = None
) -> WorkOrder:
    """Somebody of the assisting department does it. Accepting again, or what is done, is no error."""
    order = find_order(tx, order_id)
    task = _task(order, task_id)
    if task.accepted_at is not None or task.done_at is not None:
        return order
    order = _find(tx, order_id, version)
    state = next_state(order.state, _E.TASK_ACCEPTED, from_alarm=order.from_alarm)
    moment = done_at(at, occurred_at)
    changed = _with(replace(order, state=state), replace(task, accepted_at=moment, accepted_by=by))
    return change(tx, changed, _E.TASK_ACCEPTED, at=at, occurred_at=moment, actor=by, note=_with_department(task, note))


def finish_task(
    tx: Transaction, order_id: str, task_id: str, *, by: str, at: datetime, occurred_at: datetime | None = None, note: str = "", version: int | None = None
) -> WorkOrder:
    """An assisting department has done its part. Doing it again is no error."""
    order = find_order(tx, order_id)
    task = _task(order, task_id)
    if task.done_at is not None:
        return order
    order = _find(tx, order_id, version)
    state = next_state(order.state, _E.TASK_DONE, from_alarm=order.from_alarm)
    moment = done_at(at, occurred_at)
    finished = replace(task, done_at=moment, done_by=by, accepted_at=task.accepted_at or moment, accepted_by=task.accepted_by or by)
    changed = _with(replace(order, state=state, agenda=order.without(f"{_PREFIX}{task_id}")), finished)
    return change(tx, changed, _E.TASK_DONE, at=at, occurred_at=moment, actor=by, note=_with_department(task, note))


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Say once of each task that was added to an order and is late that it is; returns how many were. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [order for order in tx.orders.due_before(now) if order.site in sites and _late(order, now)]
    return decide(records, [Due(_tell_late, order.id, sites[order.site]) for order in due], now)


def _tell_late(tx: Transaction, order_id: str, site: Site, now: datetime) -> int:
    order = tx.orders.get(order_id)
    late = () if order is None else _late(order, now)
    for appointment in late:
        order = _tell_one_late(tx, find_order(tx, order_id), appointment, site, now)
    return len(late)


def _tell_one_late(tx: Transaction, order: WorkOrder, appointment: Appointment, site: Site, now: datetime) -> WorkOrder:
    decided = replace(order, agenda=order.without(appointment.what))
    task = next((task for task in order.tasks if f"{_PREFIX}{task.id}" == appointment.what and task.done_at is None), None)
    if task is None:
        state = next_state(order.state, _E.NOTED, from_alarm=order.from_alarm)
        return change(tx, replace(decided, state=state), _E.NOTED, at=now, actor=SYSTEM)
    state = next_state(order.state, _E.OVERDUE, from_alarm=order.from_alarm)
    note = both(Text("协办超时：{title}", "A task is late: {title}").filled(title=task.title))
    saved = change(tx, replace(decided, state=state), _E.OVERDUE, at=now, occurred_at=appointment.at, note=note)
    order_announcements.task_late(tx, saved, task, site, now)
    return saved


def _late(order: WorkOrder, now: datetime) -> tuple[Appointment, ...]:
    return tuple(each for each in order.agenda if each.what.startswith(_PREFIX) and each.at <= now)


def _task(order: WorkOrder, task_id: str) -> Task:
    task = next((task for task in order.tasks if task.id == task_id), None)
    if task is None:
        raise KeyError(task_id)
    return task


def _with(order: WorkOrder, task: Task) -> WorkOrder:
    return replace(order, tasks=tuple(task if each.id == task.id else each for each in order.tasks))


def _with_department(task: Task, note: str) -> str:
    return f"{task.department}: {note}" if note else task.department.value


def _find(tx: Transaction, order_id: str, version: int | None) -> WorkOrder:
    order = find_order(tx, order_id)
    if version is not None and version != order.version:
        raise Conflict(f"the order has changed: its version is {order.version}, not {version}; read it again")
    return order
