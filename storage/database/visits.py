"""Visits of contractors with their timelines and files, and the services that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, true, update

from domain.attachment import Attachment
from domain.page import Page
from domain.records import Conflict
from domain.visit import FileKind, ServiceRecord, Visit, VisitDecision, VisitEntry, VisitFile, VisitFilter, VisitPurpose, VisitState, VisitStep
from storage.database.listing import among, page
from storage.database.numbers import next_number
from storage.database.tables import OPEN_VISIT, VISIT_EXPECTED, service_records, visit_entries, visit_files, visits
from storage.database.writing import add_unless_there

_SAME = ("id", "name", "content_type", "size", "sha256", "added_at", "added_by")


class DatabaseVisits:
    """`domain.visit.Visits`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, visit_id: str) -> Visit | None:
        """The visit."""
        return self._one(visits.c.id == visit_id)

    def by_token(self, digest: str) -> Visit | None:
        """The visit whose token has this SHA-256."""
        return self._one(visits.c.token_digest == digest)

    def open_at(self, site: str, asset: str) -> Sequence[Visit]:
        """Those at this asset that are not over, oldest first."""
        query = select(visits).where(OPEN_VISIT, visits.c.site == site, visits.c.asset == asset)
        return [_visit_of(row) for row in self._connection.execute(query.order_by(visits.c.signed_in_at, visits.c.id))]

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day (``YYYYMMDD`` in the site's zone): ``F-20260131-007``. Never given twice."""
        return next_number(self._connection, site, f"F-{day}")

    def add(self, visit: Visit, entry: VisitEntry) -> None:
        """A new visit. `Conflict` if its id, its number at the site or its token is there already."""
        if not add_unless_there(self._connection, visits, {"id": visit.id, **_columns_of(visit)}):
            raise Conflict(f"the visit {visit.number} is there already")
        self._add_entry(entry)

    def save(self, visit: Visit, entry: VisitEntry) -> Visit:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(visit, version=visit.version + 1)
        where = (visits.c.id == visit.id) & (visits.c.version == visit.version)
        if self._connection.execute(update(visits).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the visit {visit.number} is no longer at version {visit.version}")
        self._add_entry(entry)
        return following

    def timeline(self, visit_id: str) -> Sequence[VisitEntry]:
        """Its timeline, oldest first."""
        query = select(visit_entries).where(visit_entries.c.visit_id == visit_id).order_by(visit_entries.c.position)
        return [VisitEntry(row.visit_id, row.at, VisitStep(row.step), VisitState(row.state), row.actor, row.note) for row in self._connection.execute(query)]

    def add_file(self, item: VisitFile) -> None:
        """Remember a file. `Conflict` if its id is there already."""
        row = {"visit_id": item.file.order_id, "kind": item.kind, **{name: getattr(item.file, name) for name in _SAME}}
        if not add_unless_there(self._connection, visit_files, row):
            raise Conflict(f"the file {item.file.id} is there already")

    def files(self, visit_id: str) -> Sequence[VisitFile]:
        """The files of a visit, oldest first; what is forgotten is left out."""
        query = select(visit_files).where(visit_files.c.visit_id == visit_id, visit_files.c.sha256 != "").order_by(visit_files.c.added_at, visit_files.c.id)
        rows = self._connection.execute(query)
        return [VisitFile(FileKind(row.kind), Attachment(order_id=visit_id, **{name: getattr(row, name) for name in _SAME})) for row in rows]

    def forgotten_files(self) -> Sequence[str]:
        """Ids of files that retention has forgotten and whose bytes have still to be deleted."""
        return self._connection.execute(select(visit_files.c.id).where(visit_files.c.sha256 == "").order_by(visit_files.c.id)).scalars().all()

    def file_is_gone(self, file_id: str) -> None:
        """The bytes of a forgotten file are deleted."""
        self._connection.execute(delete(visit_files).where(visit_files.c.id == file_id, visit_files.c.sha256 == ""))

    def due_before(self, moment: datetime) -> Sequence[Visit]:
        """Those of all sites about which something has to be decided by `moment`, the longest waiting first."""
        query = select(visits).where(VISIT_EXPECTED, visits.c.next_at <= moment).order_by(visits.c.next_at, visits.c.id)
        return [_visit_of(row) for row in self._connection.execute(query)]

    def list(self, where: VisitFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Visit]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""
        query = select(visits).where(
            among(visits.c.site, where.sites),
            true() if where.states is None else visits.c.state.in_(where.states),
            true() if where.asset is None else visits.c.asset == where.asset,
        )
        newest = (visits.c.signed_in_at, visits.c.id)
        return page(self._connection, query, newest, cursor=cursor, limit=limit, items=lambda rows: [_visit_of(row) for row in rows])

    def add_service(self, record: ServiceRecord) -> None:
        """Equipment was serviced. `Conflict` if the record is there already."""
        names = ("id", "site", "asset", "purpose", "at", "visit_id", "by")
        if not add_unless_there(self._connection, service_records, {name: getattr(record, name) for name in names}):
            raise Conflict(f"the service {record.id} is there already")

    def services(self, site: str, asset: str, *, limit: int = 20) -> Sequence[ServiceRecord]:
        """The services of an asset, newest first."""
        table = service_records.c
        query = select(service_records).where(table.site == site, table.asset == asset).order_by(table.at.desc(), table.id).limit(limit)
        return [ServiceRecord(row.id, row.site, row.asset, VisitPurpose(row.purpose), row.at, row.visit_id, row.by) for row in self._connection.execute(query)]

    def last_services(self, site: str, purposes: frozenset[VisitPurpose]) -> dict[str, datetime]:
        """By asset, when it was last serviced for one of `purposes`."""
        table = service_records.c
        query = select(table.asset, func.max(table.at).label("last")).where(table.site == site, table.purpose.in_(purposes)).group_by(table.asset)
        return {row.asset: row.last for row in self._connection.execute(query)}

    def _one(self, where: ColumnElement[bool]) -> Visit | None:
        row = self._connection.execute(select(visits).where(where)).one_or_none()
        return None if row is None else _visit_of(row)

    def _add_entry(self, entry: VisitEntry) -> None:
        row = {"visit_id": entry.visit_id, "at": entry.at, "step": entry.step, "state": entry.state, "actor": entry.actor, "note": entry.note}
        self._connection.execute(insert(visit_entries).values(**row))


def _columns_of(item: Visit) -> dict[str, Any]:
    """Everything but the id."""
    return {
        "number": item.number,
        "site": item.site,
        "asset": item.asset,
        "state": item.state,
        "purpose": item.purpose,
        "firm": item.firm,
        "name": item.name,
        "phone": item.phone,
        "token_digest": item.token_digest,
        "work": item.work,
        "order_number": item.order_number,
        "signed_in_at": item.signed_in_at,
        "until": item.until,
        "approved_at": item.approved_at,
        "approved_by": item.approved_by,
        "signed_out_at": item.signed_out_at,
        "ended_at": item.ended_at,
        "ended_by": item.ended_by,
        "out_of_service": item.out_of_service,
        "decided": item.decided,
        "next_at": item.next_at,
        "version": item.version,
    }


def _visit_of(row: Row[Any]) -> Visit:
    return Visit(
        id=row.id,
        number=row.number,
        site=row.site,
        asset=row.asset,
        state=VisitState(row.state),
        purpose=VisitPurpose(row.purpose),
        firm=row.firm,
        name=row.name,
        phone=row.phone,
        signed_in_at=row.signed_in_at,
        until=row.until,
        token_digest=row.token_digest,
        work=row.work,
        order_number=row.order_number,
        approved_at=row.approved_at,
        approved_by=row.approved_by,
        signed_out_at=row.signed_out_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        out_of_service=row.out_of_service,
        decided=tuple(VisitDecision(what) for what in row.decided),
        version=row.version,
    )
