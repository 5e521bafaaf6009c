"""Notices to residents with their logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, case, func, insert, or_, select, true, update

from domain.identity import LIVE
from domain.notice import OUT, Notice, NoticeEntry, NoticeFilter, NoticeState, NoticeStep
from domain.notice_delivery import Counts, SendState
from domain.page import Page
from domain.records import Conflict
from storage.database.listing import among, page
from storage.database.notice_deliveries import DatabaseNoticeDeliveries
from storage.database.notice_recipients import DatabaseRecipients
from storage.database.notice_rows import columns_of, notice_of
from storage.database.numbers import next_number
from storage.database.tables.notices import NOTICE_EXPECTED, NOTICE_FOLLOWS, notice_deliveries, notice_entries, notices
from storage.database.writing import add_unless_there

_N = notices.c


class DatabaseNotices:
    """`domain.notice.Notices`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.deliveries = DatabaseNoticeDeliveries(connection)
        self.recipients = DatabaseRecipients(connection)

    def get(self, notice_id: str) -> Notice | None:
        """The notice with its updates."""
        row = self._connection.execute(select(notices).where(_N.id == notice_id)).one_or_none()
        return None if row is None else notice_of(row)

    def by_digest(self, digest: str) -> Notice | None:
        """The one whose public page has this token's SHA-256."""
        row = self._connection.execute(select(notices).where(_N.digest == digest)).one_or_none()
        return None if row is None else notice_of(row)

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day (``YYYYMMDD`` in the site's zone): ``T-20260131-007``. Never given twice."""
        return next_number(self._connection, site, f"T-{day}")

    def add(self, notice: Notice, entry: NoticeEntry) -> None:
        """A new one. `Conflict` if its id, or its number at the site, is there already."""
        if not add_unless_there(self._connection, notices, {"id": notice.id, "opened": 0, **columns_of(notice)}):
            raise Conflict(f"the notice {notice.number} is there already")
        self._write([entry])

    def save(self, notice: Notice, entries: Sequence[NoticeEntry]) -> Notice:
        """Store it with the next version, or raise `Conflict`. How often its page was opened is not touched."""
        following = replace(notice, version=notice.version + 1)
        where = (_N.id == notice.id) & (_N.version == notice.version)
        if self._connection.execute(update(notices).where(where).values(**columns_of(following))).rowcount == 0:
            raise Conflict(f"the notice {notice.number} is no longer at version {notice.version}")
        self._write(entries)
        return following

    def log(self, notice_id: str) -> Sequence[NoticeEntry]:
        """Its log, oldest first."""
        query = select(notice_entries).where(notice_entries.c.notice_id == notice_id).order_by(notice_entries.c.position)
        return [NoticeEntry(row.notice_id, row.at, NoticeStep(row.step), row.actor, row.note) for row in self._connection.execute(query)]

    def due_before(self, moment: datetime) -> Sequence[Notice]:
        """Those about which something has to be decided by `moment`, the longest waiting first."""
        query = select(notices).where(NOTICE_EXPECTED & (_N.next_at <= moment)).order_by(_N.next_at, _N.id)
        return [notice_of(row) for row in self._connection.execute(query)]

    def following(self) -> Sequence[Notice]:
        """Live ones that are not over, and belong to something whose end has not been seen yet."""
        linked = or_(*(column.is_not(None) for column in (_N.incident_id, _N.order_id, _N.alarm_id, _N.plan_run_id)))
        query = select(notices).where(NOTICE_FOLLOWS, _N.realm == LIVE, linked, _N.state.in_([*OUT, *_BEFORE])).order_by(_N.id)
        return [notice_of(row) for row in self._connection.execute(query)]

    def list(self, where: NoticeFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Notice]:
        """Newest first. Raises `ValueError` for a cursor that is not ours."""
        about = (_N.incident_id, _N.order_id, _N.alarm_id, _N.plan_run_id)
        query = select(notices).where(
            among(_N.site, where.sites),
            among(_N.realm, (where.realm,)),
            true() if where.states is None else _N.state.in_(list(where.states)),
            true() if where.kind is None else _N.kind == where.kind,
            _N.waits if where.waits else true(),
            true() if where.about is None else or_(*(column == where.about for column in about)),
        )
        return page(self._connection, query, (_N.written_at, _N.id), cursor=cursor, limit=limit, items=lambda rows: [notice_of(row) for row in rows])

    def counts(self, notice_ids: Sequence[str]) -> dict[str, Sequence[Counts]]:
        """What came of the deliveries of these, by channel."""
        found: dict[str, list[Counts]] = {notice_id: [] for notice_id in notice_ids}
        sums = [func.sum(case((notice_deliveries.c.state == state, 1), else_=0)).label(state.value) for state in SendState]
        by = (notice_deliveries.c.notice_id, notice_deliveries.c.channel)
        query = select(*by, *sums).where(notice_deliveries.c.notice_id.in_(list(found))).group_by(*by).order_by(*by)
        for row in self._connection.execute(query) if found else ():
            found[row.notice_id].append(Counts(row.channel, int(row.queued), int(row.sent), int(row.failed), int(row.cancelled)))
        return dict(found)

    def page_opened(self, notice_id: str) -> None:
        """Its public page was opened once more. Its version stays."""
        self._connection.execute(update(notices).where(_N.id == notice_id).values(opened=_N.opened + 1))

    def _write(self, entries: Sequence[NoticeEntry]) -> None:
        for entry in entries:
            row = {"notice_id": entry.notice_id, "at": entry.at, "step": entry.step, "actor": entry.actor, "note": entry.note}
            self._connection.execute(insert(notice_entries).values(**row))


_BEFORE = (NoticeState.DRAFT, NoticeState.SUBMITTED, NoticeState.APPROVED, NoticeState.REJECTED)
