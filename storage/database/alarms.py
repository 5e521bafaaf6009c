"""Alarms and their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select, true

from domain.alarm import Alarm, AlarmEntry, AlarmState
from domain.page import Page
from domain.records import AlarmFilter, Conflict, PastAlarm
from domain.severity import Severity
from domain.sorting import AlarmSort
from storage.database import alarm_statements as statements
from storage.database.alarm_rows import alarm_columns, alarm_of, alarms_of, entry_columns, entry_of, past_of, select_alarms
from storage.database.alarm_state import STATE, in_states
from storage.database.columns import has_word
from storage.database.later import ENTRIES, Later
from storage.database.listing import among, has_text, page
from storage.database.prepared import Prepared
from storage.database.seen import Seen
from storage.database.sorting import alarm_stretches, sorted_page
from storage.database.tables import NOT_ENDED, alarm_entries, alarms

_HIDDEN = frozenset({AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE})
_UNKNOWN = object()


class DatabaseAlarms:
    """`domain.records.Alarms`. `Alarm.work_order_id` is what the orders say: the order that is linked to the alarm."""

    def __init__(self, connection: Connection, seen: Seen, later: Later) -> None:
        self._connection = connection
        self._seen = seen
        self._later = later

    def get(self, alarm_id: str) -> Alarm | None:
        """The alarm."""
        if alarm_id not in self._seen.alarms:
            self._seen.alarms[alarm_id] = self._one(statements.GET, id=alarm_id)
        return self._seen.alarms[alarm_id]

    def by_episode(self, episode: str) -> Alarm | None:
        """The alarm of an episode key."""
        if episode not in self._seen.episodes:
            found = self._one(statements.BY_EPISODE, episode=episode)
            self._seen.episodes[episode] = None if found is None else found.id
        return self._known(self._seen.episodes[episode])

    def open_of_condition(self, realm: str, condition: str) -> Alarm | None:
        """The alarm of this condition whose episode has not ended."""
        key = (realm, condition)
        if key not in self._seen.open_alarms:
            found = self._one(statements.OPEN_OF_CONDITION, realm=realm, condition=condition)
            self._seen.open_alarms[key] = None if found is None else found.id
        return self._known(self._seen.open_alarms[key])

    def foresee(self, realm: str, condition: str, *, episode: str, alarm_id: str) -> None:
        """Ask by one statement what `get`, `by_episode` and `open_of_condition` would by three."""
        self._read(statements.OCCURRENCE, realm=realm, condition=condition, episode=episode, id=alarm_id)
        self._seen.alarms.setdefault(alarm_id, None)
        self._seen.episodes.setdefault(episode, None)
        self._seen.open_alarms.setdefault((realm, condition), None)

    def newest_of(self, realm: str, condition: str) -> Sequence[PastAlarm]:
        """The newest alarms of a condition, fifty at most: the one whose episode has not ended, if there is one, then the last to end first."""
        ended = self._seen.ended.get((realm, condition))
        if ended is None:
            rows = statements.ENDED.rows(self._connection, realm=realm, condition=condition)
            ended = self._seen.ended[realm, condition] = [past_of(row) for row in rows]
        now = self.open_of_condition(realm, condition)
        if now is None:
            return ended
        return [PastAlarm(now.id, now.episode, now.hidden_by, now.chattering_until, None), *ended]

    def causes_at(self, site: str, realm: str = "live") -> Sequence[Alarm]:
        """Alarms of the site that are not normal and explain others, newest raised first."""
        key = (site, realm)
        if key not in self._seen.causes:
            self._seen.causes[key] = self._read(statements.CAUSES, site=site, realm=realm)
        return self._seen.causes[key]

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
        if not statements.ADD.add(self._connection, [{"id": alarm.id, "condition_key": condition, **alarm_columns(alarm)}]):
            self._seen.forget_alarm(alarm.id)
            raise Conflict(f"an alarm of the episode {alarm.episode}, or an open one of the condition {condition}, is there already")
        self._seen.added(alarm, condition)
        self._seen.histories[alarm.id] = []
        self._add_entry(entry)

    def save(self, alarm: Alarm, entry: AlarmEntry) -> Alarm:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(alarm, version=alarm.version + 1)
        if not statements.SAVE.change(self._connection, {"id": alarm.id, "before": alarm.version, **alarm_columns(following)}):
            self._seen.forget_alarm(alarm.id)
            raise Conflict(f"the alarm {alarm.id} is no longer at version {alarm.version}")
        self._seen.saved(following)
        self._add_entry(entry)
        return following

    def history(self, alarm_id: str) -> Sequence[AlarmEntry]:
        """Its history, oldest first."""
        if self._seen.alarms.get(alarm_id, _UNKNOWN) is None:
            return []
        known = self._seen.histories.get(alarm_id)
        if known is None:
            self._later.write(ENTRIES)
            known = self._seen.histories[alarm_id] = [entry_of(row) for row in statements.HISTORY.rows(self._connection, id=alarm_id)]
        return list(known)

    def list(self, where: AlarmFilter, *, cursor: str | None = None, limit: int = 50, sort: AlarmSort = AlarmSort.NEWEST) -> Page[Alarm]:
        """Newest raised first, unless `sort` says otherwise. Raises `ValueError` for a cursor that is not ours."""
        query = select_alarms().where(*_conditions(where))
        if sort is not AlarmSort.NEWEST:
            return sorted_page(self._connection, query, sort, alarm_stretches(sort), cursor=cursor, limit=limit, items=alarms_of)
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
        if self._calm_since(realm, condition, moment):
            return 0
        self._later.write(ENTRIES)
        number: int = statements.TURNS.rows(self._connection, realm=realm, condition=condition, since=moment)[0].number
        return number

    def raised_between(self, site: str, since: datetime, until: datetime, *, realm: str = "live") -> Sequence[Alarm]:
        """Alarms with ``since <= raised_at < until``, oldest first."""
        return self._all((alarms.c.realm == realm) & (alarms.c.site == site) & (alarms.c.raised_at >= since) & (alarms.c.raised_at < until))

    def entries_between(self, site: str, since: datetime, until: datetime, *, realm: str = "live") -> Sequence[AlarmEntry]:
        """Lines of history of the site's alarms with ``since <= at < until``, oldest first."""
        self._later.write(ENTRIES)
        # Not a join: SQLite would begin with every alarm of the realm.
        of_site = exists().where(alarms.c.id == alarm_entries.c.alarm_id, alarms.c.site == site, alarms.c.realm == realm)
        query = select(alarm_entries).where(alarm_entries.c.at >= since, alarm_entries.c.at < until, of_site)
        return [entry_of(row) for row in self._connection.execute(query.order_by(alarm_entries.c.at, alarm_entries.c.position))]

    def _add_entry(self, entry: AlarmEntry) -> None:
        self._later.add(ENTRIES, entry_columns(entry))
        if entry.alarm_id in self._seen.histories:
            self._seen.histories[entry.alarm_id].append(entry)

    def _one(self, statement: Prepared, **values: object) -> Alarm | None:
        return next(iter(self._read(statement, **values)), None)

    def _read(self, statement: Prepared, **values: object) -> Sequence[Alarm]:
        return [self._seen.alarm(alarm_of(row), row.condition_key) for row in statement.rows(self._connection, **values)]

    def _all(self, where: ColumnElement[bool]) -> Sequence[Alarm]:
        rows = self._connection.execute(select_alarms().where(where).order_by(alarms.c.raised_at, alarms.c.id)).all()
        return [self._seen.alarm(alarm_of(row), row.condition_key) for row in rows]

    def _known(self, alarm_id: str | None) -> Alarm | None:
        return None if alarm_id is None else self.get(alarm_id)

    def _calm_since(self, realm: str, condition: str, moment: datetime) -> bool:
        """Whether all alarms of the condition are known to have ended before `moment`."""
        key = (realm, condition)
        ended = self._seen.ended.get(key)
        if ended is None or self._seen.open_alarms.get(key, _UNKNOWN) is not None:
            return False
        last = ended[0].ended_at if ended else None
        return last is None or last < moment


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
