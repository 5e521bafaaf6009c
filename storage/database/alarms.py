"""Alarms and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, insert, or_, select, true, update

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState
from domain.page import Page
from domain.records import AlarmFilter, Conflict
from domain.severity import Severity
from storage.database.alarm_rows import alarm_columns, alarm_of, alarms_of, select_alarms
from storage.database.alarm_state import STATE, in_states
from storage.database.columns import has_word
from storage.database.listing import among, has_text, page
from storage.database.tables import NOT_ENDED, alarm_entries, alarms
from storage.database.writing import add_unless_there

_HIDDEN = frozenset({AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE})
_TURNS = (AlarmEvent.RAISED, AlarmEvent.RERAISED, AlarmEvent.CLEARED, AlarmEvent.RETURNED)


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

    def standing_at(self, site: str, realm: str = "live") -> Mapping[str, Alarm]:
        """Raised and not returned, by the key of their condition."""
        where = (alarms.c.site == site) & (alarms.c.realm == realm) & NOT_ENDED & alarms.c.condition & alarms.c.returned_at.is_(None)
        keys = {row.id: row.condition_key for row in self._connection.execute(select(alarms.c.id, alarms.c.condition_key).where(where))}
        return {keys[alarm.id]: alarm for alarm in self._all(where)}

    def add(self, alarm: Alarm, entry: AlarmEntry, *, condition: str) -> None:
        """A new alarm. `Conflict` if its episode, or an open alarm of its condition, is there already."""
        if not add_unless_there(self._connection, alarms, {"id": alarm.id, "condition_key": condition, **alarm_columns(alarm)}):
            raise Conflict(f"an alarm of the episode {alarm.episode}, or an open one of the condition {condition}, is there already")
        self._add_entry(entry)

    def save(self, alarm: Alarm, entry: AlarmEntry) -> Alarm:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(alarm, version=alarm.version + 1)
        where = (alarms.c.id == alarm.id) & (alarms.c.version == alarm.version)
        if self._connection.execute(update(alarms).where(where).values(**alarm_columns(following))).rowcount == 0:
            raise Conflict(f"the alarm {alarm.id} is no longer at version {alarm.version}")
        self._add_entry(entry)
        return following

    def history(self, alarm_id: str) -> Sequence[AlarmEntry]:
        """Its history, oldest first."""
        query = select(alarm_entries).where(alarm_entries.c.alarm_id == alarm_id).order_by(alarm_entries.c.position)
        return self._entries(query)

    def list(self, where: AlarmFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Alarm]:
        """Newest raised first. Raises `ValueError` for a cursor that is not ours."""
        query = select_alarms().where(*_conditions(where))
        return page(self._connection, query, (alarms.c.raised_at, alarms.c.id), cursor=cursor, limit=limit, items=alarms_of)

    def counts(self, where: AlarmFilter) -> Mapping[tuple[Severity, AlarmState], int]:
        """How many there are of each severity and derived state; what there is none of is left out."""
        query = select(alarms.c.severity, STATE.label("state"), func.count().label("number")).where(*_conditions(where)).group_by(alarms.c.severity, STATE)
        return {(Severity(row.severity), AlarmState(row.state)): row.number for row in self._connection.execute(query)}

    def hidden_until_before(self, moment: datetime) -> Sequence[Alarm]:
        """Shelved, suppressed and out-of-service alarms whose time is up at `moment`."""
        return self._all(in_states(_HIDDEN) & NOT_ENDED & (alarms.c.hidden_until <= moment))

    def hidden_at(self, site: str, by: str) -> Sequence[Alarm]:
        """Alarms of the site, of all realms, that are hidden by what has this id and whose episode has not ended."""
        return self._all((alarms.c.site == site) & (alarms.c.hidden_by == by) & NOT_ENDED)

    def realarm_before(self, moment: datetime) -> Sequence[Alarm]:
        """Alarms in the state acknowledged (a hidden one is not) whose `realarm_at` has come."""
        return self._all(in_states({AlarmState.ACKNOWLEDGED}) & NOT_ENDED & (alarms.c.realarm_at <= moment))

    def settled_before(self, moment: datetime) -> Sequence[Alarm]:
        """Alarms whose `chattering_until` has come and whose episode has not ended."""
        return self._all(NOT_ENDED & (alarms.c.chattering_until <= moment))

    def turns_since(self, realm: str, condition: str, moment: datetime) -> int:
        """How often the condition came or went at or after `moment`, over all its alarms."""
        # What had ended before has no line of history since: without this a bad actor's whole past would be looked at.
        recent = select(alarms.c.id).where(
            alarms.c.realm == realm, alarms.c.condition_key == condition, or_(alarms.c.ended_at.is_(None), alarms.c.ended_at >= moment)
        )
        turns = (alarm_entries.c.at >= moment) & alarm_entries.c.event.in_(_TURNS)
        return self._connection.execute(select(func.count()).where(alarm_entries.c.alarm_id.in_(recent), turns)).scalar_one()

    def raised_between(self, site: str, since: datetime, until: datetime, *, realm: str = "live") -> Sequence[Alarm]:
        """Alarms with ``since <= raised_at < until``, oldest first."""
        return self._all((alarms.c.realm == realm) & (alarms.c.site == site) & (alarms.c.raised_at >= since) & (alarms.c.raised_at < until))

    def entries_between(self, site: str, since: datetime, until: datetime, *, realm: str = "live") -> Sequence[AlarmEntry]:
        """Lines of history of the site's alarms with ``since <= at < until``, oldest first."""
        # Not a join: SQLite would begin with every alarm of the realm.
        of_site = exists().where(alarms.c.id == alarm_entries.c.alarm_id, alarms.c.site == site, alarms.c.realm == realm)
        query = select(alarm_entries).where(alarm_entries.c.at >= since, alarm_entries.c.at < until, of_site)
        return self._entries(query.order_by(alarm_entries.c.at, alarm_entries.c.position))

    def _one(self, where: ColumnElement[bool]) -> Alarm | None:
        row = self._connection.execute(select_alarms().where(where)).one_or_none()
        return None if row is None else alarm_of(row)

    def _all(self, where: ColumnElement[bool]) -> Sequence[Alarm]:
        return alarms_of(self._connection.execute(select_alarms().where(where).order_by(alarms.c.raised_at, alarms.c.id)).all())

    def _entries(self, query: Select[Any]) -> Sequence[AlarmEntry]:
        return [
            AlarmEntry(row.alarm_id, row.at, AlarmEvent(row.event), AlarmState(row.state), row.actor, row.note, row.value)
            for row in self._connection.execute(query)
        ]

    def _add_entry(self, entry: AlarmEntry) -> None:
        row = {"alarm_id": entry.alarm_id, "at": entry.at, "event": entry.event, "state": entry.state, "actor": entry.actor, "note": entry.note}
        self._connection.execute(insert(alarm_entries).values(**row, value=entry.value))


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
        true() if where.incident is None else alarms.c.incident_id == where.incident,
        true() if where.rule is None else alarms.c.rule == where.rule,
        true() if where.raised_before is None else alarms.c.raised_at < where.raised_before,
        true() if where.hidden_by is None else alarms.c.hidden_by == where.hidden_by,
    ]
