"""Verifications of first signals of fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, select, update

from domain.records import Conflict
from domain.verification import ConfirmedBy, Verification, VerificationState
from storage.database.prepared import Prepared, value
from storage.database.tables import FALSE_ALARM, WAITING, verifications
from storage.database.writing import add_unless_there

_GET = Prepared(lambda _: select(verifications).where(verifications.c.alarm_id == value("alarm", verifications.c.alarm_id)))


class DatabaseVerifications:
    """`domain.verification.Verifications`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, alarm_id: str) -> Verification | None:
        """That of an alarm."""
        return next((_verification_of(row) for row in _GET.rows(self._connection, alarm=alarm_id)), None)

    def add(self, verification: Verification) -> None:
        """A new one. `Conflict` if the alarm has one already."""
        if not add_unless_there(self._connection, verifications, {"alarm_id": verification.alarm_id, **_columns_of(verification)}):
            raise Conflict(f"the alarm {verification.alarm_id} has a verification already")

    def save(self, verification: Verification) -> Verification:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(verification, version=verification.version + 1)
        where = (verifications.c.alarm_id == verification.alarm_id) & (verifications.c.version == verification.version)
        if self._connection.execute(update(verifications).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the verification of {verification.alarm_id} is no longer at version {verification.version}")
        return following

    def waiting_at(self, site: str) -> Sequence[Verification]:
        """Those that wait, the most urgent first."""
        return self._all(WAITING & (verifications.c.site == site), verifications.c.verify_by)

    def due_before(self, moment: datetime) -> Sequence[Verification]:
        """Those that wait and whose `verify_by` has come, at all sites, the longest due first."""
        return self._all(WAITING & (verifications.c.verify_by <= moment), verifications.c.verify_by)

    def false_alarms(self, site: str, since: datetime) -> Sequence[Verification]:
        """Those decided as false at or after `since`, in the order in which they were."""
        return self._all(FALSE_ALARM & (verifications.c.site == site) & (verifications.c.decided_at >= since), verifications.c.decided_at)

    def _all(self, where: ColumnElement[bool], by: Column[Any]) -> Sequence[Verification]:
        rows = self._connection.execute(select(verifications).where(where).order_by(by, verifications.c.alarm_id))
        return [_verification_of(row) for row in rows]


def _columns_of(item: Verification) -> dict[str, Any]:
    """Everything but the alarm's id."""
    return {
        "site": item.site,
        "zone": item.zone,
        "started_at": item.started_at,
        "verify_by": item.verify_by,
        "state": item.state,
        "reason": item.reason,
        "cause": item.cause,
        "photo": item.photo,
        "decided_at": item.decided_at,
        "decided_by": item.decided_by,
        "version": item.version,
    }


def _verification_of(row: Row[Any]) -> Verification:
    return Verification(
        alarm_id=row.alarm_id,
        site=row.site,
        zone=row.zone,
        started_at=row.started_at,
        verify_by=row.verify_by,
        state=VerificationState(row.state),
        reason=None if row.reason is None else ConfirmedBy(row.reason),
        cause=row.cause,
        photo=row.photo,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        version=row.version,
    )
