"""How alarms come together in an incident: a cause explains them, be it there before them or found afterwards.

Whatever the order in which things become known, the same alarms end in the same incident: a new alarm looks for what
explains it, a new cause looks for what it explains, and a cause that is itself explained brings its alarms with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.incident import Incident
from domain.records import Transaction
from domain.site import Site
from operations.incidents import orders
from operations.incidents.gathering import Gathering
from operations.incidents.record import IncidentEvent, change_incident, link, open_for
from operations.incidents.review import review
from rules.alarms.hiding import hide, may_be_explained_away
from rules.alarms.record import tell
from rules.incidents.explanation import stands
from rules.incidents.finding import find
from rules.incidents.suppressing import by_cause, is_by_cause
from rules.incidents.topology import reaches


@dataclass(frozen=True, slots=True)
class Joined:
    """An alarm as it is then, and what happened to it (not yet told)."""

    alarm: Alarm
    events: tuple[AlarmEvent, ...] = ()


def join(tx: Transaction, alarm: Alarm, site: Site, at: datetime, gathering: Gathering) -> Joined:
    """Make `alarm` part of the incident of what explains it, if something does; doing it again changes nothing.

    It is hidden as ROOT_CAUSE unless it is critical or something else hides it already.
    """
    found = find(tx, alarm, site, at)
    if found is None or found.top.causes is None:
        return Joined(alarm)
    incident = tx.incidents.of_cause(found.top.id)
    if incident is None or incident.ended_at is not None:
        incident = open_for(tx, found.top, found.top.causes, at)
        gathering.moved(found.top, incident, found.top.incident_id)
        orders.lead(tx, found.top, incident, at)
    joined = _belong(tx, alarm, incident, at, gathering)
    if alarm.causes is not None:
        own = tx.incidents.of_cause(alarm.id)
        if own is not None and own.ended_at is None and own.id != incident.id:
            _merge(tx, own, incident, at, gathering)
    if not found.stands:
        review(tx, incident.id, site, at)
    return joined


def cause_stands(tx: Transaction, cause: Alarm, site: Site, at: datetime, gathering: Gathering) -> None:
    """`cause` came, came back or was shown: what it explains of what is there comes together.

    An incident that still waited for what stands after the same condition had gone goes on with it. What explains nothing
    is let pass.
    """
    if cause.causes is None or not stands(cause):
        return
    _succeed(tx, cause, site, at, gathering)
    for alarm in tx.alarms.open_at(site.id, cause.realm):
        if stands(alarm) and reaches(site, cause, alarm) is not None:
            joined = join(tx, _fresh(tx, alarm), site, at, gathering)
            for event in joined.events:
                tell(tx, joined.alarm, event, at=at)
    for incident_id in _incidents_of(tx, cause):
        review(tx, incident_id, site, at)


def cause_over(tx: Transaction, cause: Alarm, site: Site, at: datetime) -> None:
    """`cause` is over: what it explained has the site's ``outlives_s`` to follow it."""
    if cause.causes is not None:
        for incident_id in _incidents_of(tx, cause):
            review(tx, incident_id, site, at)


def explained(tx: Transaction, alarm: Alarm, site: Site, at: datetime) -> None:
    """`alarm`, which its cause hides, came back: if by now nothing explains it any more, it will not stay hidden for long."""
    if is_by_cause(alarm.hidden_by) and alarm.incident_id is not None:
        review(tx, alarm.incident_id, site, at)


def _belong(tx: Transaction, alarm: Alarm, incident: Incident, at: datetime, gathering: Gathering) -> Joined:
    free = alarm.hidden_by is None or (is_by_cause(alarm.hidden_by) and alarm.hidden_by.by != incident.cause_alarm_id)
    hides = free and may_be_explained_away(alarm)
    events: tuple[AlarmEvent, ...] = ()
    if alarm.incident_id != incident.id:
        gathering.moved(alarm, incident, alarm.incident_id)
        alarm, events = link(tx, alarm, incident, at), (AlarmEvent.LINKED,)
    if hides:
        gathering.moved(alarm, incident)
        alarm, events = hide(tx, alarm, by_cause(incident.cause_alarm_id), at=at), (*events, AlarmEvent.SUPPRESSED)
    return Joined(alarm, events)


def _merge(tx: Transaction, own: Incident, incident: Incident, at: datetime, gathering: Gathering) -> None:
    """The cause of `own` has turned out to be explained: everything that belongs to it belongs to `incident`."""
    for member in tx.incidents.alarms(own.id):
        explained_now = is_by_cause(member.hidden_by) and member.ended_at is None
        moved = replace(member, hidden_by=by_cause(incident.cause_alarm_id)) if explained_now else member
        tell(tx, link(tx, moved, incident, at), AlarmEvent.LINKED, at=at)
        gathering.moved(member, incident)
    change_incident(tx, replace(own, release_at=None, ended_at=at), IncidentEvent.ENDED, at)


def _succeed(tx: Transaction, cause: Alarm, site: Site, at: datetime, gathering: Gathering) -> None:
    """The same condition again, as a new alarm: the incident that waits for the end of its consequences goes on with it."""
    for incident in tx.incidents.open_at(site.id, cause.realm):
        before = tx.alarms.get(incident.cause_alarm_id)
        if incident.release_at is None or before is None or before.id == cause.id or _condition(before) != _condition(cause):
            continue
        found = find(tx, cause, site, at)
        if found is None:
            if cause.work_order_id is not None:
                _hand_over(tx, incident, before, _fresh(tx, cause), at, gathering)
            return
        target = tx.incidents.of_cause(found.top.id)
        if target is not None and target.ended_at is None and target.id != incident.id:
            _merge(tx, incident, target, at, gathering)
        return


def _hand_over(tx: Transaction, incident: Incident, before: Alarm, cause: Alarm, at: datetime, gathering: Gathering) -> None:
    gathering.moved(cause, incident, cause.incident_id)
    linked = link(tx, cause, incident, at)
    tell(tx, linked, AlarmEvent.LINKED, at=at)
    change_incident(tx, replace(incident, cause_alarm_id=cause.id, release_at=None), IncidentEvent.RETURNED, at)
    orders.lead(tx, linked, incident, at)
    for alarm in tx.alarms.hidden_at(incident.site, before.id):
        if is_by_cause(alarm.hidden_by):
            tell(tx, hide(tx, alarm, by_cause(cause.id), at=at), AlarmEvent.SUPPRESSED, at=at)


def _incidents_of(tx: Transaction, cause: Alarm) -> tuple[str, ...]:
    """The incident that `cause` explains and the one that it belongs to, as far as there are any."""
    own = tx.incidents.of_cause(cause.id)
    now = _fresh(tx, cause).incident_id
    return tuple(dict.fromkeys(each for each in (None if own is None else own.id, now) if each is not None))


def _condition(alarm: Alarm) -> tuple[str, str, str | None]:
    return alarm.rule, alarm.asset, alarm.point


def _fresh(tx: Transaction, alarm: Alarm) -> Alarm:
    return tx.alarms.get(alarm.id) or alarm
