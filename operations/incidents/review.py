"""Whether what hides the alarms of an incident still does: stored deadlines for what will have to be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import AlarmEvent
from domain.records import Transaction
from domain.site import Site
from operations.incidents.record import IncidentEvent, change_incident
from rules.alarms.hiding import hide
from rules.alarms.record import tell
from rules.incidents.explanation import explained_within, limits_of, stands
from rules.incidents.suppressing import by_cause, is_by_cause


def review(tx: Transaction, incident_id: str, site: Site, at: datetime) -> None:
    """A cause in the incident is over, or came back: set or take back the moments at which consequences are shown.

    The incident's cause over: `release_at`. Only something between it and a consequence over (the feeder is still dead,
    but the gateway is back, and this device still silent): `until` of what hides that alarm. Both are the site's
    ``outlives_s`` from `at` on, and are left as they are once set.
    """
    incident = tx.incidents.get(incident_id)
    cause = None if incident is None else tx.alarms.get(incident.cause_alarm_id)
    if incident is None or cause is None or incident.ended_at is not None:
        return
    shown_at = at + limits_of(site).outlives
    hidden = [alarm for alarm in tx.alarms.hidden_at(site.id, cause.id) if is_by_cause(alarm.hidden_by)]
    if not stands(cause):
        if incident.release_at is None and hidden:
            change_incident(tx, replace(incident, release_at=shown_at), IncidentEvent.CLEARING, at)
        return
    if incident.release_at is not None:
        change_incident(tx, replace(incident, release_at=None), IncidentEvent.RETURNED, at)
    explained = explained_within(site, cause, tx.incidents.alarms(incident_id))
    for alarm in hidden:
        until = None if alarm.hidden_by is None else alarm.hidden_by.until
        wanted = None if alarm.id in explained or not stands(alarm) else until or shown_at
        if wanted != until:
            again = hide(tx, alarm, by_cause(cause.id, wanted), at=at)
            tell(tx, again, AlarmEvent.SUPPRESSED, at=at)
