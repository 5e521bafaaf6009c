"""Writing an alarm: the record, its history and the event log change together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, AlarmState
from domain.contract import alarm_json
from domain.event_log import EventType, NewEvent
from domain.identity import stable_id
from domain.reading import Value
from domain.records import Transaction

SYSTEM = "system"
"""The actor of everything that no person did."""


def alarm_id(realm: str, episode: str) -> str:
    """The id of the alarm that `episode` opens: the same however often it is told."""
    return stable_id("alarm", realm, episode)


def change(
    tx: Transaction, alarm: Alarm, event: AlarmEvent, *, at: datetime, actor: str = SYSTEM, note: str = "", value: Value = None, ends: bool = False
) -> Alarm:
    """Store `alarm`, whose fields are already those after `event`, with a line of history. Raises `Conflict`.

    `ends`: the episode ends at `at`. The event log is not written: see `tell`.
    """
    if ends:
        alarm = replace(alarm, ended_at=at)
    return tx.alarms.save(alarm, AlarmEntry(alarm.id, at, event, alarm.state, actor, note, value))


def tell(tx: Transaction, alarm: Alarm, event: AlarmEvent, *, at: datetime, actor: str = SYSTEM) -> None:
    """Append to the event log that `event` happened to `alarm`, which is given as it is afterwards."""
    tx.events.append(
        NewEvent(
            at=at,
            realm=alarm.realm,
            site=alarm.site,
            asset=alarm.asset,
            type=EventType.ALARM,
            transition=event.value,
            subject_id=alarm.id,
            departments=frozenset({alarm.department, *alarm.assist}),
            body=alarm_json(alarm),
            actor=actor,
        )
    )


def ends(state: AlarmState) -> bool:
    """Whether reaching `state` (beneath any hiding) ends the episode."""
    return state is AlarmState.NORMAL
