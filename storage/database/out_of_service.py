"""What people have taken out of service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from domain.records import Conflict
from domain.suppression import OutOfService
from storage.database.prepared import Prepared, value
from storage.database.restrictions import see_restrictions
from storage.database.scopes import scope_document, scope_of
from storage.database.seen import Seen
from storage.database.tables import NOT_ENDED, out_of_service
from storage.database.writing import add_unless_there

_OPEN = Prepared(
    lambda _: (
        select(out_of_service)
        .where(out_of_service.c.site == value("site", out_of_service.c.site), NOT_ENDED)
        .order_by(out_of_service.c.taken_at, out_of_service.c.id)
    )
)


class DatabaseOutOfServices:
    """`domain.records.OutOfServices`."""

    def __init__(self, connection: Connection, seen: Seen) -> None:
        self._connection = connection
        self._seen = seen

    def get(self, id_: str) -> OutOfService | None:
        """The one with this id."""
        row = self._connection.execute(select(out_of_service).where(out_of_service.c.id == id_)).one_or_none()
        return None if row is None else _entry_of(row)

    def add(self, entry: OutOfService) -> None:
        """A new one. `Conflict` if its id is there already."""
        self._seen.out_of_service.clear()
        if not add_unless_there(self._connection, out_of_service, {"id": entry.id, **_columns_of(entry)}):
            raise Conflict(f"the entry {entry.id} of what is out of service is there already")

    def save(self, entry: OutOfService) -> OutOfService:
        """Store it with the next version, or raise `Conflict`."""
        self._seen.out_of_service.clear()
        following = replace(entry, version=entry.version + 1)
        where = (out_of_service.c.id == entry.id) & (out_of_service.c.version == entry.version)
        if self._connection.execute(update(out_of_service).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the entry {entry.id} of what is out of service is no longer at version {entry.version}")
        return following

    def open_at(self, site: str) -> Sequence[OutOfService]:
        """Those that have not ended, oldest first."""
        see_restrictions(self._connection, self._seen, site)
        if site not in self._seen.out_of_service:
            self._seen.out_of_service[site] = [_entry_of(row) for row in _OPEN.rows(self._connection, site=site)]
        return self._seen.out_of_service[site]

    def due_before(self, moment: datetime) -> Sequence[OutOfService]:
        """Those that have not ended and whose `until` has come, at all sites, oldest first."""
        return self._all((out_of_service.c.until <= moment) & NOT_ENDED)

    def _all(self, where: ColumnElement[bool]) -> Sequence[OutOfService]:
        rows = self._connection.execute(select(out_of_service).where(where).order_by(out_of_service.c.taken_at, out_of_service.c.id))
        return [_entry_of(row) for row in rows]


def _columns_of(item: OutOfService) -> dict[str, Any]:
    """Everything but the id."""
    return {
        "site": item.site,
        "scope": scope_document(item.scope),
        "reason": item.reason,
        "taken_by": item.by,
        "taken_at": item.at,
        "until": item.until,
        "ended_at": item.ended_at,
        "ended_by": item.ended_by,
        "spares": item.spares,
        "version": item.version,
    }


def _entry_of(row: Row[Any]) -> OutOfService:
    return OutOfService(
        id=row.id,
        site=row.site,
        scope=scope_of(row.scope),
        reason=row.reason,
        by=row.taken_by,
        at=row.taken_at,
        until=row.until,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        spares=row.spares,
        version=row.version,
    )
