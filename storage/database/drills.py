"""Drills and their logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from domain.drill import Drill, DrillEntry, DrillEvent, DrillFilter, DrillState
from domain.page import Page
from domain.records import Conflict
from storage.database.listing import among, page
from storage.database.numbers import next_number
from storage.database.tables import DRILL_EXPECTED, DRILL_RUNNING, drill_entries, drills
from storage.database.writing import add_unless_there

_PLAIN = (
    "number",
    "site",
    "plan_key",
    "scenario",
    "title",
    "planned_by",
    "planned_at",
    "begins_at",
    "lasts_s",
    "area",
    "people",
    "announced",
    "outside",
    "speed",
    "seed",
    "started_at",
    "started_by",
    "ends_by",
    "ended_at",
    "ended_by",
    "reason",
    "interrupted_by",
    "run_id",
    "reminded_at",
    "version",
)
"""Fields that are columns of the same name."""


class DatabaseDrills:
    """`domain.drill.Drills`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, drill_id: str) -> Drill | None:
        """The drill."""
        row = self._connection.execute(select(drills).where(drills.c.id == drill_id)).one_or_none()
        return None if row is None else _drill_of(row)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day (``YYYYMMDD`` in the site's zone): ``L-20260131-001``. Never given twice."""
        return next_number(self._connection, site, f"L-{day}")

    def running_at(self, site: str) -> Drill | None:
        """The one that is under way at the site."""
        row = self._connection.execute(select(drills).where(DRILL_RUNNING, drills.c.site == site)).one_or_none()
        return None if row is None else _drill_of(row)

    def add(self, drill: Drill, entries: Sequence[DrillEntry]) -> None:
        """A new drill. `Conflict` if its id, or its number at the site, is there already."""
        if not add_unless_there(self._connection, drills, {"id": drill.id, **_columns_of(drill)}):
            raise Conflict(f"the drill {drill.number} is there already")
        self._append(entries)

    def save(self, drill: Drill, entries: Sequence[DrillEntry]) -> Drill:
        """Store it with the next version, or raise `Conflict`; so for a second one that is under way at the site. Then roll back."""
        following = replace(drill, version=drill.version + 1)
        where = (drills.c.id == drill.id) & (drills.c.version == drill.version)
        try:
            changed = self._connection.execute(update(drills).where(where).values(**_columns_of(following))).rowcount
        except IntegrityError:
            raise Conflict(f"another drill is under way at the site {drill.site}") from None
        if changed == 0:
            raise Conflict(f"the drill {drill.number} is no longer at version {drill.version}")
        self._append(entries)
        return following

    def log(self, drill_id: str) -> Sequence[DrillEntry]:
        """Its log, oldest first."""
        query = select(drill_entries).where(drill_entries.c.drill_id == drill_id).order_by(drill_entries.c.position)
        return [DrillEntry(row.drill_id, row.at, DrillEvent(row.event), row.actor, row.note) for row in self._connection.execute(query)]

    def due_before(self, moment: datetime) -> Sequence[Drill]:
        """Those of all sites about which something has to be decided by `moment`, the longest waiting first."""
        query = select(drills).where(DRILL_EXPECTED, drills.c.next_at <= moment).order_by(drills.c.next_at, drills.c.id)
        return [_drill_of(row) for row in self._connection.execute(query)]

    def list(self, where: DrillFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Drill]:
        """The latest `begins_at` first. Raises `ValueError` for a cursor that is not ours."""
        query = select(drills).where(
            among(drills.c.site, where.sites),
            true() if where.states is None else drills.c.state.in_(sorted(where.states)),
            true() if where.plan_key is None else drills.c.plan_key == where.plan_key,
            true() if where.since is None else drills.c.begins_at >= where.since,
            true() if where.until is None else drills.c.begins_at < where.until,
        )
        return page(self._connection, query, (drills.c.begins_at, drills.c.id), cursor=cursor, limit=limit, items=lambda rows: [_drill_of(row) for row in rows])

    def _append(self, entries: Sequence[DrillEntry]) -> None:
        for entry in entries:
            row = {"drill_id": entry.drill_id, "at": entry.at, "event": entry.event, "actor": entry.actor, "note": entry.note}
            self._connection.execute(insert(drill_entries).values(**row))


def _columns_of(drill: Drill) -> dict[str, Any]:
    """Everything but the id."""
    return {**{name: getattr(drill, name) for name in _PLAIN}, "state": drill.state, "next_at": drill.next_at}


def _drill_of(row: Row[Any]) -> Drill:
    return Drill(id=row.id, state=DrillState(row.state), **{name: getattr(row, name) for name in _PLAIN})
