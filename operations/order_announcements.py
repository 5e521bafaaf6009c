"""What is told when an order needs more than the next pair of hands: an owner, a late assistant."""

from __future__ import annotations

from datetime import datetime

from domain.identity import stable_id
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import Task, WorkOrder
from operations.announcements import clock, place_of, posts_of, severity_of


def needs_owner(tx: Transaction, order: WorkOrder, site: Site, at: datetime) -> None:
    """Tell management that `order` was declined again and that they have to name its owner."""
    title = Text("请指定责任人：{title}", "Name an owner: {title}").filled(title=order.title)
    body = Text("{place}工单 {number} · 已被退单 {times} 次", "{place}order {number} · declined {times} times").filled(
        place=place_of(order, site), number=order.number, times=order.refusals
    )
    key = f"order-needs-owner|{order.id}|{order.refusals}"
    _add(tx, order, key, NotificationKind.ORDER_OVERDUE, Department.MANAGEMENT, title, body, at)


def task_late(tx: Transaction, order: WorkOrder, task: Task, site: Site, at: datetime) -> None:
    """Tell the assisting department, and the one that waits for it, that its task is late."""
    title = Text("协办超时：{title}", "Task overdue: {title}").filled(title=task.title)
    body = Text("{place}工单 {number} · 应于 {time} 前", "{place}order {number} · was due by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(task.due_by, site.time_zone)
    )
    for department in sorted({task.department, order.department}):
        _add(tx, order, f"task-late|{task.id}|{department}", NotificationKind.ORDER_OVERDUE, department, title, body, at)


def _add(tx: Transaction, order: WorkOrder, key: str, kind: NotificationKind, department: Department, title: Text, body: Text, at: datetime) -> None:
    tx.outbox.add(
        Notification(
            id=stable_id("notification", key),
            key=key,
            created_at=at,
            realm=order.realm,
            site=order.site,
            kind=kind,
            severity=severity_of(order.priority),
            department=department,
            title=title,
            body=body,
            alarm_ids=order.alarm_ids,
            work_order_id=order.id,
            posts=posts_of(department, ()),
        )
    )
