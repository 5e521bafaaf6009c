"""Forgetting visits and whistles: first who came, much later that somebody came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, update

from domain.visit import FileKind
from storage.database.forgetting_files import forget_files
from storage.database.tables.visits import OPEN_VISIT, service_records, visit_entries, visit_files, visits
from storage.database.tables.whistles import whistle_calls, whistle_entries, whistles


def forget_visitors(connection: Connection, moment: datetime) -> int:
    """Name and phone of those whose visit ended before then, and their certificates; the service sheets stay.

    The rows of certificates stay too, without name and digest, until somebody has deleted their bytes: see
    `domain.visit.Visits.forgotten_files`.
    """
    known = (visits.c.name != "") | (visits.c.phone != "")
    ids = connection.execute(select(visits.c.id).where(~OPEN_VISIT, visits.c.ended_at < moment, known)).scalars().all()
    connection.execute(update(visits).where(visits.c.id.in_(ids)).values(name="", phone=""))
    certificates = visit_files.c.visit_id.in_(ids) & (visit_files.c.kind == FileKind.CERTIFICATE)
    connection.execute(update(visit_files).where(certificates).values(name="", sha256=""))
    return len(ids)


def forget_visits(connection: Connection, moment: datetime) -> int:
    """Visits that were over before then, but for those with a certificate whose bytes are still there; and services."""
    kept = exists().where(visit_files.c.visit_id == visits.c.id, visit_files.c.kind == FileKind.CERTIFICATE)
    ids = connection.execute(select(visits.c.id).where(~OPEN_VISIT, visits.c.ended_at < moment, ~kept)).scalars().all()
    connection.execute(delete(visit_entries).where(visit_entries.c.visit_id.in_(ids)))
    forget_files(connection, visit_files, visit_files.c.visit_id.in_(ids))
    connection.execute(delete(visits).where(visits.c.id.in_(ids)))
    return len(ids) + connection.execute(delete(service_records).where(service_records.c.at < moment)).rowcount


def forget_whistles(connection: Connection, moment: datetime) -> int:
    """Those that were over before then."""
    ids = connection.execute(select(whistles.c.id).where(whistles.c.ended_at < moment)).scalars().all()
    for part in (whistle_entries, whistle_calls):
        connection.execute(delete(part).where(part.c.whistle_id.in_(ids)))
    return connection.execute(delete(whistles).where(whistles.c.id.in_(ids))).rowcount
