"""Notifications that wait to be delivered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select, true, update

from domain.outbox import DeliveryState, Notification, NotificationKind
from domain.people import Department
from domain.severity import Severity
from domain.text import Text
from storage.database.later import NOTIFICATIONS, Later
from storage.database.tables import WAITING, outbox


class DatabaseOutbox:
    """`domain.records.Outbox`."""

    def __init__(self, connection: Connection, later: Later) -> None:
        self._connection = connection
        self._later = later

    def add(self, notification: Notification) -> None:
        """Add it unless its `key` is there already."""
        self._later.add(
            NOTIFICATIONS,
            {
                "id": notification.id,
                "key": notification.key,
                "created_at": notification.created_at,
                "realm": notification.realm,
                "site": notification.site,
                "kind": notification.kind,
                "severity": notification.severity,
                "department": notification.department,
                "title_zh": notification.title.zh,
                "title_en": notification.title.en,
                "body_zh": notification.body.zh,
                "body_en": notification.body.en,
                "alarm_ids": notification.alarm_ids,
                "work_order_id": notification.work_order_id,
                "posts": notification.posts,
                "digest": notification.digest,
                "persons": notification.persons,
                **_progress(notification),
            },
        )

    def due(self, now: datetime, *, limit: int = 100) -> Sequence[Notification]:
        """Waiting ones whose time has come, oldest first; those for a digest are not among them."""
        self._later.write(NOTIFICATIONS)
        return [_notification_of(row) for row in self._connection.execute(_due(now).where(~outbox.c.digest).limit(limit))]

    def held_for_digest(self, now: datetime) -> Sequence[Notification]:
        """Waiting ones that go into a digest and whose time has come, oldest first."""
        self._later.write(NOTIFICATIONS)
        return [_notification_of(row) for row in self._connection.execute(_due(now).where(outbox.c.digest))]

    def save(self, notification: Notification) -> None:
        """Store how far it is; the rest of it never changes. `KeyError` if it is not there."""
        self._later.write(NOTIFICATIONS)
        if self._connection.execute(update(outbox).where(outbox.c.id == notification.id).values(**_progress(notification))).rowcount == 0:
            raise KeyError(notification.id)

    def withdraw(self, realm: str, why: str) -> int:
        """Give up what waits of `realm`; returns how many there were."""
        self._later.write(NOTIFICATIONS)
        given_up = {"state": DeliveryState.FAILED, "next_at": None, "error": why}
        return self._connection.execute(update(outbox).where(WAITING, outbox.c.realm == realm).values(**given_up)).rowcount

    def list(self, *, site: str | None = None, limit: int = 100) -> Sequence[Notification]:
        """Newest first."""
        self._later.write(NOTIFICATIONS)
        query = select(outbox).where(true() if site is None else outbox.c.site == site)
        rows = self._connection.execute(query.order_by(outbox.c.created_at.desc(), outbox.c.id.desc()).limit(limit))
        return [_notification_of(row) for row in rows]


def _due(now: datetime) -> Select[Any]:
    come = or_(outbox.c.next_at.is_(None), outbox.c.next_at <= now)
    return select(outbox).where(WAITING, come).order_by(outbox.c.created_at, outbox.c.id)


def _progress(notification: Notification) -> dict[str, Any]:
    return {
        "state": notification.state,
        "attempts": notification.attempts,
        "next_at": notification.next_at,
        "sent_at": notification.sent_at,
        "error": notification.error,
    }


def _notification_of(row: Row[Any]) -> Notification:
    return Notification(
        id=row.id,
        key=row.key,
        created_at=row.created_at,
        realm=row.realm,
        site=row.site,
        kind=NotificationKind(row.kind),
        severity=Severity(row.severity),
        department=Department(row.department),
        title=Text(row.title_zh, row.title_en),
        body=Text(row.body_zh, row.body_en),
        alarm_ids=row.alarm_ids,
        work_order_id=row.work_order_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        sent_at=row.sent_at,
        error=row.error,
        posts=row.posts,
        digest=row.digest,
        persons=row.persons,
    )
