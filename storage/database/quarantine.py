"""What could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, func, insert, literal, select, true, update

from domain.identity import new_id
from domain.page import Page
from domain.quarantine import Heard, Quarantined, QuarantineReason, dialect_of
from domain.records import QuarantineEntry
from storage.database.columns import Moment
from storage.database.listing import among, page
from storage.database.tables import quarantine

KEPT_SINGLY = 20
WITHIN = timedelta(hours=1)


class DatabaseQuarantine:
    """`domain.records.Quarantine`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, item: Quarantined) -> None:
        """Keep it, or count it on the newest of its like when `KEPT_SINGLY` of them came `WITHIN` the hour before it."""
        likeness = _likeness(item.site, item.topic, item.reason)
        since = item.received_at - WITHIN
        like = select(quarantine.c.id).where(quarantine.c.likeness == likeness, quarantine.c.received_at > since)
        recent = self._connection.execute(like.order_by(quarantine.c.received_at.desc(), quarantine.c.id.desc()).limit(KEPT_SINGLY)).scalars().all()
        if len(recent) == KEPT_SINGLY:
            self._count_on(recent[0], item.received_at)
            return
        row = {
            "id": new_id(),
            "likeness": likeness,
            "site": item.site,
            "topic": item.topic,
            "reason": item.reason,
            "detail": item.detail,
            "device": item.device,
            "payload": item.payload,
            "times": 1,
            "received_at": item.received_at,
            "last_at": item.received_at,
        }
        self._connection.execute(insert(quarantine).values(**row))

    def list(
        self, sites: tuple[str, ...], *, reason: QuarantineReason | None = None, device: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[QuarantineEntry]:
        """Newest first, by when each was received. Raises `ValueError` for a cursor that is not ours."""
        query = select(quarantine).where(
            among(quarantine.c.site, sites),
            true() if reason is None else quarantine.c.reason == reason,
            true() if device is None else quarantine.c.device == device,
        )
        return page(
            self._connection,
            query,
            (quarantine.c.received_at, quarantine.c.id),
            cursor=cursor,
            limit=limit,
            items=lambda rows: [_entry_of(row) for row in rows],
        )

    def total(self, sites: tuple[str, ...], *, device: str | None = None) -> int:
        """How many messages or parts, the folded ones included; of one device, if it is named."""
        where = (among(quarantine.c.site, sites), true() if device is None else quarantine.c.device == device)
        return int(self._connection.execute(select(func.sum(quarantine.c.times)).where(*where)).scalar() or 0)

    def unknown_devices(self, sites: tuple[str, ...], since: datetime) -> Sequence[Heard]:
        """See `domain.records.Quarantine`. What was received lately is found by its index; older rows are not looked at."""
        grouped = (quarantine.c.site, quarantine.c.device, quarantine.c.topic, quarantine.c.detail)
        found = (
            func.min(quarantine.c.received_at).label("first_at"),
            func.max(quarantine.c.last_at).label("last_at"),
            func.sum(quarantine.c.times).label("count_"),
        )
        query = (
            select(*grouped, *found)
            .where(
                among(quarantine.c.site, sites),
                quarantine.c.received_at > since,
                quarantine.c.reason == QuarantineReason.UNKNOWN_DEVICE,
                quarantine.c.device.is_not(None),
            )
            .group_by(*grouped)
        )
        return [
            Heard(row.site, row.device, dialect_of(row.detail), row.topic, row.first_at, row.last_at, int(row.count_))
            for row in self._connection.execute(query)
        ]

    def unknown_on(self, site: str, topic: str, *, limit: int) -> Sequence[QuarantineEntry]:
        """See `domain.records.Quarantine`."""
        query = select(quarantine).where(quarantine.c.likeness == _likeness(site, topic, QuarantineReason.UNKNOWN_DEVICE))
        newest = (quarantine.c.received_at.desc(), quarantine.c.id.desc())
        return [_entry_of(row) for row in self._connection.execute(query.order_by(*newest).limit(limit))]

    def _count_on(self, entry_id: str, at: datetime) -> None:
        last_at = case((quarantine.c.last_at < at, literal(at, Moment)), else_=quarantine.c.last_at)
        self._connection.execute(update(quarantine).where(quarantine.c.id == entry_id).values(times=quarantine.c.times + 1, last_at=last_at))


def _likeness(site: str, topic: str, reason: QuarantineReason) -> str:
    """One short key for site, topic and reason: a topic may be longer than what an index can hold."""
    return hashlib.sha256(f"{site}\x1f{topic}\x1f{reason}".encode("utf-8", "replace")).hexdigest()


def _entry_of(row: Row[Any]) -> QuarantineEntry:
    item = Quarantined(
        site=row.site,
        received_at=row.received_at,
        topic=row.topic,
        reason=QuarantineReason(row.reason),
        detail=row.detail,
        payload=bytes(row.payload),
        device=row.device,
    )
    return QuarantineEntry(row.id, item, row.times, row.last_at)
