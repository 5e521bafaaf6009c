"""Duplicates merge: the same matter in two orders goes on in one of them, with the alarms, tasks and urgency of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from domain.alarm import AlarmEvent
from domain.identity import new_id
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderEvent, OrderState, Task, WorkOrder, next_state
from operations import announcements
from operations.workorders import closing, limits
from operations.workorders.record import both, change, is_open
from rules.alarms.record import tell

_DONE = frozenset({OrderState.COMPLETED, OrderState.VERIFIED})
_GONE = Text("并入工单 {number}", "now part of order {number}")
_TAKEN_OVER = Text("工单 {number} 并入本单：{title}", "order {number} is now part of this one: {title}")
_NEW_PARENT = Text("主单已并入工单 {number}", "the order above it is now part of order {number}")


def merge(
    tx: Transaction, order: WorkOrder, into: str, *, site: Site, by: str, at: datetime, occurred_at: datetime, note: str, device_id: str | None
) -> WorkOrder:
    """`order` becomes part of the open order with the id `into`; returns it, cancelled. Its files stay with it, and it says where it went.

    Raises `Refusal` where the two cannot be one: the same, another site or realm, over or completed, or a part of `order` itself.
    """
    target = _target(tx, order, into)
    alarm_ids, tasks = order.alarm_ids, [task for task in order.tasks if task.done_at is None]
    cancelled = next_state(order.state, OrderEvent.MERGED, from_alarm=order.from_alarm)
    tx.orders.move_alarms(order.id, target.id)
    gone = closing.ended(replace(order, state=cancelled, alarm_ids=(), merged_into=target.id, hold_reason=None), at=occurred_at)
    words = both(_GONE.filled(number=target.number))
    told = f"{note.strip()}\n{words}" if note.strip() else words
    saved = change(tx, gone, OrderEvent.MERGED, at=at, occurred_at=occurred_at, actor=by, note=told, device_id=device_id)
    for child in tx.orders.children(order.id):
        if is_open(child):
            state = next_state(child.state, OrderEvent.NOTED, from_alarm=child.from_alarm)
            moved = replace(child, state=state, parent_id=target.id)
            change(tx, moved, OrderEvent.NOTED, at=at, actor=by, note=both(_NEW_PARENT.filled(number=target.number)))
    _take_over(tx, replace(target, alarm_ids=tuple(dict.fromkeys((*target.alarm_ids, *alarm_ids)))), order, tasks, site=site, by=by, at=at)
    for alarm_id in alarm_ids:
        alarm = tx.alarms.get(alarm_id)
        if alarm is not None:
            tell(tx, alarm, AlarmEvent.LINKED, at=at, actor=by)
    return saved


def _target(tx: Transaction, order: WorkOrder, into: str) -> WorkOrder:
    target = tx.orders.get(into)
    if target is None or (target.site, target.realm) != (order.site, order.realm):
        raise Refusal("本项目没有要并入的工单，请从列表中选择", "there is no such order at this site: choose one from the list")
    if target.id == order.id:
        raise Refusal("工单不能并入自身，请选择另一张", "an order cannot become part of itself: choose another one")
    if not is_open(target) or target.state in _DONE:
        raise Refusal("要并入的工单已完成，请选择未完成的工单", "that order is done already: choose one on which work goes on, or reopen it first")
    if order.id in _above(tx, target):
        raise Refusal("主单不能并入它的子单，请反过来合并", "that order is a part of this one: merge it into this one instead")
    return target


def _take_over(tx: Transaction, target: WorkOrder, order: WorkOrder, tasks: list[Task], *, site: Site, by: str, at: datetime) -> None:
    """`target` with everything that was still to be done in `order`."""
    busy = {target.department, *(task.department for task in target.tasks if task.done_at is None)}
    new_tasks = tuple(replace(task, id=new_id(), order_id=target.id) for task in tasks if task.department not in busy)
    joined = replace(
        target,
        state=next_state(target.state, OrderEvent.JOINED, from_alarm=target.from_alarm),
        group=target.group or order.group,
        asset=target.asset or order.asset,
        incident_id=target.incident_id or order.incident_id,
        sop=target.sop or order.sop,
        skills=tuple(dict.fromkeys((*target.skills, *order.skills))),
        evidence=tuple(dict.fromkeys((*target.evidence, *order.evidence))),
        watch_min=max((each for each in (target.watch_min, order.watch_min) if each is not None), default=None),
        tasks=(*target.tasks, *new_tasks),
    )
    if target.state is OrderState.ON_HOLD:
        joined = replace(limits.continued(joined, site, at), hold_reason=None)
    if order.priority.rank < joined.priority.rank:
        joined = limits.tightened(joined, order.priority, site, at)
    saved = change(tx, joined, OrderEvent.JOINED, at=at, actor=by, note=both(_TAKEN_OVER.filled(number=order.number, title=order.title)))
    ids = {task.id for task in new_tasks}
    for task in saved.tasks:
        if task.id in ids:
            announcements.task_opened(tx, saved, task, site, at)


def _above(tx: Transaction, order: WorkOrder) -> Iterator[str]:
    seen: set[str] = set()
    above = order.parent_id
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        parent = tx.orders.get(above)
        above = None if parent is None else parent.parent_id
