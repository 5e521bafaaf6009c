"""Permits with their timelines and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, true, update

from domain.attachment import Attachment
from domain.page import Page
from domain.permit import Permit, PermitEntry, PermitFilter, PermitKind, PermitState, PermitStep
from domain.records import Conflict
from storage.database.columns import has_word
from storage.database.files import add_file, files_of
from storage.database.listing import among, page
from storage.database.numbers import next_number
from storage.database.prepared import Prepared, value
from storage.database.restrictions import see_restrictions
from storage.database.scopes import scope_document, scope_of
from storage.database.seen import Seen
from storage.database.tables import PERMIT_IN_HAND, permit_attachments, permit_entries, permits
from storage.database.writing import add_unless_there

_ACTIVE = Prepared(
    lambda _: (
        select(permits)
        .where(PERMIT_IN_HAND, permits.c.site == value("site", permits.c.site), permits.c.state == PermitState.ACTIVE.value)
        .order_by(permits.c.until, permits.c.id)
    )
)


class DatabasePermits:
    """`domain.permit.Permits`."""

    def __init__(self, connection: Connection, seen: Seen) -> None:
        self._connection = connection
        self._seen = seen

    def get(self, permit_id: str) -> Permit | None:
        """The permit."""
        row = self._connection.execute(select(permits).where(permits.c.id == permit_id)).one_or_none()
        return None if row is None else _permit_of(row)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day (``YYYYMMDD`` in the site's zone): ``X-20260131-007``. Never given twice."""
        return next_number(self._connection, site, f"X-{day}")

    def add(self, permit: Permit, entry: PermitEntry) -> None:
        """A new permit. `Conflict` if its id, or its number at the site, is there already."""
        self._seen.permits.clear()
        if not add_unless_there(self._connection, permits, {"id": permit.id, **_columns_of(permit)}):
            raise Conflict(f"the permit {permit.number} is there already")
        self._add_entry(entry)

    def save(self, permit: Permit, entry: PermitEntry) -> Permit:
        """Store it with the next version, or raise `Conflict`."""
        self._seen.permits.clear()
        following = replace(permit, version=permit.version + 1)
        where = (permits.c.id == permit.id) & (permits.c.version == permit.version)
        if self._connection.execute(update(permits).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the permit {permit.number} is no longer at version {permit.version}")
        self._add_entry(entry)
        return following

    def timeline(self, permit_id: str) -> Sequence[PermitEntry]:
        """Its timeline, oldest first."""
        query = select(permit_entries).where(permit_entries.c.permit_id == permit_id).order_by(permit_entries.c.position)
        return [
            PermitEntry(row.permit_id, row.at, PermitStep(row.step), PermitState(row.state), row.actor, row.note) for row in self._connection.execute(query)
        ]

    def active_at(self, site: str) -> Sequence[Permit]:
        """Those in the state `ACTIVE`, the one that ends first in front."""
        see_restrictions(self._connection, self._seen, site)
        if site not in self._seen.permits:
            self._seen.permits[site] = [_permit_of(row) for row in _ACTIVE.rows(self._connection, site=site)]
        return self._seen.permits[site]

    def due_before(self, moment: datetime) -> Sequence[Permit]:
        """Those of all sites that are late and not yet said to be.

        Approved or active ones whose `until` has come, without ``until`` in `overdue`; those to be re-checked whose
        `recheck_at` has come, without ``recheck`` in it.
        """
        running = and_(permits.c.state.in_((PermitState.APPROVED, PermitState.ACTIVE)), permits.c.until <= moment, ~has_word(permits.c.overdue, "until"))
        recheck = and_(permits.c.state == PermitState.RECHECK, permits.c.recheck_at <= moment, ~has_word(permits.c.overdue, "recheck"))
        return self._all(PERMIT_IN_HAND & or_(running, recheck))

    def add_attachment(self, attachment: Attachment) -> None:
        """Remember a file; its `order_id` is the permit's id. `Conflict` if the file's id is there already."""
        add_file(self._connection, permit_attachments, "permit_id", attachment)

    def attachments(self, permit_id: str) -> Sequence[Attachment]:
        """The files of a permit, oldest first."""
        return files_of(self._connection, permit_attachments, "permit_id", permit_id)

    def list(self, where: PermitFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Permit]:
        """Newest requested first. Raises `ValueError` for a cursor that is not ours."""
        query = select(permits).where(
            among(permits.c.site, where.sites),
            true() if where.states is None else permits.c.state.in_(where.states),
            true() if where.kinds is None else permits.c.kind.in_(where.kinds),
        )
        return page(
            self._connection,
            query,
            (permits.c.requested_at, permits.c.id),
            cursor=cursor,
            limit=limit,
            items=lambda rows: [_permit_of(row) for row in rows],
        )

    def _all(self, where: ColumnElement[bool]) -> Sequence[Permit]:
        return [_permit_of(row) for row in self._connection.execute(select(permits).where(where).order_by(permits.c.until, permits.c.id))]

    def _add_entry(self, entry: PermitEntry) -> None:
        row = {"permit_id": entry.permit_id, "at": entry.at, "step": entry.step, "state": entry.state, "actor": entry.actor, "note": entry.note}
        self._connection.execute(insert(permit_entries).values(**row))


def _columns_of(item: Permit) -> dict[str, Any]:
    """Everything but the id."""
    return {
        "number": item.number,
        "site": item.site,
        "kind": item.kind,
        "state": item.state,
        "scope": scope_document(item.scope),
        "hides": item.hides,
        "place": item.place,
        "work": item.work,
        "applicant": item.applicant,
        "starts_at": item.starts_at,
        "until": item.until,
        "requested_at": item.requested_at,
        "approver": item.approver,
        "watcher": item.watcher,
        "contractor": item.contractor,
        "begun_at": item.begun_at,
        "ended_at": item.ended_at,
        "recheck_at": item.recheck_at,
        "missing": item.missing,
        "reported": item.reported,
        "overdue": item.overdue,
        "version": item.version,
    }


def _permit_of(row: Row[Any]) -> Permit:
    return Permit(
        id=row.id,
        number=row.number,
        site=row.site,
        kind=PermitKind(row.kind),
        state=PermitState(row.state),
        scope=scope_of(row.scope),
        hides=row.hides,
        place=row.place,
        work=row.work,
        applicant=row.applicant,
        starts_at=row.starts_at,
        until=row.until,
        requested_at=row.requested_at,
        approver=row.approver,
        watcher=row.watcher,
        contractor=row.contractor,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        recheck_at=row.recheck_at,
        missing=row.missing,
        reported=row.reported,
        overdue=row.overdue,
        version=row.version,
    )
