"""Alarms and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, or_, select, true, update

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState, HiddenBy, Hiding, Latch
from domain.people import Department
from domain.records import AlarmFilter, Conflict, Page
from domain.severity import Severity
from domain.text import Text
from storage.database.alarm_state import STATE, in_states
from storage.database.columns import has_word
from storage.database.listing import among, has_text, page, search_text
from storage.database.tables import NOT_ENDED, alarm_entries, alarms, order_alarms
from storage.database.writing import add_unless_there


class DatabaseAlarms:
    """`domain.records.Alarms`. `Alarm.work_order_id` is what the orders say: the order that is linked to the alarm."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, alarm_id: str) -> Alarm | None:
        """The alarm."""
        return self._one(alarms.c.id == alarm_id)

    def by_episode(self, episode: str) -> Alarm | None:
        """The alarm of an episode key."""
        return self._one(alarms.c.episode == episode)

    def open_of_condition(self, realm: str, condition: str) -> Alarm | None:
        """The alarm of this condition whose episode has not ended."""
        return self._one((alarms.c.realm == realm) & (alarms.c.condition_key == condition) & NOT_ENDED)

    def open_at(self, site: str, realm: str = "live") -> Sequence[Alarm]:
        """Every alarm of the site whose episode has not ended, in the order in which they were raised."""
        return self._all((alarms.c.site == site) & (alarms.c.realm == realm) & NOT_ENDED)

    def add(self, alarm: Alarm, entry: AlarmEntry, *, condition: str) -> None:
        """A new alarm. `Conflict` if its episode, or an open alarm of its condition, is there already."""
        if not add_unless_there(self._connection, alarms, {"id": alarm.id, "condition_key": condition, **_columns_of(alarm)}):
            raise Conflict(f"an alarm of the episode {alarm.episode}, or an open one of the condition {condition}, is there already")
        self._add_entry(entry)

    def save(self, alarm: Alarm, entry: AlarmEntry) -> Alarm:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(alarm, version=alarm.version + 1)
        where = (alarms.c.id == alarm.id) & (alarms.c.version == alarm.version)
        if self._connection.execute(update(alarms).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the alarm {alarm.id} is no longer at version {alarm.version}")
        self._add_entry(entry)
        return following

    def history(self, alarm_id: str) -> Sequence[AlarmEntry]:
        """Its history, oldest first."""
        query = select(alarm_entries).where(alarm_entries.c.alarm_id == alarm_id).order_by(alarm_entries.c.position)
        return [
            AlarmEntry(row.alarm_id, row.at, AlarmEvent(row.event), AlarmState(row.state), row.actor, row.note, row.value)
            for row in self._connection.execute(query)
        ]

    def list(self, where: AlarmFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Alarm]:
        """Newest raised first. Raises `ValueError` for a cursor that is not ours."""
        query = _alarms().where(*_conditions(where))
        return page(self._connection, query, (alarms.c.raised_at, alarms.c.id), cursor=cursor, limit=limit, items=_alarms_of)

    def counts(self, where: AlarmFilter) -> Mapping[tuple[Severity, AlarmState], int]:
        """How many there are of each severity and derived state; what there is none of is left out."""
        query = select(alarms.c.severity, STATE.label("state"), func.count().label("number")).where(*_conditions(where)).group_by(alarms.c.severity, STATE)
        return {(Severity(row.severity), AlarmState(row.state)): row.number for row in self._connection.execute(query)}

    def shelved_until_before(self, moment: datetime) -> Sequence[Alarm]:
        """Alarms in the state shelved whose time is up at `moment`."""
        return self._all(in_states({AlarmState.SHELVED}) & (alarms.c.hidden_until <= moment))

    def _one(self, where: ColumnElement[bool]) -> Alarm | None:
        row = self._connection.execute(_alarms().where(where)).one_or_none()
        return None if row is None else _alarm_of(row)

    def _all(self, where: ColumnElement[bool]) -> Sequence[Alarm]:
        return _alarms_of(self._connection.execute(_alarms().where(where).order_by(alarms.c.raised_at, alarms.c.id)).all())

    def _add_entry(self, entry: AlarmEntry) -> None:
        row = {"alarm_id": entry.alarm_id, "at": entry.at, "event": entry.event, "state": entry.state, "actor": entry.actor, "note": entry.note}
        self._connection.execute(insert(alarm_entries).values(**row, value=entry.value))


def _alarms() -> Select[Any]:
    return select(alarms, order_alarms.c.order_id).outerjoin(order_alarms, order_alarms.c.alarm_id == alarms.c.id)


def _conditions(where: AlarmFilter) -> Sequence[ColumnElement[bool]]:
    return [
        true() if where.realm == "*" else alarms.c.realm == where.realm,
        among(alarms.c.site, where.sites),
        true() if where.states is None else in_states(where.states),
        true() if where.severities is None else alarms.c.severity.in_(where.severities),
        true() if where.department is None else or_(alarms.c.department == where.department, has_word(alarms.c.assist, where.department)),
        true() if where.asset is None else alarms.c.asset == where.asset,
        true() if where.text is None else has_text(alarms.c.search, where.text),
        true() if where.since is None else alarms.c.raised_at >= where.since,
        true() if where.until is None else alarms.c.raised_at < where.until,
    ]


def _columns_of(item: Alarm) -> dict[str, Any]:
    """Everything but the id and the condition's key."""
    hidden = item.hidden_by
    return {
        "realm": item.realm,
        "site": item.site,
        "asset": item.asset,
        "point": item.point,
        "rule": item.rule,
        "episode": item.episode,
        "severity": item.severity,
        "department": item.department,
        "assist": item.assist,
        "message_zh": item.message.zh,
        "message_en": item.message.en,
        "occurred_at": item.occurred_at,
        "raised_at": item.raised_at,
        "condition": item.condition,
        "acknowledged": item.acknowledged,
        "hidden_kind": None if hidden is None else hidden.kind,
        "hidden_reason": None if hidden is None else hidden.reason,
        "hidden_by": None if hidden is None else hidden.by,
        "hidden_until": None if hidden is None else hidden.until,
        "latch": item.latch,
        "value": item.value,
        "returned_at": item.returned_at,
        "acknowledged_at": item.acknowledged_at,
        "acknowledged_by": item.acknowledged_by,
        "cleared_at": item.cleared_at,
        "ended_at": item.ended_at,
        "late": item.late,
        "sop": item.sop,
        "incident_id": item.incident_id,
        "version": item.version,
        "search": search_text(item.message.zh, item.message.en, item.asset),
    }


def _alarms_of(rows: Sequence[Row[Any]]) -> Sequence[Alarm]:
    return [_alarm_of(row) for row in rows]


def _alarm_of(row: Row[Any]) -> Alarm:
    return Alarm(
        id=row.id,
        realm=row.realm,
        site=row.site,
        asset=row.asset,
        point=row.point,
        rule=row.rule,
        episode=row.episode,
        severity=Severity(row.severity),
        department=Department(row.department),
        assist=tuple(Department(word) for word in row.assist),
        message=Text(row.message_zh, row.message_en),
        occurred_at=row.occurred_at,
        raised_at=row.raised_at,
        condition=row.condition,
        acknowledged=row.acknowledged,
        hidden_by=None if row.hidden_kind is None else HiddenBy(Hiding(row.hidden_kind), row.hidden_reason, row.hidden_by, row.hidden_until),
        latch=None if row.latch is None else Latch(row.latch),
        value=row.value,
        returned_at=row.returned_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        cleared_at=row.cleared_at,
        ended_at=row.ended_at,
        late=row.late,
        sop=row.sop,
        incident_id=row.incident_id,
        work_order_id=row.order_id,
        version=row.version,
    )
