"""Small records of the system itself: cursors, signs of life, audit log, retention, answers given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from domain.identity import stable_id
from domain.records import AuditEntry, Heartbeat
from domain.retention import DataKind, Retention
from domain.text import Text
from domain.time import Clock
from storage.database import forgetting, forgetting_files
from storage.database.tables import answers, audit_log, followers, heartbeats, retention
from storage.database.writing import add_unless_there, put

ANSWERS_KEPT = timedelta(hours=24)
SILENT_ROLES_KEPT = timedelta(days=1)


class DatabaseHousekeeping:
    """`domain.records.Housekeeping`."""

    def __init__(self, connection: Connection, clock: Clock, settle: Callable[[], None]) -> None:
        """`settle` is called before rows of any table are deleted."""
        self._connection = connection
        self._clock = clock
        self._settle = settle

    def cursor(self, name: str) -> int:
        """How far a follower of the event log has come; 0 at first."""
        return self._connection.execute(select(followers.c.position).where(followers.c.name == name)).scalar() or 0

    def set_cursor(self, name: str, position: int) -> None:
        """Remember how far."""
        put(self._connection, followers, [{"name": name, "position": position}])

    def beat(self, heartbeat: Heartbeat) -> None:
        """A role's sign of life; instances of the role that have been silent for a day before it are forgotten."""
        put(self._connection, heartbeats, [{"role": heartbeat.role, "instance": heartbeat.instance, "at": heartbeat.at, "detail": heartbeat.detail}])
        self._connection.execute(delete(heartbeats).where(heartbeats.c.role == heartbeat.role, heartbeats.c.at < heartbeat.at - SILENT_ROLES_KEPT))

    def heartbeats(self) -> Sequence[Heartbeat]:
        """The newest of each role and instance, by role and instance."""
        query = select(heartbeats).order_by(heartbeats.c.role, heartbeats.c.instance)
        return [Heartbeat(row.role, row.instance, row.at, row.detail) for row in self._connection.execute(query)]

    def audit(self, entry: AuditEntry) -> None:
        """Append to the audit log."""
        row = {"at": entry.at, "actor": entry.actor, "action": entry.action, "subject": entry.subject, "detail": entry.detail, "address": entry.address}
        self._connection.execute(insert(audit_log).values(**row))

    def audits(self, *, limit: int = 100) -> Sequence[AuditEntry]:
        """Newest first."""
        query = select(audit_log).order_by(audit_log.c.position.desc()).limit(limit)
        return [AuditEntry(row.at, row.actor, row.action, row.subject, row.detail, row.address) for row in self._connection.execute(query)]

    def retention(self) -> Sequence[Retention]:
        """The table in force, in the order of `DataKind`."""
        rows = {row.kind: row for row in self._connection.execute(select(retention))}
        return [
            Retention(kind, timedelta(seconds=rows[kind].keep_s), rows[kind].personal, Text(rows[kind].why_zh, rows[kind].why_en))
            for kind in DataKind
            if kind in rows
        ]

    def forget_before(self, kind: DataKind, moment: datetime) -> int:
        """Delete what was over before `moment`; see `forgetting.forget_before`."""
        self._settle()
        return forgetting.forget_before(self._connection, kind, moment)

    def forgotten_files(self) -> Sequence[str]:
        """Ids of files that retention has forgotten with what they belonged to, and whose bytes have still to be deleted."""
        return forgetting_files.waiting(self._connection)

    def file_is_gone(self, file_id: str) -> None:
        """The bytes of a forgotten file are deleted."""
        forgetting_files.gone(self._connection, file_id)

    def answered(self, person_id: str, key: str) -> tuple[int, str, str] | None:
        """The answer given within the last 24 hours: (status, request digest, body)."""
        found = select(answers).where(answers.c.id == stable_id("answer", person_id, key), answers.c.at > self._clock() - ANSWERS_KEPT)
        row = self._connection.execute(found).one_or_none()
        return None if row is None else (row.status, row.digest, row.body)

    def remember_answer(self, person_id: str, key: str, at: datetime, status: int, digest: str, body: str) -> None:
        """Keep the answer for 24 hours. The first one stays; of two at once the second waits for the first."""
        self._connection.execute(delete(answers).where(answers.c.at <= at - ANSWERS_KEPT))
        row = {"id": stable_id("answer", person_id, key), "person_id": person_id, "key": key, "at": at, "status": status, "digest": digest, "body": body}
        add_unless_there(self._connection, answers, row)
