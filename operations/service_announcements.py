"""What is told about time: somebody is reminded, or the next one up is called. Rows of the outbox, as in `operations.telling`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import Post
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.time import to_ms
from domain.work_order import WorkOrder
from operations.announcements import LIMIT_NAMES, place_of
from operations.telling import clock, tell, tell_of_order
from operations.workorders import limits

NAMED = 20
"""So many orders of a list are named; of the rest the number."""


def limit_near(tx: Transaction, order: WorkOrder, name: str, site: Site, at: datetime) -> None:
    """Remind the lead department that the limit `name` comes near."""
    moment = limits.limit_of(order, name)
    title = Text("{limit}即将到时：{title}", "Soon due for {limit}: {title}").filled(limit=LIMIT_NAMES[name], title=order.title)
    key = f"order-reminder|{order.id}|{name}|{moment}"
    tell_of_order(tx, order, key, NotificationKind.ORDER_REMINDER, order.department, title, _until(order, site, moment), at, night_of=site)


def hurried(tx: Transaction, order: WorkOrder, by: str, note: str, site: Site, at: datetime) -> None:
    """Tell the lead department that a person asks to hurry (催办). Never held: somebody waits."""
    title = Text("催办：{title}", "Please hurry: {title}").filled(title=order.title)
    said = Text("{place}工单 {number} · {by}", "{place}order {number} · {by}").filled(place=place_of(order, site), number=order.number, by=by)
    body = Text("{said} · {note}", "{said} · {note}").filled(said=said, note=note) if note else said
    key = f"order-hurry|{order.id}|{order.version}"
    tell_of_order(tx, order, key, NotificationKind.ORDER_REMINDER, order.department, title, body, at)


def called(tx: Transaction, order: WorkOrder, name: str, post: Post, site: Site, at: datetime) -> None:
    """Call the next one up because the limit `name` has passed and nobody met it."""
    moment = limits.limit_of(order, name)
    title = Text("{limit}超时无人处理：{title}", "Still not met, {limit}: {title}").filled(limit=LIMIT_NAMES[name], title=order.title)
    key = f"order-escalated|{order.id}|{name}|{moment}|{post}"
    tell_of_order(tx, order, key, NotificationKind.ORDER_ESCALATED, post.department, title, _until(order, site, moment), at, posts=(post,), night_of=site)


def outside_passed(tx: Transaction, order: WorkOrder, moment: datetime, site: Site, at: datetime) -> None:
    """Tell the manager that a deadline given from outside (a hotline) has passed."""
    title = Text("对外时限已过：{title}", "A deadline given from outside has passed: {title}").filled(title=order.title)
    key = f"order-outside|{order.id}|{to_ms(moment)}"
    text = _until(order, site, moment)
    tell_of_order(tx, order, key, NotificationKind.ORDER_ESCALATED, Department.MANAGEMENT, title, text, at, posts=(Post.MANAGER,))


def promise_broken(tx: Transaction, order: WorkOrder, until: datetime, post: Post | None, site: Site, at: datetime) -> None:
    """Tell the lead department, and `post`, that what was promised until `until` has not been done."""
    title = Text("承诺已过期：{title}", "A promise was not kept: {title}").filled(title=order.title)
    body = _until(order, site, until)
    key = f"promise|{order.id}|{to_ms(until)}"
    tell_of_order(tx, order, f"{key}|{order.department}", NotificationKind.ORDER_ESCALATED, order.department, title, body, at, night_of=site)
    if post is not None:
        tell_of_order(tx, order, f"{key}|{post}", NotificationKind.ORDER_ESCALATED, post.department, title, body, at, posts=(post,), night_of=site)


def rescue_late(tx: Transaction, order: WorkOrder, what: str, text: Text, site: Site, at: datetime) -> None:
    """Tell control room and manager that a clock of a rescue ran out. Never held."""
    title = Text("{text}：{title}", "{text}: {title}").filled(text=text, title=order.title)
    body = Text("{place}工单 {number}", "{place}order {number}").filled(place=place_of(order, site), number=order.number)
    for post in (Post.CONTROL_ROOM, Post.MANAGER):
        key = f"rescue-clock|{order.id}|{what}|{post}"
        tell_of_order(tx, order, key, NotificationKind.ORDER_ESCALATED, post.department, title, body, at, posts=(post,))


def day_ended(tx: Transaction, orders: Sequence[WorkOrder], day: str, site: Site, at: datetime) -> None:
    """Tell the manager which requests of the day have neither an answer nor a promise (事不过夜): one message for site and day."""
    title = Text("{site}：{number} 件报事今日无答复、无承诺", "{site}: {number} requests without an answer or a promise today").filled(
        site=site.name, number=str(len(orders))
    )
    more = len(orders) - NAMED
    zh = "；".join(f"{order.number} {order.title.zh}" for order in orders[:NAMED]) + (f"；另有 {more} 件" if more > 0 else "")
    en = "; ".join(f"{order.number} {order.title.en}" for order in orders[:NAMED]) + (f"; and {more} more" if more > 0 else "")
    tell(
        tx,
        f"day-end|{site.id}|{day}",
        NotificationKind.ORDER_ESCALATED,
        Department.MANAGEMENT,
        title,
        Text(zh, en),
        at,
        site=site.id,
        severity=Severity.MEDIUM,
        realm=orders[0].realm,
        posts=(Post.MANAGER,),
    )


def _until(order: WorkOrder, site: Site, moment: datetime | None) -> Text:
    return Text("{place}工单 {number} · {time} 前", "{place}order {number} · by {time}").filled(
        place=place_of(order, site), number=order.number, time=clock(moment, site.time_zone)
    )
