"""What is told to departments about work orders, with what each post that an alarm calls has to do (`rules.routing`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alarm import Alarm
from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import Transaction
from domain.service_level import Rung
from domain.site import Site
from domain.text import Text
from domain.work_order import Task, WorkOrder
from operations.telling import clock, posts_of, routes_of, tell_of_order, with_tasks_of_posts
from operations.workorders import limits, service

LIMIT_NAMES = {
    limits.ACCEPT: Text("接单", "acceptance"),
    limits.ARRIVE: Text("到场", "arrival"),
    limits.RESOLVE: Text("完成", "resolution"),
}

_LOOKED_THROUGH = 20
"""So many alarms of an order are looked through for the one that decides who is called."""


def order_opened(tx: Transaction, order: WorkOrder, site: Site, at: datetime, *, alarm: Alarm | None = None) -> None:
    """Tell the lead department of a new order, each assisting one of its task, and those whom only the route of `alarm` names.

    Late alarms are called late.
    """
    late = alarm is not None and alarm.late
    kind = NotificationKind.ALARM_LATE if late else NotificationKind.ORDER_OPENED
    title = order.title
    if alarm is not None and late:
        title = Text("{title}（{time} 发生，迟到）", "{title} (occurred at {time}, known late)").filled(
            title=title, time=clock(alarm.occurred_at, site.time_zone)
        )
    key = f"order-opened|{order.id}|{order.department}"
    _tell(tx, order, key, kind, order.department, title, _order_body(order, site), at, site, alarm)
    for task in order.tasks:
        task_opened(tx, order, task, site, at)
    if alarm is not None:
        _inform(tx, order, alarm, title, site, at)


def order_joined(tx: Transaction, order: WorkOrder, alarm: Alarm, site: Site, at: datetime, *, but: Collection[Department] = ()) -> None:
    """Tell everybody concerned, `but` some, that a more urgent alarm joined, or that work that had stopped must go on."""
    for department in sorted({order.department, *(task.department for task in order.tasks if task.done_at is None)} - set(but)):
        key = f"order-joined|{order.id}|{alarm.episode}|{department}"
        _tell(tx, order, key, NotificationKind.ORDER_JOINED, department, alarm.message, _order_body(order, site), at, site, alarm)
    _inform(tx, order, alarm, alarm.message, site, at)


def task_opened(tx: Transaction, order: WorkOrder, task: Task, site: Site, at: datetime) -> None:
    """Tell an assisting department of its task."""
    body = Text("{place}工单 {number} · {time} 前完成", "{place}order {number} · due by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(task.due_by, site.time_zone)
    )
    alarm = _most_urgent_alarm(tx, order)
    _tell(tx, order, f"task-opened|{task.id}", NotificationKind.TASK_OPENED, task.department, task.title, body, at, site, alarm)


def order_handed_over(tx: Transaction, order: WorkOrder, at: datetime) -> None:
    """Tell a department that an order has come to it from another: at once, for somebody is awake who did it."""
    body = Text("工单 {number} 已转至本部门", "Order {number} has come to your department").filled(number=order.number)
    key = f"order-opened|{order.id}|{order.department}|{order.version}"
    tell_of_order(tx, order, key, NotificationKind.ORDER_OPENED, order.department, order.title, body, at)


def limit_passed(tx: Transaction, order: WorkOrder, name: str, site: Site, at: datetime) -> None:
    """Tell the lead department and those with an open task that the limit `name` passed; management too, unless it is called step by step."""
    moment = limits.limit_of(order, name)
    title = Text("{limit}超时：{title}", "Overdue for {limit}: {title}").filled(limit=LIMIT_NAMES[name], title=order.title)
    body = Text("{place}工单 {number} · 应于 {time} 前", "{place}order {number} · was due by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(moment, site.time_zone)
    )
    alarm = _most_urgent_alarm(tx, order)
    waiting = {task.department for task in order.tasks if task.done_at is None}
    ladder = {step.call for step in service.level_of(order, site).escalation}
    above = set() if Rung.MANAGER in ladder else {Department.MANAGEMENT}
    for department in sorted({order.department} | above | waiting):
        key = f"order-overdue|{order.id}|{name}|{moment}|{department}"
        _tell(tx, order, key, NotificationKind.ORDER_OVERDUE, department, title, body, at, site, alarm)


def limit_note(name: str, moment: datetime | None, zone: ZoneInfo) -> Text:
    """The line of the timeline for a limit that passed."""
    return Text("{limit}时限 {time} 已过", "The limit for {limit}, {time}, has passed").filled(limit=LIMIT_NAMES[name], time=clock(moment, zone))


def _inform(tx: Transaction, order: WorkOrder, alarm: Alarm, title: Text, site: Site, at: datetime) -> None:
    """Tell those departments that have nothing to do in the order, but a post on the route of `alarm`: once for each order."""
    own = {order.department, *(task.department for task in order.tasks)}
    for department in sorted({route.post.department for route in routes_of(alarm)} - own):
        body = Text("{place}工单 {number}", "{place}order {number}").filled(place=place_of(order, site), number=order.number)
        _tell(tx, order, f"order-informed|{order.id}|{department}", NotificationKind.ORDER_OPENED, department, title, body, at, site, alarm)


def _tell(
    tx: Transaction,
    order: WorkOrder,
    key: str,
    kind: NotificationKind,
    department: Department,
    title: Text,
    body: Text,
    at: datetime,
    site: Site,
    alarm: Alarm | None,
) -> None:
    """With what each post on the route of `alarm` does."""
    routes = () if alarm is None else routes_of(alarm)
    said = with_tasks_of_posts(body, department, routes)
    tell_of_order(tx, order, key, kind, department, title, said, at, posts=posts_of(department, routes), night_of=site)


def _most_urgent_alarm(tx: Transaction, order: WorkOrder) -> Alarm | None:
    found = (tx.alarms.get(alarm_id) for alarm_id in order.alarm_ids[:_LOOKED_THROUGH])
    return min((alarm for alarm in found if alarm is not None), key=lambda alarm: alarm.severity.rank, default=None)


def _order_body(order: WorkOrder, site: Site) -> Text:
    accept_by = clock(order.due.accept_by, site.time_zone)
    return Text("{place}工单 {number} · {time} 前接单", "{place}order {number} · accept by {time}").filled(
        place=place_of(order, site), number=order.number, time=accept_by
    )


def place_of(order: WorkOrder, site: Site) -> Text:
    """Where it is, followed by a dot; nothing if the asset is not (any more) in the site file."""
    asset = None if order.asset is None else site.assets.get(order.asset)
    return Text("", "") if asset is None else Text("{place} · ", "{place} · ").filled(place=site.place(asset))
