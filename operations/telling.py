"""Telling departments: rows of the outbox, written in the transaction of what they tell.

Keys are made of what happened, so that doing a thing twice tells it once. A notification names the posts of its
department that it is for. What nobody is woken for waits for the digest of the morning (`operations.night`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alarm import Alarm
from domain.identity import LIVE, stable_id
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.post import POST_NAMES, Post
from domain.records import Transaction
from domain.severity import PRIORITY_OF, Priority, Severity
from domain.site import Site
from domain.text import Text
from domain.work_order import WorkOrder
from operations.night import WAITS, night_end
from rules import routing
from rules.routing import Route

_SEVERITY_OF = {priority: severity for severity, priority in PRIORITY_OF.items()}


def tell(
    tx: Transaction,
    key: str,
    kind: NotificationKind,
    department: Department,
    title: Text,
    body: Text,
    at: datetime,
    *,
    site: str,
    severity: Severity,
    realm: str = LIVE,
    posts: Iterable[str] = (),
    alarm_ids: tuple[str, ...] = (),
    work_order_id: str | None = None,
    held_until: datetime | None = None,
    persons: Iterable[str] = (),
) -> None:
    """Tell `department`, once for each `key`. No `posts`: whoever is on duty there. `held_until`: not before, and in a digest.

    `persons` (usernames) are told by name, instead of whoever stands on the posts (`domain.outbox.Notification`).
    """
    tx.outbox.add(
        Notification(
            id=stable_id("notification", key),
            key=key,
            created_at=at,
            realm=realm,
            site=site,
            kind=kind,
            severity=severity,
            department=department,
            title=title,
            body=body,
            alarm_ids=alarm_ids,
            work_order_id=work_order_id,
            next_at=held_until,
            posts=tuple(posts),
            digest=held_until is not None,
            persons=tuple(dict.fromkeys(persons)),
        )
    )


def tell_of_order(
    tx: Transaction,
    order: WorkOrder,
    key: str,
    kind: NotificationKind,
    department: Department,
    title: Text,
    body: Text,
    at: datetime,
    *,
    posts: Sequence[str] = (),
    night_of: Site | None = None,
    persons: Sequence[str] = (),
) -> None:
    """Tell `department` of `order`; its usual posts unless `posts` says which, or `persons` (usernames) says whom.

    With `night_of`, the order's site, it may wait for the morning: what an alarm of medium or low severity has to say
    does. What a person asks for never waits: somebody waits for it.
    """
    severity = severity_of(order.priority)
    tell(
        tx,
        key,
        kind,
        department,
        title,
        body,
        at,
        site=order.site,
        severity=severity,
        realm=order.realm,
        posts=posts or posts_of(department, ()),
        alarm_ids=order.alarm_ids,
        work_order_id=order.id,
        held_until=morning(night_of, severity, at) if night_of is not None and order.from_alarm else None,
        persons=persons,
    )


def tell_of_alarm(
    tx: Transaction,
    alarm: Alarm,
    key: str,
    kind: NotificationKind,
    department: Department,
    title: Text,
    body: Text,
    at: datetime,
    *,
    night_of: Site,
    work_order_id: str | None = None,
) -> None:
    """Tell `department` of `alarm`, by the posts on its route; medium and low severities wait for the morning of their site, `night_of`."""
    tell(
        tx,
        key,
        kind,
        department,
        title,
        body,
        at,
        site=alarm.site,
        severity=alarm.severity,
        realm=alarm.realm,
        posts=posts_of(department, routes_of(alarm)),
        alarm_ids=(alarm.id,),
        work_order_id=work_order_id,
        held_until=morning(night_of, alarm.severity, at),
    )


def morning(site: Site, severity: Severity, at: datetime) -> datetime | None:
    """Until when something of this severity waits at the site; `None`: it does not."""
    return night_end(site, at) if severity in WAITS else None


def routes_of(alarm: Alarm) -> tuple[Route, ...]:
    """Whom the alarm calls, beside its rule's departments."""
    return routing.load().routes(alarm.rule, alarm.severity)


def posts_of(department: Department, routes: Sequence[Route]) -> tuple[str, ...]:
    """The posts of `department` among `routes`, else its usual ones."""
    return tuple(route.post.value for route in routes if route.post.department is department) or tuple(
        post.value for post in routing.load().usual_posts(department)
    )


def desk_posts(department: Department) -> tuple[str, ...]:
    """The usual posts of `department` but the guard on his round: for what is arranged and handled, where nobody has to run."""
    return tuple(post for post in posts_of(department, ()) if post != Post.NEAREST_GUARD)


def with_tasks_of_posts(body: Text, department: Department, routes: Sequence[Route]) -> Text:
    """`body`, and what each post of `department` does: one message names them all."""
    own = [
        Text("{post}：{does}", "{post}: {does}").filled(post=POST_NAMES[route.post], does=route.does) for route in routes if route.post.department is department
    ]
    if not own:
        return body
    return Text("{body} · " + "；".join(each.zh for each in own), "{body} · " + "; ".join(each.en for each in own)).filled(body=body)


def severity_of(priority: Priority) -> Severity:
    """The severity that stands for `priority` on screens."""
    return _SEVERITY_OF[priority]


def clock(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment as the clocks of the site show it."""
    return None if moment is None else f"{moment.astimezone(zone):%m-%d %H:%M}"
