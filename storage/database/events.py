"""The event log: numbered in the order of commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select, text

from domain.event_log import EventType, LoggedEvent, NewEvent
from domain.people import Department
from storage.database.listing import among
from storage.database.prepared import Prepared, PreparedInsert, value
from storage.database.tables import event_log

_LOCK = 0x53_54_45_57_02
"""Of PostgreSQL's advisory locks: whoever gives numbers to events."""


_ADD = PreparedInsert(event_log)
_AFTER = Prepared(
    lambda _: (
        select(event_log)
        .where(event_log.c.sequence > value("sequence", event_log.c.sequence), event_log.c.site == value("site", event_log.c.site))
        .order_by(event_log.c.sequence)
        .limit(value("limit", event_log.c.sequence))
    )
)


class DatabaseEventLog:
    """`domain.records.EventLog`."""

    def __init__(self, connection: Connection, *, reading: bool) -> None:
        self._connection = connection
        self._reading = reading
        self._new: list[NewEvent] = []

    def append(self, event: NewEvent) -> None:
        """Add a fact. It waits here for its number until the transaction ends: `after` in the same transaction does not see it."""
        if self._reading:
            raise RuntimeError("a reading transaction cannot write: use `records.transaction()`")
        self._new.append(event)

    def after(self, sequence: int, *, limit: int = 500, sites: tuple[str, ...] = ("*",)) -> Sequence[LoggedEvent]:
        """Events with a greater number, in order."""
        return [
            LoggedEvent(
                row.sequence,
                NewEvent(
                    at=row.at,
                    realm=row.realm,
                    site=row.site,
                    asset=row.asset,
                    type=EventType(row.type),
                    transition=row.transition,
                    subject_id=row.subject_id,
                    departments=frozenset(Department(word) for word in row.departments),
                    body=row.body,
                    actor=row.actor,
                ),
            )
            for row in self._rows(sequence, limit, sites)
        ]

    def bounds(self) -> tuple[int, int]:
        """The oldest kept and the newest number; ``(0, 0)`` when empty."""
        oldest, newest = self._connection.execute(select(func.min(event_log.c.sequence), func.max(event_log.c.sequence))).one()
        return (0, 0) if newest is None else (oldest, newest)

    def _rows(self, sequence: int, limit: int, sites: tuple[str, ...]) -> Iterable[Any]:
        if len(sites) == 1 and sites != ("*",):
            return _AFTER.rows(self._connection, sequence=sequence, site=sites[0], limit=limit)
        query = select(event_log).where(event_log.c.sequence > sequence, among(event_log.c.site, sites))
        return self._connection.execute(query.order_by(event_log.c.sequence).limit(limit))

    def number(self) -> None:
        """Give the new events their numbers and write them: the last thing that a transaction does before its commit.

        Two transactions that both took numbers and then committed in the other order would show a follower the greater
        number first; it would go on from there and never see the smaller one. So only one transaction at a time may
        stand between taking numbers and being visible. On SQLite the write lock sees to that.
        """
        if not self._new:
            return
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        rows = [
            {
                "at": event.at,
                "realm": event.realm,
                "site": event.site,
                "asset": event.asset,
                "type": event.type,
                "transition": event.transition,
                "subject_id": event.subject_id,
                "departments": sorted(event.departments),
                "body": event.body,
                "actor": event.actor,
            }
            for event in self._new
        ]
        # Both engines give the numbers in the order in which the rows of VALUES are written.
        _ADD.add(self._connection, rows)
        self._new.clear()
