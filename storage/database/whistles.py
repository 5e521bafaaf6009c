"""Whistles with the departments that were called and their timelines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, insert, select, true, update

from domain.page import Page
from domain.people import Department
from domain.records import Conflict
from domain.severity import Severity
from domain.whistle import Call, Whistle, WhistleEntry, WhistleFilter, WhistleState, WhistleStep
from storage.database.listing import among, page
from storage.database.numbers import next_number
from storage.database.tables import WHISTLE_EXPECTED, whistle_calls, whistle_entries, whistles
from storage.database.writing import add_unless_there, put


class DatabaseWhistles:
    """`domain.whistle.Whistles`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, whistle_id: str) -> Whistle | None:
        """The whistle with its calls."""
        return next(iter(self._all(whistles.c.id == whistle_id)), None)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day (``YYYYMMDD`` in the site's zone): ``S-20260131-007``. Never given twice."""
        return next_number(self._connection, site, f"S-{day}")

    def add(self, whistle: Whistle, entries: Sequence[WhistleEntry]) -> None:
        """A new whistle. `Conflict` if its id, or its number at the site, is there already."""
        if not add_unless_there(self._connection, whistles, {"id": whistle.id, **_columns_of(whistle)}):
            raise Conflict(f"the whistle {whistle.number} is there already")
        self._put_parts(whistle, entries)

    def save(self, whistle: Whistle, entries: Sequence[WhistleEntry]) -> Whistle:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(whistle, version=whistle.version + 1)
        where = (whistles.c.id == whistle.id) & (whistles.c.version == whistle.version)
        if self._connection.execute(update(whistles).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the whistle {whistle.number} is no longer at version {whistle.version}")
        self._put_parts(following, entries)
        return following

    def timeline(self, whistle_id: str) -> Sequence[WhistleEntry]:
        """Its timeline, oldest first."""
        query = select(whistle_entries).where(whistle_entries.c.whistle_id == whistle_id).order_by(whistle_entries.c.position)
        return [_entry_of(row) for row in self._connection.execute(query)]

    def due_before(self, moment: datetime) -> Sequence[Whistle]:
        """Those of all sites about which something has to be decided by `moment`, the longest waiting first."""
        return self._all(WHISTLE_EXPECTED & (whistles.c.next_at <= moment))

    def list(self, where: WhistleFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Whistle]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""
        awaited = exists().where(
            whistle_calls.c.whistle_id == whistles.c.id, whistle_calls.c.department == where.awaits, whistle_calls.c.checked_in_at.is_(None)
        )
        query = select(whistles).where(
            among(whistles.c.site, where.sites),
            true() if where.state is None else whistles.c.state == where.state,
            true() if where.awaits is None else awaited & (whistles.c.state == WhistleState.OPEN),
            true() if where.order_id is None else whistles.c.order_id == where.order_id,
            true() if where.realm == "*" else whistles.c.realm == where.realm,
        )
        return page(self._connection, query, (whistles.c.blown_at, whistles.c.id), cursor=cursor, limit=limit, items=self._whole)

    def _all(self, where: ColumnElement[bool]) -> Sequence[Whistle]:
        return self._whole(self._connection.execute(select(whistles).where(where).order_by(whistles.c.next_at, whistles.c.id)).all())

    def _whole(self, rows: Iterable[Row[Any]]) -> Sequence[Whistle]:
        """Rows with their calls, in two statements however many there are."""
        found = list(rows)
        calls: dict[str, list[Call]] = {row.id: [] for row in found}
        query = select(whistle_calls).where(whistle_calls.c.whistle_id.in_(calls)).order_by(whistle_calls.c.called_at, whistle_calls.c.department)
        for row in self._connection.execute(query) if found else ():
            calls[row.whistle_id].append(_call_of(row))
        return [_whistle_of(row, calls[row.id]) for row in found]

    def _put_parts(self, whistle: Whistle, entries: Sequence[WhistleEntry]) -> None:
        put(self._connection, whistle_calls, [_call_row(whistle.id, call) for call in whistle.calls])
        for entry in entries:
            row = {"whistle_id": entry.whistle_id, "at": entry.at, "step": entry.step, "actor": entry.actor, "note": entry.note}
            self._connection.execute(insert(whistle_entries).values(**row, department=entry.department))


def _columns_of(item: Whistle) -> dict[str, Any]:
    """Everything but the id and the calls."""
    return {
        "number": item.number,
        "site": item.site,
        "realm": item.realm,
        "state": item.state,
        "severity": item.severity,
        "matter": item.matter,
        "bring": item.bring,
        "blown_by": item.blown_by,
        "blown_at": item.blown_at,
        "order_id": item.order_id,
        "space": item.space,
        "asset": item.asset,
        "ended_at": item.ended_at,
        "ended_by": item.ended_by,
        "outcome": item.outcome,
        "next_at": item.next_at,
        "version": item.version,
    }


def _call_row(whistle_id: str, call: Call) -> dict[str, Any]:
    return {
        "whistle_id": whistle_id,
        "department": call.department.value,
        "called_at": call.called_at,
        "check_in_by": call.check_in_by,
        "checked_in_at": call.checked_in_at,
        "checked_in_by": call.checked_in_by,
        "note": call.note,
        "decided": call.decided,
        "bring": call.bring,
    }


def _call_of(row: Row[Any]) -> Call:
    return Call(
        department=Department(row.department),
        called_at=row.called_at,
        check_in_by=row.check_in_by,
        checked_in_at=row.checked_in_at,
        checked_in_by=row.checked_in_by,
        note=row.note,
        decided=tuple(WhistleStep(step) for step in row.decided),
        bring=row.bring,
    )


def _entry_of(row: Row[Any]) -> WhistleEntry:
    department = None if row.department is None else Department(row.department)
    return WhistleEntry(row.whistle_id, row.at, WhistleStep(row.step), row.actor, department, row.note)


def _whistle_of(row: Row[Any], calls: Sequence[Call]) -> Whistle:
    return Whistle(
        id=row.id,
        number=row.number,
        site=row.site,
        state=WhistleState(row.state),
        severity=Severity(row.severity),
        matter=row.matter,
        blown_by=row.blown_by,
        blown_at=row.blown_at,
        order_id=row.order_id,
        calls=tuple(calls),
        space=row.space,
        asset=row.asset,
        bring=row.bring,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        outcome=row.outcome,
        version=row.version,
        realm=row.realm,
    )
