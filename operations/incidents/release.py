"""The end of an incident: what outlives its cause becomes an alarm of its own, and when all is over the incident ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.incident import Incident
from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from operations.alarm_steps import show
from operations.deciding import Due, decide
from operations.incidents import announcing
from operations.incidents.record import IncidentEvent, change_incident
from operations.incidents.review import review
from operations.workorders.joining import come_back
from operations.workorders.record import both, is_open
from rules.alarms.record import SYSTEM
from rules.incidents.explanation import stands
from rules.incidents.suppressing import is_by_cause
from rules.incidents.topology import sources_of_all

_OUTLIVED = Text("原因已消除，仍未恢复", "it outlived its cause")
_GONE = Text("原因已消除，已恢复", "its cause is over, and so is it")
_OUTLIVED_ORDER = Text("{alarm}：原因已消除，仍未恢复", "{alarm}: outlived its cause")


def release_due(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now` at `sites` (by id); returns how many decisions were made.

    What its cause hid for as long as ``outlives_s`` after the cause had gone is shown, with an order if it still stands.
    An incident whose alarms are all over ends. Each is a transaction of its own; one that somebody else is making is left
    to him. Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        due = [Due(_release, each.id, sites[each.site]) for each in tx.incidents.release_before(now) if each.site in sites]
        for incident in _open(tx, tuple(sites)):
            due += [Due(_end, incident.id, sites[incident.site])] if _is_over(tx, incident) else []
            due += [Due(_review, incident.id, sites[incident.site])] if _is_forgotten(tx, incident) else []
    return decide(records, due, now)


def _open(tx: Transaction, sites: tuple[str, ...]) -> Iterator[Incident]:
    page = tx.incidents.list(sites, ended=False, realm="*")
    yield from page.items
    while page.next_cursor is not None:
        page = tx.incidents.list(sites, ended=False, realm="*", cursor=page.next_cursor)
        yield from page.items


def _release(tx: Transaction, incident_id: str, site: Site, now: datetime) -> int:
    incident = tx.incidents.get(incident_id)
    if incident is None or incident.ended_at is not None or incident.release_at is None or incident.release_at > now:
        return 0
    released = tx.incidents.save(replace(incident, release_at=None))
    cause_id = incident.cause_alarm_id
    # What explains others comes before them, so that they find it: a gateway that stays dark after the power is back.
    hidden = sorted(tx.alarms.hidden_at(site.id, cause_id), key=lambda each: (each.causes is None, len(sources_of_all(site, each)), each.occurred_at))
    for each in hidden:
        alarm = tx.alarms.get(each.id)
        if alarm is not None and is_by_cause(alarm.hidden_by) and alarm.hidden_by is not None and alarm.hidden_by.by == cause_id:
            show_outlived(tx, alarm, released, site, now)
    change_incident(tx, tx.incidents.get(incident_id) or released, IncidentEvent.RELEASED, now)
    return 1


def show_outlived(tx: Transaction, alarm: Alarm, incident: Incident | None, site: Site, now: datetime) -> None:
    """Show an alarm whose cause hides it no longer; an order that was quiet meanwhile is everybody's business again."""
    order = tx.orders.of_alarm(alarm.id)
    note = _OUTLIVED if stands(alarm) else _GONE
    shown = show(tx, alarm, site=site, at=now, by=SYSTEM, note=both(note), event=AlarmEvent.UNSUPPRESSED)
    if order is None or shown.hidden_by is not None or not shown.condition or not is_open(order):
        return
    again = come_back(tx, tx.orders.get(order.id) or order, shown, site, known_at=now, at=now, silent=True, note=_OUTLIVED_ORDER)
    if incident is not None:
        announcing.outlived(tx, shown, again, incident, site, now)


def _end(tx: Transaction, incident_id: str, _site: Site, now: datetime) -> int:
    incident = tx.incidents.get(incident_id)
    if incident is None or incident.ended_at is not None or not _is_over(tx, incident):
        return 0
    change_incident(tx, replace(incident, release_at=None, ended_at=now), IncidentEvent.ENDED, now)
    return 1


def _review(tx: Transaction, incident_id: str, site: Site, now: datetime) -> int:
    incident = tx.incidents.get(incident_id)
    if incident is None or not _is_forgotten(tx, incident):
        return 0
    review(tx, incident_id, site, now)
    return 1


def _is_over(tx: Transaction, incident: Incident) -> bool:
    """Whether the cause and all its alarms have ended."""
    cause = tx.alarms.get(incident.cause_alarm_id)
    return (cause is None or cause.ended_at is not None) and all(alarm.ended_at is not None for alarm in tx.incidents.alarms(incident.id))


def _is_forgotten(tx: Transaction, incident: Incident) -> bool:
    """Whether it hides something though its cause is over and no moment is set; two processes at once could come to this."""
    if incident.ended_at is not None or incident.release_at is not None:
        return False
    cause = tx.alarms.get(incident.cause_alarm_id)
    return cause is not None and not stands(cause) and bool(tx.alarms.hidden_at(incident.site, cause.id))
