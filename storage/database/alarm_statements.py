"""The statements that every alarm needs: see `prepared`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, literal_column, or_, select, update

from domain.alarm import AlarmEvent
from storage.database.alarm_rows import COLUMNS, select_alarms
from storage.database.prepared import Prepared, PreparedInsert, value
from storage.database.tables import ABNORMAL, NOT_ENDED, alarm_entries, alarms

_TURNS = (AlarmEvent.RAISED, AlarmEvent.RERAISED, AlarmEvent.CLEARED, AlarmEvent.RETURNED)

_of_condition = (alarms.c.realm == value("realm", alarms.c.realm)) & (alarms.c.condition_key == value("condition", alarms.c.condition_key))

GET = Prepared(lambda _: select_alarms().where(alarms.c.id == value("id", alarms.c.id)))
BY_EPISODE = Prepared(lambda _: select_alarms().where(alarms.c.episode == value("episode", alarms.c.episode)))
OPEN_OF_CONDITION = Prepared(lambda _: select_alarms().where(_of_condition, NOT_ENDED))

OCCURRENCE = Prepared(
    lambda _: select_alarms().where(
        or_(alarms.c.id == value("id", alarms.c.id), alarms.c.episode == value("episode", alarms.c.episode), and_(_of_condition, NOT_ENDED))
    )
)
"""Whatever is there of an occurrence of a condition."""

ENDED = Prepared(
    lambda _: (
        select(*(alarms.c[name] for name in ("id", "episode", "ended_at", "chattering_until", "hidden_kind", "hidden_reason", "hidden_by", "hidden_until")))
        .where(_of_condition, alarms.c.ended_at.is_not(None))
        .order_by(alarms.c.ended_at.desc())
        .limit(literal_column("50"))
    )
)

CAUSES = Prepared(
    lambda _: (
        select_alarms()
        .where(ABNORMAL, alarms.c.realm == value("realm", alarms.c.realm), alarms.c.site == value("site", alarms.c.site), alarms.c.causes.is_not(None))
        .order_by(alarms.c.raised_at.desc(), alarms.c.id.desc())
    )
)

HISTORY = Prepared(lambda _: select(alarm_entries).where(alarm_entries.c.alarm_id == value("id", alarms.c.id)).order_by(alarm_entries.c.position))

ADD = PreparedInsert(alarms, unless_there=True)

SAVE = Prepared(
    lambda _: (
        update(alarms)
        .where(alarms.c.id == value("id", alarms.c.id), alarms.c.version == value("before", alarms.c.version))
        .values({name: value(name, alarms.c[name]) for name in COLUMNS})
    )
)


def _turns() -> Select[Any]:
    since = value("since", alarm_entries.c.at)
    # What had ended before has no line of history since: without this a bad actor's whole past would be looked at.
    recent = _of_condition & or_(alarms.c.ended_at.is_(None), alarms.c.ended_at >= since)
    turned = or_(*(alarm_entries.c.event == event.value for event in _TURNS))
    of_recent = alarm_entries.c.alarm_id.in_(select(alarms.c.id).where(recent))
    return select(func.count().label("number")).where(of_recent, alarm_entries.c.at >= since, turned)


TURNS = Prepared(lambda _: _turns())
