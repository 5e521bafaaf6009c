"""Incidents and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, literal_column, select, true, update

from domain.alarm import Alarm
from domain.incident import Incident
from domain.page import Page
from domain.records import Conflict
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.text import Text
from storage.database.alarm_rows import alarm_of, select_alarms
from storage.database.listing import among, page
from storage.database.prepared import Prepared, value
from storage.database.seen import Seen
from storage.database.tables import NOT_ENDED, alarms, incidents
from storage.database.writing import add_unless_there

_GET = Prepared(lambda _: select(incidents).where(incidents.c.id == value("id", incidents.c.id)))

_OF_CAUSE = Prepared(
    lambda _: (
        select(incidents)
        .where(incidents.c.cause_alarm_id == value("alarm", incidents.c.cause_alarm_id))
        .order_by(incidents.c.ended_at.is_(None).desc(), incidents.c.opened_at.desc())
        .limit(literal_column("1"))
    )
)

_OPEN = Prepared(
    lambda _: (
        select(incidents)
        .where(incidents.c.site == value("site", incidents.c.site), incidents.c.realm == value("realm", incidents.c.realm), NOT_ENDED)
        .order_by(incidents.c.opened_at, incidents.c.id)
    )
)

_ALARMS = Prepared(lambda _: select_alarms().where(alarms.c.incident_id == value("id", alarms.c.incident_id)).order_by(alarms.c.occurred_at, alarms.c.id))


class DatabaseIncidents:
    """`domain.incident.Incidents`."""

    def __init__(self, connection: Connection, seen: Seen) -> None:
        self._connection = connection
        self._seen = seen

    def get(self, incident_id: str) -> Incident | None:
        """The incident."""
        return next(iter(_incidents_of(_GET.rows(self._connection, id=incident_id))), None)

    def of_cause(self, alarm_id: str) -> Incident | None:
        """The incident whose cause is this alarm: the one that has not ended, or else the newest."""
        return next(iter(_incidents_of(_OF_CAUSE.rows(self._connection, alarm=alarm_id))), None)

    def add(self, incident: Incident) -> None:
        """A new incident. `Conflict` if its id, or one of this cause that has not ended, is there already."""
        self._seen.incidents.clear()
        if not add_unless_there(self._connection, incidents, {"id": incident.id, **_columns_of(incident)}):
            raise Conflict(f"the incident {incident.id}, or an open one whose cause is the alarm {incident.cause_alarm_id}, is there already")

    def save(self, incident: Incident) -> Incident:
        """Store it with the next version, or raise `Conflict`."""
        self._seen.incidents.clear()
        following = replace(incident, version=incident.version + 1)
        where = (incidents.c.id == incident.id) & (incidents.c.version == incident.version)
        if self._connection.execute(update(incidents).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the incident {incident.id} is no longer at version {incident.version}")
        return following

    def alarms(self, incident_id: str) -> Sequence[Alarm]:
        """Its alarms, in the order in which they occurred."""
        return [self._seen.alarm(alarm_of(row), row.condition_key) for row in _ALARMS.rows(self._connection, id=incident_id)]

    def open_at(self, site: str, realm: str = "live") -> Sequence[Incident]:
        """Those that have not ended, oldest first."""
        key = (site, realm)
        if key not in self._seen.incidents:
            self._seen.incidents[key] = _incidents_of(_OPEN.rows(self._connection, site=site, realm=realm))
        return self._seen.incidents[key]

    def release_before(self, moment: datetime) -> Sequence[Incident]:
        """Those whose `release_at` has come and that have not ended, oldest first; of all realms."""
        return self._all((incidents.c.release_at <= moment) & NOT_ENDED)

    def list(self, sites: tuple[str, ...], *, ended: bool | None = None, realm: str = "live", cursor: str | None = None, limit: int = 50) -> Page[Incident]:
        """Newest first; `realm` ``*`` means all. Raises `ValueError` for a cursor that is not ours."""
        query = select(incidents).where(
            true() if realm == "*" else incidents.c.realm == realm,
            among(incidents.c.site, sites),
            true() if ended is None else incidents.c.ended_at.is_not(None) if ended else NOT_ENDED,
        )
        return page(self._connection, query, (incidents.c.opened_at, incidents.c.id), cursor=cursor, limit=limit, items=_incidents_of)

    def _all(self, where: ColumnElement[bool]) -> Sequence[Incident]:
        return _incidents_of(self._connection.execute(select(incidents).where(where).order_by(incidents.c.opened_at, incidents.c.id)).all())


def _columns_of(item: Incident) -> dict[str, Any]:
    """Everything but the id."""
    return {
        "realm": item.realm,
        "site": item.site,
        "cause": item.cause,
        "cause_alarm_id": item.cause_alarm_id,
        "first_alarm_id": item.first_alarm_id,
        "title_zh": item.title.zh,
        "title_en": item.title.en,
        "severity": item.severity,
        "opened_at": item.opened_at,
        "release_at": item.release_at,
        "ended_at": item.ended_at,
        "version": item.version,
    }


def _incidents_of(rows: Sequence[Row[Any]]) -> Sequence[Incident]:
    return [_incident_of(row) for row in rows]


def _incident_of(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        realm=row.realm,
        site=row.site,
        cause=CauseKind(row.cause),
        cause_alarm_id=row.cause_alarm_id,
        first_alarm_id=row.first_alarm_id,
        title=Text(row.title_zh, row.title_en),
        severity=Severity(row.severity),
        opened_at=row.opened_at,
        release_at=row.release_at,
        ended_at=row.ended_at,
        version=row.version,
    )
