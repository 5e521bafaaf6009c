"""Forgetting notices to residents, and whom they went to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from domain.notice_delivery import RecipientEnd
from storage.database.tables.notices import notice_deliveries, notice_entries, notice_recipients, notices


def forget_notices(connection: Connection, moment: datetime) -> int:
    """Those that were over before then."""
    ids = connection.execute(select(notices.c.id).where(notices.c.ended_at < moment)).scalars().all()
    for part in (notice_entries, notice_deliveries):
        connection.execute(delete(part).where(part.c.notice_id.in_(ids)))
    return connection.execute(delete(notices).where(notices.c.id.in_(ids))).rowcount


def forget_recipients(connection: Connection, moment: datetime) -> int:
    """Addresses that ended before then. Of whoever opted out a keyed digest stays and nothing else, so that no import takes it back."""
    ended = notice_recipients.c.ended_at < moment
    out = notice_recipients.c.ended == RecipientEnd.OPTED_OUT
    wiped = connection.execute(update(notice_recipients).where(ended & out & (notice_recipients.c.hint != "")).values(hint="", unit="")).rowcount
    return wiped + connection.execute(delete(notice_recipients).where(ended & ~out)).rowcount
