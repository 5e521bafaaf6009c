"""The night digest: in the morning one message per department instead of one for everything that could wait.

What waits is in the outbox (`Notification.digest`), put there by `operations.announcements`; its `next_at` is the end of
the night. Critical and high alarms are never among it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.identity import stable_id
from domain.outbox import DeliveryState, Notification, NotificationKind
from domain.people import Department
from domain.records import Records, Transaction
from domain.severity import SEVERITY_NAMES, Severity
from domain.site import Site
from domain.text import Text
from domain.work_order import WorkOrder
from operations.telling import severity_of
from operations.workorders.record import is_open
from rules import routing

NAMED = 20
"""So many matters are named; of the rest the number."""


@dataclass(frozen=True, slots=True)
class _Fold:
    """What goes into one message."""

    realm: str
    site: str
    department: Department


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Fold what has waited for the end of the night, by site and department; returns how many digests were made.

    What is folded and its digest change in one transaction: nothing is told twice, or never. An order counts once,
    however often it had something to say; one that was closed meanwhile counts as done and is not named.
    Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        if not any(held.site in sites for held in tx.outbox.held_for_digest(now)):
            return 0
    with records.transaction() as tx:
        folds: dict[_Fold, list[Notification]] = {}
        for held in tx.outbox.held_for_digest(now):
            if held.site in sites:
                folds.setdefault(_Fold(held.realm, held.site, held.department), []).append(held)
        for fold, notifications in folds.items():
            tx.outbox.add(_digest(tx, fold, notifications, sites[fold.site], now))
            for one in notifications:
                tx.outbox.save(replace(one, state=DeliveryState.DIGESTED, sent_at=now, next_at=None))
    return len(folds)


def _digest(tx: Transaction, fold: _Fold, held: Sequence[Notification], site: Site, now: datetime) -> Notification:
    # Another one may be made the same morning, of what was committed late: the first of its notifications tells them apart.
    key = f"night-digest|{fold.site}|{fold.department}|{held[0].id}"
    orders = [order for order_id in _unique(one.work_order_id for one in held) if (order := tx.orders.get(order_id)) is not None]
    standing = sorted((order for order in orders if is_open(order)), key=lambda order: (order.priority.rank, order.opened_at, order.number))
    return Notification(
        id=stable_id("notification", key),
        key=key,
        created_at=now,
        realm=fold.realm,
        site=fold.site,
        kind=NotificationKind.NIGHT_DIGEST,
        severity=severity_of(standing[0].priority) if standing else Severity.LOW,
        department=fold.department,
        title=_title(site, len(orders), len(orders) - len(standing)),
        body=_body(standing),
        alarm_ids=tuple(_unique(alarm_id for order in standing for alarm_id in order.alarm_ids)),
        posts=tuple(post.value for post in routing.load().usual_posts(fold.department)),
    )


def _title(site: Site, number: int, done: int) -> Text:
    title = Text("{site}：夜间一般事项 {number} 项，已办结 {done} 项", "{site}: {number} matters of the night that could wait, {done} of them done")
    return title.filled(site=site.name, number=str(number), done=str(done))


def _body(standing: Sequence[WorkOrder]) -> Text:
    if not standing:
        return Text("全部已办结", "All of them are done")
    more = len(standing) - NAMED
    zh, en = _lines(standing[:NAMED], lambda text: text.zh), _lines(standing[:NAMED], lambda text: text.en)
    return Text("；".join(zh) + (f"；另有 {more} 项" if more > 0 else ""), "; ".join(en) + (f"; and {more} more" if more > 0 else ""))


def _lines(orders: Iterable[WorkOrder], language: Callable[[Text], str]) -> list[str]:
    return [language(_line(order)) for order in orders]


def _line(order: WorkOrder) -> Text:
    """One matter: how urgent, what, and whether a limit has passed."""
    overdue = Text("（已超时）", " (overdue)") if order.overdue else Text("", "")
    return Text("[{severity}] {title}{overdue}", "[{severity}] {title}{overdue}").filled(
        severity=SEVERITY_NAMES[severity_of(order.priority)], title=order.title, overdue=overdue
    )


def _unique(ids: Iterable[str | None]) -> Iterable[str]:
    return dict.fromkeys(each for each in ids if each is not None)
