"""Empty posts and absences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from domain.page import Page
from domain.post import Post
from domain.post_gap import PostGap
from domain.swap import Absence
from storage.database.listing import among, page
from storage.database.tables.parts import NOT_ENDED
from storage.database.tables.rota import absences, post_gaps
from storage.database.writing import add_unless_there


class DatabasePostGaps:
    """The part of `domain.rotas.Rotas` that says what is missing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_gap(self, gap: PostGap) -> bool:
        """A new one. `False`: one of the same post, shift and day is open."""
        return add_unless_there(self._connection, post_gaps, _gap_row(gap))

    def save_gap(self, gap: PostGap) -> None:
        """As it is now. One that has ended stays as it is."""
        where = (post_gaps.c.id == gap.id) & post_gaps.c.ended_at.is_(None)
        self._connection.execute(update(post_gaps).where(where).values(**_gap_row(gap)))

    def gap(self, gap_id: str) -> PostGap | None:
        """The gap."""
        row = self._connection.execute(select(post_gaps).where(post_gaps.c.id == gap_id)).one_or_none()
        return None if row is None else _gap_of(row)

    def open_gaps(self, sites: Sequence[str]) -> Sequence[PostGap]:
        """Those of the sites that have not ended, oldest first."""
        query = select(post_gaps).where(NOT_ENDED, among(post_gaps.c.site, tuple(sites))).order_by(post_gaps.c.since, post_gaps.c.id)
        return [_gap_of(row) for row in self._connection.execute(query)]

    def gaps(self, sites: Sequence[str], *, cursor: str | None = None, limit: int = 50) -> Page[PostGap]:
        """All, newest first."""
        query = select(post_gaps).where(among(post_gaps.c.site, tuple(sites)))
        by = (post_gaps.c.opened_at, post_gaps.c.id)
        return page(self._connection, query, by, cursor=cursor, limit=limit, items=lambda rows: [_gap_of(row) for row in rows])

    def add_absence(self, absence: Absence) -> None:
        """A new one."""
        self._connection.execute(insert(absences).values(**{name: getattr(absence, name) for name in _ABSENCE}))

    def end_absence(self, absence_id: str, at: datetime) -> None:
        """It does not hold any more."""
        self._connection.execute(update(absences).where(absences.c.id == absence_id, absences.c.ended_at.is_(None)).values(ended_at=at))

    def absence(self, absence_id: str) -> Absence | None:
        """The absence."""
        row = self._connection.execute(select(absences).where(absences.c.id == absence_id)).one_or_none()
        return None if row is None else _absence_of(row)

    def absences(self, people: Sequence[str], since: datetime, until: datetime) -> Sequence[Absence]:
        """Those of these people that hold at some time in ``[since, until)``, by when they begin."""
        holds = (absences.c.person.in_(people), absences.c.until > since, absences.c.since < until, absences.c.ended_at.is_(None))
        query = select(absences).where(*holds).order_by(absences.c.since, absences.c.id)
        return [_absence_of(row) for row in self._connection.execute(query)]


_ABSENCE = ("id", "person", "site", "since", "until", "said_at", "said_by", "ended_at")
_GAP = ("id", "site", "shift", "since", "until", "needed", "found", "opened_at", "again_at", "work_order_id", "ended_at")


def _gap_row(gap: PostGap) -> dict[str, Any]:
    return {**{name: getattr(gap, name) for name in _GAP}, "post": gap.post.value, "day": gap.day.isoformat()}


def _gap_of(row: Row[Any]) -> PostGap:
    return PostGap(**{name: getattr(row, name) for name in _GAP}, post=Post(row.post), day=date.fromisoformat(row.day))


def _absence_of(row: Row[Any]) -> Absence:
    return Absence(**{name: getattr(row, name) for name in _ABSENCE})
