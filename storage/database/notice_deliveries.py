"""Messages to residents, on their way and gone out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, true, update

from domain.identity import LIVE
from domain.notice_delivery import NoticeDelivery, SendState
from domain.page import Page
from storage.database.listing import page
from storage.database.tables.notices import DELIVERY_QUEUED, notice_deliveries
from storage.database.writing import add_unless_there

_D = notice_deliveries.c


class DatabaseNoticeDeliveries:
    """`domain.notice_delivery.NoticeDeliveries`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, delivery: NoticeDelivery) -> None:
        """Unless one with its `key` is there. Raises `ValueError` for one of a drill."""
        if delivery.realm != LIVE:
            raise ValueError("nothing of a drill goes to residents")
        add_unless_there(self._connection, notice_deliveries, asdict(delivery))

    def get(self, delivery_id: str) -> NoticeDelivery | None:
        """The delivery."""
        row = self._connection.execute(select(notice_deliveries).where(_D.id == delivery_id)).one_or_none()
        return None if row is None else _delivery_of(row)

    def save(self, delivery: NoticeDelivery, *, attempts: int) -> bool:
        """Store it if the stored one is still queued after `attempts` tries; whether it was."""
        mine = (_D.id == delivery.id) & (_D.attempts == attempts) & DELIVERY_QUEUED
        return self._connection.execute(update(notice_deliveries).where(mine).values(**asdict(delivery))).rowcount > 0

    def due(self, now: datetime, *, channels: Collection[str], limit: int) -> Sequence[NoticeDelivery]:
        """Live queued ones by these channels whose `next_at` has come, oldest first."""
        where = DELIVERY_QUEUED & (_D.next_at <= now) & (_D.realm == LIVE) & _D.channel.in_(list(channels))
        rows = self._connection.execute(select(notice_deliveries).where(where).order_by(_D.next_at, _D.id).limit(limit))
        return [_delivery_of(row) for row in rows]

    def cancel(self, *, notice_id: str | None = None, recipient_id: str | None = None) -> int:
        """Nothing more of this notice, or to this recipient, goes out; returns how many were still queued."""
        of_notice = true() if notice_id is None else _D.notice_id == notice_id
        to_recipient = true() if recipient_id is None else _D.recipient_id == recipient_id
        if notice_id is None and recipient_id is None:
            raise ValueError("say of which notice or to whom")
        where = DELIVERY_QUEUED & of_notice & to_recipient
        return self._connection.execute(update(notice_deliveries).where(where).values(state=SendState.CANCELLED, next_at=None)).rowcount

    def list(self, notice_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[NoticeDelivery]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""
        query = select(notice_deliveries).where(_D.notice_id == notice_id)
        return page(self._connection, query, (_D.queued_at, _D.id), cursor=cursor, limit=limit, items=lambda rows: [_delivery_of(row) for row in rows])


def _delivery_of(row: Row[Any]) -> NoticeDelivery:
    return NoticeDelivery(**{**row._mapping, "state": SendState(row.state)})  # noqa: SLF001  SQLAlchemy's public name for a row as a mapping
