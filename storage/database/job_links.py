"""Links to one job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from domain.job_link import JobLink
from domain.records import Conflict
from storage.database.tables import job_links
from storage.database.writing import add_unless_there

_NAMES = (
    "id",
    "order_id",
    "site",
    "digest",
    "name",
    "phone",
    "made_at",
    "made_by",
    "expires_at",
    "personal",
    "note",
    "opened_at",
    "steps",
    "revoked_at",
    "revoked_by",
)


class DatabaseJobLinks:
    """`domain.job_link.JobLinks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, link: JobLink) -> None:
        """A new one. `Conflict` if its token is there already."""
        if not add_unless_there(self._connection, job_links, {name: getattr(link, name) for name in _NAMES}):
            raise Conflict(f"the link {link.id} or its token is there already")

    def get(self, link_id: str) -> JobLink | None:
        """The link."""
        return self._one(job_links.c.id == link_id)

    def by_token(self, digest: str) -> JobLink | None:
        """The link whose token has this SHA-256, valid or not."""
        return self._one(job_links.c.digest == digest)

    def of_order(self, order_id: str) -> Sequence[JobLink]:
        """Those of an order, newest first."""
        query = select(job_links).where(job_links.c.order_id == order_id).order_by(job_links.c.made_at.desc(), job_links.c.id)
        return [_link_of(row) for row in self._connection.execute(query)]

    def save(self, link: JobLink) -> None:
        """Store a changed one."""
        self._connection.execute(update(job_links).where(job_links.c.id == link.id).values(**{name: getattr(link, name) for name in _NAMES[1:]}))

    def _one(self, where: ColumnElement[bool]) -> JobLink | None:
        row = self._connection.execute(select(job_links).where(where)).one_or_none()
        return None if row is None else _link_of(row)


def _link_of(row: Row[Any]) -> JobLink:
    return JobLink(**{name: getattr(row, name) for name in _NAMES})
