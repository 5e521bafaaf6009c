"""Whom notices of a site go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, select

from domain.notice_delivery import Recipient, RecipientEnd
from domain.page import Page
from storage.database.listing import among, page
from storage.database.tables.notices import notice_recipients
from storage.database.tables.parts import NOT_ENDED
from storage.database.writing import put

_R = notice_recipients.c


class DatabaseRecipients:
    """`domain.notice_delivery.Recipients`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, recipient: Recipient) -> None:
        """Add it, or change the one with its id."""
        put(self._connection, notice_recipients, [asdict(recipient)])

    def get(self, recipient_id: str) -> Recipient | None:
        """The recipient, ended ones too."""
        return self._one(_R.id == recipient_id)

    def by_off(self, digest: str) -> Recipient | None:
        """The one whose opt-out token has this SHA-256."""
        return self._one(_R.off_digest == digest)

    def by_digest(self, digest: str) -> Sequence[Recipient]:
        """All with the same address, at any site and unit."""
        rows = self._connection.execute(select(notice_recipients).where(_R.digest == digest).order_by(_R.id))
        return [_recipient_of(row) for row in rows]

    def of(self, site: str, by: str) -> Sequence[Recipient]:
        """The active ones of a site by one kind of channel, by unit."""
        query = select(notice_recipients).where(_R.site == site, _R.by == by, NOT_ENDED).order_by(_R.unit, _R.id)
        return [_recipient_of(row) for row in self._connection.execute(query)]

    def list(self, sites: tuple[str, ...], *, cursor: str | None = None, limit: int = 50) -> Page[Recipient]:
        """Newest first, ended ones too. Raises `ValueError` for a cursor that is not ours."""
        query = select(notice_recipients).where(among(_R.site, sites))
        return page(self._connection, query, (_R.added_at, _R.id), cursor=cursor, limit=limit, items=lambda rows: [_recipient_of(row) for row in rows])

    def _one(self, where: Any) -> Recipient | None:  # noqa: ANN401  any condition
        row = self._connection.execute(select(notice_recipients).where(where)).one_or_none()
        return None if row is None else _recipient_of(row)


def _recipient_of(row: Row[Any]) -> Recipient:
    return Recipient(**{**row._mapping, "ended": None if row.ended is None else RecipientEnd(row.ended)})  # noqa: SLF001  SQLAlchemy's public name for a row as a mapping
