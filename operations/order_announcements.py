"""What is told when an order needs more than the next pair of hands: whose it is, an owner, a late assistant."""

from __future__ import annotations

from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import Task, WorkOrder
from operations.announcements import place_of
from operations.telling import clock, morning, severity_of, tell_of_order
from rules.alarms.record import SYSTEM


def needs_owner(tx: Transaction, order: WorkOrder, site: Site, at: datetime) -> None:
    """Tell management that `order` was declined again and that they have to name its owner."""
    title = Text("请指定责任人：{title}", "Name an owner: {title}").filled(title=order.title)
    body = Text("{place}工单 {number} · 已被退单 {times} 次", "{place}order {number} · declined {times} times").filled(
        place=place_of(order, site), number=order.number, times=order.refusals
    )
    key = f"order-needs-owner|{order.id}|{order.refusals}"
    tell_of_order(tx, order, key, NotificationKind.ORDER_OVERDUE, Department.MANAGEMENT, title, body, at)


def given(tx: Transaction, order: WorkOrder, site: Site, by: str, at: datetime) -> None:
    """Tell the person to whom `by` has given `order` that it is theirs, and by when they have to accept it.

    Whoever took it themselves knows. What Steward gives away by itself adds nothing for somebody who is being called to the
    order at that moment, nor at night to what waits for the morning.
    """
    if order.assignee in {None, by}:
        return
    waits = order.from_alarm and morning(site, severity_of(order.priority), at) is not None
    if by == SYSTEM and (waits or _is_being_called(tx, order)):
        return
    title = Text("派给您：{title}", "Yours: {title}").filled(title=order.title)
    body = Text("{place}工单 {number} · {time} 前接单", "{place}order {number} · accept by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(order.due.accept_by, site.time_zone)
    )
    key = f"order-assigned|{order.id}|{order.assignee}|{order.version}"
    tell_of_order(tx, order, key, NotificationKind.ORDER_ASSIGNED, order.department, title, body, at, persons=(order.assignee or "",))


def _is_being_called(tx: Transaction, order: WorkOrder) -> bool:
    return any(order.assignee in each.people for each in tx.call_outs.about(work_order_id=order.id, calling=True))


def task_late(tx: Transaction, order: WorkOrder, task: Task, site: Site, at: datetime) -> None:
    """Tell the assisting department, and the one that waits for it, that its task is late."""
    title = Text("协办超时：{title}", "Task overdue: {title}").filled(title=task.title)
    body = Text("{place}工单 {number} · 应于 {time} 前", "{place}order {number} · was due by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(task.due_by, site.time_zone)
    )
    for department in sorted({task.department, order.department}):
        tell_of_order(tx, order, f"task-late|{task.id}|{department}", NotificationKind.ORDER_OVERDUE, department, title, body, at)
