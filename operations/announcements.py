"""What is told to departments about work orders: rows of the outbox, written in the transaction of what they tell.

Keys are made of what happened, so that doing a thing twice tells it once. A notification names the posts of its
department that it is for (`rules.routing`), and what each of them does. What an alarm of medium or low severity has to
say at night waits for the digest of the morning.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alarm import Alarm
from domain.identity import stable_id
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.post import POST_NAMES
from domain.records import Transaction
from domain.service_level import Rung
from domain.severity import PRIORITY_OF, Priority, Severity
from domain.site import Site
from domain.text import Text
from domain.work_order import Task, WorkOrder
from operations.night import WAITS, night_end
from operations.workorders import limits, service
from rules import routing
from rules.routing import Route

_SEVERITY_OF = {priority: severity for severity, priority in PRIORITY_OF.items()}

LIMIT_NAMES = {
    limits.ACCEPT: Text("接单", "acceptance"),
    limits.ARRIVE: Text("到场", "arrival"),
    limits.RESOLVE: Text("完成", "resolution"),
}

_LOOKED_THROUGH = 20
"""So many alarms of an order are looked through for the one that decides who is called."""


def severity_of(priority: Priority) -> Severity:
    """The severity that stands for `priority` on screens."""
    return _SEVERITY_OF[priority]


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
    _add(tx, order, key, kind, order.department, title, _order_body(order, site), at, site=site, alarm=alarm)
    for task in order.tasks:
        task_opened(tx, order, task, site, at)
    if alarm is not None:
        _inform(tx, order, alarm, title, site, at)


def order_joined(tx: Transaction, order: WorkOrder, alarm: Alarm, site: Site, at: datetime, *, but: Collection[Department] = ()) -> None:
    """Tell everybody concerned, `but` some, that a more urgent alarm joined, or that work that had stopped must go on."""
    for department in sorted({order.department, *(task.department for task in order.tasks if task.done_at is None)} - set(but)):
        key = f"order-joined|{order.id}|{alarm.episode}|{department}"
        _add(tx, order, key, NotificationKind.ORDER_JOINED, department, alarm.message, _order_body(order, site), at, site=site, alarm=alarm)
    _inform(tx, order, alarm, alarm.message, site, at)


def task_opened(tx: Transaction, order: WorkOrder, task: Task, site: Site, at: datetime) -> None:
    """Tell an assisting department of its task."""
    body = Text("{place}工单 {number} · {time} 前完成", "{place}order {number} · due by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(task.due_by, site.time_zone)
    )
    alarm = _most_urgent_alarm(tx, order)
    _add(tx, order, f"task-opened|{task.id}", NotificationKind.TASK_OPENED, task.department, task.title, body, at, site=site, alarm=alarm)


def order_handed_over(tx: Transaction, order: WorkOrder, at: datetime) -> None:
    """Tell a department that an order has come to it from another: at once, for somebody is awake who did it."""
    body = Text("工单 {number} 已转至本部门", "Order {number} has come to your department").filled(number=order.number)
    key = f"order-opened|{order.id}|{order.department}|{order.version}"
    _add(tx, order, key, NotificationKind.ORDER_OPENED, order.department, order.title, body, at)


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
        _add(tx, order, key, NotificationKind.ORDER_OVERDUE, department, title, body, at, site=site, alarm=alarm)


def limit_note(name: str, moment: datetime | None, zone: ZoneInfo) -> Text:
    """The line of the timeline for a limit that passed."""
    return Text("{limit}时限 {time} 已过", "The limit for {limit}, {time}, has passed").filled(limit=LIMIT_NAMES[name], time=clock(moment, zone))


def posts_of(department: Department, routes: Sequence[Route]) -> tuple[str, ...]:
    """The posts of `department` among `routes`, else its usual ones."""
    return tuple(route.post.value for route in routes if route.post.department is department) or tuple(
        post.value for post in routing.load().usual_posts(department)
    )


def with_tasks_of_posts(body: Text, department: Department, routes: Sequence[Route]) -> Text:
    """`body`, and what each post of `department` does: one message names them all."""
    own = [
        Text("{post}：{does}", "{post}: {does}").filled(post=POST_NAMES[route.post], does=route.does) for route in routes if route.post.department is department
    ]
    if not own:
        return body
    return Text("{body} · " + "；".join(each.zh for each in own), "{body} · " + "; ".join(each.en for each in own)).filled(body=body)


def _inform(tx: Transaction, order: WorkOrder, alarm: Alarm, title: Text, site: Site, at: datetime) -> None:
    """Tell those departments that have nothing to do in the order, but a post on the route of `alarm`: once for each order."""
    own = {order.department, *(task.department for task in order.tasks)}
    for department in sorted({route.post.department for route in _routes(alarm)} - own):
        body = Text("{place}工单 {number}", "{place}order {number}").filled(place=place_of(order, site), number=order.number)
        _add(tx, order, f"order-informed|{order.id}|{department}", NotificationKind.ORDER_OPENED, department, title, body, at, site=site, alarm=alarm)


def _add(
    tx: Transaction,
    order: WorkOrder,
    key: str,
    kind: NotificationKind,
    department: Department,
    title: Text,
    body: Text,
    at: datetime,
    *,
    site: Site | None = None,
    alarm: Alarm | None = None,
) -> None:
    routes = () if alarm is None else _routes(alarm)
    severity = severity_of(order.priority)
    # What a person asks for is never held: somebody waits for it.
    held_until = night_end(site, at) if site is not None and order.from_alarm and severity in WAITS else None
    tx.outbox.add(
        Notification(
            id=stable_id("notification", key),
            key=key,
            created_at=at,
            realm=order.realm,
            site=order.site,
            kind=kind,
            severity=severity,
            department=department,
            title=title,
            body=with_tasks_of_posts(body, department, routes),
            alarm_ids=order.alarm_ids,
            work_order_id=order.id,
            next_at=held_until,
            posts=posts_of(department, routes),
            digest=held_until is not None,
        )
    )


def _routes(alarm: Alarm) -> tuple[Route, ...]:
    return routing.load().routes(alarm.rule, alarm.severity)


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


def clock(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment as the clocks of the site show it."""
    return None if moment is None else f"{moment.astimezone(zone):%m-%d %H:%M}"
