"""What is told about time: somebody is reminded, or the next one up is called. Rows of the outbox, as in `operations.announcements`.

At night what an alarm of medium or low severity has to say waits for the digest of the morning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.identity import stable_id
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.post import Post
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.time import to_ms
from domain.work_order import WorkOrder
from operations.announcements import LIMIT_NAMES, clock, place_of, severity_of
from operations.night import WAITS, night_end
from operations.workorders import limits
from rules import routing

NAMED = 20
"""So many orders of a list are named; of the rest the number."""


def limit_near(tx: Transaction, order: WorkOrder, name: str, site: Site, at: datetime) -> None:
    """Remind the lead department that the limit `name` comes near."""
    moment = limits.limit_of(order, name)
    title = Text("{limit}即将到时：{title}", "{limit} is due soon: {title}").filled(limit=LIMIT_NAMES[name], title=order.title)
    key = f"order-reminder|{order.id}|{name}|{moment}"
    _tell(tx, order, key, NotificationKind.ORDER_REMINDER, order.department, title, _until(order, site, moment), site, at)


def hurried(tx: Transaction, order: WorkOrder, by: str, note: str, site: Site, at: datetime) -> None:
    """Tell the lead department that a person asks to hurry (催办). Never held: somebody waits."""
    title = Text("催办：{title}", "Please hurry: {title}").filled(title=order.title)
    said = Text("{place}工单 {number} · {by}", "{place}order {number} · {by}").filled(place=place_of(order, site), number=order.number, by=by)
    body = Text("{said} · {note}", "{said} · {note}").filled(said=said, note=note) if note else said
    key = f"order-hurry|{order.id}|{order.version}"
    _tell(tx, order, key, NotificationKind.ORDER_REMINDER, order.department, title, body, site, at, held=False)


def called(tx: Transaction, order: WorkOrder, name: str, post: Post, site: Site, at: datetime) -> None:
    """Call the next one up because the limit `name` has passed and nobody met it."""
    moment = limits.limit_of(order, name)
    title = Text("{limit}超时无人处理：{title}", "Still not met, {limit}: {title}").filled(limit=LIMIT_NAMES[name], title=order.title)
    key = f"order-escalated|{order.id}|{name}|{moment}|{post}"
    _tell(tx, order, key, NotificationKind.ORDER_ESCALATED, post.department, title, _until(order, site, moment), site, at, posts=(post,))


def outside_passed(tx: Transaction, order: WorkOrder, moment: datetime, site: Site, at: datetime) -> None:
    """Tell the manager that a deadline given from outside (a hotline) has passed."""
    title = Text("对外时限已过：{title}", "A deadline given from outside has passed: {title}").filled(title=order.title)
    key = f"order-outside|{order.id}|{to_ms(moment)}"
    _tell(
        tx,
        order,
        key,
        NotificationKind.ORDER_ESCALATED,
        Department.MANAGEMENT,
        title,
        _until(order, site, moment),
        site,
        at,
        posts=(Post.MANAGER,),
        held=False,
    )


def promise_broken(tx: Transaction, order: WorkOrder, until: datetime, post: Post | None, site: Site, at: datetime) -> None:
    """Tell the lead department, and `post`, that what was promised until `until` has not been done."""
    title = Text("承诺已过期：{title}", "A promise was not kept: {title}").filled(title=order.title)
    body = _until(order, site, until)
    key = f"promise|{order.id}|{to_ms(until)}"
    _tell(tx, order, f"{key}|{order.department}", NotificationKind.ORDER_ESCALATED, order.department, title, body, site, at)
    if post is not None:
        _tell(tx, order, f"{key}|{post}", NotificationKind.ORDER_ESCALATED, post.department, title, body, site, at, posts=(post,))


def rescue_late(tx: Transaction, order: WorkOrder, what: str, text: Text, site: Site, at: datetime) -> None:
    """Tell control room and manager that a clock of a rescue ran out. Never held."""
    title = Text("{text}：{title}", "{text}: {title}").filled(text=text, title=order.title)
    body = Text("{place}工单 {number}", "{place}order {number}").filled(place=place_of(order, site), number=order.number)
    for post in (Post.CONTROL_ROOM, Post.MANAGER):
        key = f"rescue-clock|{order.id}|{what}|{post}"
        _tell(tx, order, key, NotificationKind.ORDER_ESCALATED, post.department, title, body, site, at, posts=(post,), held=False)


def day_ended(tx: Transaction, orders: Sequence[WorkOrder], day: str, site: Site, at: datetime) -> None:
    """Tell the manager which requests of the day have neither an answer nor a promise (事不过夜): one message for site and day."""
    title = Text("{site}：{number} 件报事今日无答复、无承诺", "{site}: {number} requests without an answer or a promise today").filled(
        site=site.name, number=str(len(orders))
    )
    more = len(orders) - NAMED
    zh = "；".join(f"{order.number} {order.title.zh}" for order in orders[:NAMED]) + (f"；另有 {more} 件" if more > 0 else "")
    en = "; ".join(f"{order.number} {order.title.en}" for order in orders[:NAMED]) + (f"; and {more} more" if more > 0 else "")
    key = f"day-end|{site.id}|{day}"
    tx.outbox.add(
        Notification(
            id=stable_id("notification", key),
            key=key,
            created_at=at,
            realm=orders[0].realm,
            site=site.id,
            kind=NotificationKind.ORDER_ESCALATED,
            severity=Severity.MEDIUM,
            department=Department.MANAGEMENT,
            title=title,
            body=Text(zh, en),
            posts=(Post.MANAGER.value,),
        )
    )


def _tell(
    tx: Transaction,
    order: WorkOrder,
    key: str,
    kind: NotificationKind,
    department: Department,
    title: Text,
    body: Text,
    site: Site,
    at: datetime,
    *,
    posts: Sequence[Post] = (),
    held: bool = True,
) -> None:
    severity = severity_of(order.priority)
    held_until = night_end(site, at) if held and order.from_alarm and severity in WAITS else None
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
            body=body,
            alarm_ids=order.alarm_ids,
            work_order_id=order.id,
            next_at=held_until,
            posts=tuple(post.value for post in posts or routing.load().usual_posts(department)),
            digest=held_until is not None,
        )
    )


def _until(order: WorkOrder, site: Site, moment: datetime | None) -> Text:
    return Text("{place}工单 {number} · {time} 前", "{place}order {number} · by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(moment, site.time_zone)
    )
