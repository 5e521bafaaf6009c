"""Writing an incident: the record, the alarms that belong to it, and the event log change together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from domain.alarm import Alarm, AlarmEvent, next_state
from domain.contract import incident_json
from domain.event_log import EventType, NewEvent
from domain.identity import new_id
from domain.incident import Incident
from domain.records import Transaction
from domain.suppression import CauseKind
from operations.workorders.record import both
from rules.alarms.record import SYSTEM, change
from rules.alarms.record import tell as tell_alarm


class IncidentEvent(StrEnum):
    """What can happen to an incident; the ``transition`` of its entries in the event log."""

    OPENED = "opened"
    JOINED = "joined"
    """Alarms came to it, or left it for the incident of another cause."""
    CLEARING = "clearing"
    """The cause is over; what still stands at `release_at` becomes an alarm of its own."""
    RETURNED = "returned"
    """The cause came back before that."""
    RELEASED = "released"
    ENDED = "ended"


def open_for(tx: Transaction, cause: Alarm, kind: CauseKind, at: datetime) -> Incident:
    """A new incident with `cause` as its first alarm. Its alarm and its event are told."""
    incident = Incident(
        id=new_id(),
        realm=cause.realm,
        site=cause.site,
        cause=kind,
        cause_alarm_id=cause.id,
        first_alarm_id=cause.id,
        title=cause.message,
        severity=cause.severity,
        opened_at=at,
    )
    tx.incidents.add(incident)
    tell_alarm(tx, link(tx, replace(cause, first_out=True), incident, at), AlarmEvent.LINKED, at=at)
    tell(tx, incident, IncidentEvent.OPENED, at)
    return incident


def link(tx: Transaction, alarm: Alarm, incident: Incident, at: datetime) -> Alarm:
    """Make `alarm` part of `incident`, with a line of history. The caller tells, and has the incident settled (`Gathering`)."""
    next_state(alarm.beneath, AlarmEvent.LINKED)
    return change(tx, replace(alarm, incident_id=incident.id), AlarmEvent.LINKED, at=at, note=both(incident.title))


def change_incident(tx: Transaction, incident: Incident, event: IncidentEvent, at: datetime) -> Incident:
    """Store `incident`, which is already as it is after `event`, and tell the event log. Raises `Conflict`."""
    saved = tx.incidents.save(incident)
    tell(tx, saved, event, at)
    return saved


def tell(tx: Transaction, incident: Incident, event: IncidentEvent, at: datetime) -> None:
    """Append to the event log that `event` happened to `incident`, which is given as it is afterwards."""
    alarms = tx.incidents.alarms(incident.id)
    cause = tx.alarms.get(incident.cause_alarm_id)
    concerned = alarms if cause is None else [cause, *alarms]
    tx.events.append(
        NewEvent(
            at=at,
            realm=incident.realm,
            site=incident.site,
            asset=None if cause is None else cause.asset,
            type=EventType.INCIDENT,
            transition=event.value,
            subject_id=incident.id,
            departments=frozenset(department for alarm in concerned for department in (alarm.department, *alarm.assist)),
            body=incident_json(incident, [alarm.id for alarm in alarms]),
            actor=SYSTEM,
        )
    )
