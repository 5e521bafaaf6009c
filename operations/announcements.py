"""What is told to departments: rows of the outbox, written in the transaction of what they tell.

Keys are made of what happened, so that doing a thing twice tells it once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alarm import Alarm
from domain.identity import stable_id
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.records import Transaction
from domain.severity import PRIORITY_OF, Priority, Severity
from domain.site import Site
from domain.text import Text
from domain.work_order import Task, WorkOrder
from operations.workorders import limits

_SEVERITY_OF = {priority: severity for severity, priority in PRIORITY_OF.items()}

_LIMIT_NAMES = {
    limits.ACCEPT: Text("接单", "acceptance"),
    limits.ARRIVE: Text("到场", "arrival"),
    limits.RESOLVE: Text("完成", "resolution"),
}


def severity_of(priority: Priority) -> Severity:
    """The severity that stands for `priority` on screens."""
    return _SEVERITY_OF[priority]


def order_opened(tx: Transaction, order: WorkOrder, site: Site, at: datetime, *, alarm: Alarm | None = None) -> None:
    """Tell the lead department of a new order, and each assisting one of its task. Late alarms are called late."""
    late = alarm is not None and alarm.late
    kind = NotificationKind.ALARM_LATE if late else NotificationKind.ORDER_OPENED
    title = order.title
    if alarm is not None and late:
        title = Text("{title}（{time} 发生，迟到）", "{title} (occurred at {time}, known late)").filled(
            title=title, time=_clock(alarm.occurred_at, site.time_zone)
        )
    _add(tx, order, f"order-opened|{order.id}|{order.department}", kind, order.department, title, _order_body(order, site), at)
    for task in order.tasks:
        task_opened(tx, order, task, site, at)


def order_joined(tx: Transaction, order: WorkOrder, alarm: Alarm, site: Site, at: datetime, *, but: Collection[Department] = ()) -> None:
    """Tell everybody concerned, `but` some, that a more urgent alarm joined, or that work that had stopped must go on."""
    for department in sorted({order.department, *(task.department for task in order.tasks if task.done_at is None)} - set(but)):
        key = f"order-joined|{order.id}|{alarm.episode}|{department}"
        _add(tx, order, key, NotificationKind.ORDER_JOINED, department, alarm.message, _order_body(order, site), at)


def task_opened(tx: Transaction, order: WorkOrder, task: Task, site: Site, at: datetime) -> None:
    """Tell an assisting department of its task."""
    body = Text("{place}工单 {number} · {time} 前完成", "{place}order {number} · due by {time}").filled(
        place=_place(order, site), number=order.number, time=_clock(task.due_by, site.time_zone)
    )
    _add(tx, order, f"task-opened|{task.id}", NotificationKind.TASK_OPENED, task.department, task.title, body, at)


def order_handed_over(tx: Transaction, order: WorkOrder, at: datetime) -> None:
    """Tell a department that an order has come to it from another."""
    body = Text("工单 {number} 已转至本部门", "Order {number} has come to your department").filled(number=order.number)
    key = f"order-opened|{order.id}|{order.department}|{order.version}"
    _add(tx, order, key, NotificationKind.ORDER_OPENED, order.department, order.title, body, at)


def limit_passed(tx: Transaction, order: WorkOrder, name: str, site: Site, at: datetime) -> None:
    """Tell the lead department, those with an open task, and management that the limit `name` passed."""
    moment = limits.limit_of(order, name)
    title = Text("{limit}超时：{title}", "Overdue for {limit}: {title}").filled(limit=_LIMIT_NAMES[name], title=order.title)
    body = Text("{place}工单 {number} · 应于 {time} 前", "{place}order {number} · was due by {time}").filled(
        place=_place(order, site), number=order.number, time=_clock(moment, site.time_zone)
    )
    waiting = {task.department for task in order.tasks if task.done_at is None}
    for department in sorted({order.department, Department.MANAGEMENT} | waiting):
        key = f"order-overdue|{order.id}|{name}|{moment}|{department}"
        _add(tx, order, key, NotificationKind.ORDER_OVERDUE, department, title, body, at)


def limit_note(name: str, moment: datetime | None, zone: ZoneInfo) -> Text:
    """The line of the timeline for a limit that passed."""
    return Text("{limit}时限 {time} 已过", "The limit for {limit}, {time}, has passed").filled(limit=_LIMIT_NAMES[name], time=_clock(moment, zone))


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
        )
    )


def _order_body(order: WorkOrder, site: Site) -> Text:
    accept_by = _clock(order.due.accept_by, site.time_zone)
    return Text("{place}工单 {number} · {time} 前接单", "{place}order {number} · accept by {time}").filled(
        place=_place(order, site), number=order.number, time=accept_by
    )


def _place(order: WorkOrder, site: Site) -> Text:
    """Where it is, followed by a dot; nothing if the asset is not (any more) in the site file."""
    asset = None if order.asset is None else site.assets.get(order.asset)
    return Text("", "") if asset is None else Text("{place} · ", "{place} · ").filled(place=site.place(asset))


def _clock(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else f"{moment.astimezone(zone):%m-%d %H:%M}"
