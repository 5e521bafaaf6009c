"""Settling, at the end of a transaction, the incidents that alarms came to or left: once, however many alarms there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, next_state
from domain.incident import Incident
from domain.records import Transaction
from domain.text import Text
from operations.incidents import orders
from operations.incidents.record import IncidentEvent, change_incident
from operations.workorders.record import both
from rules.alarms.record import change, tell

_FIRST = Text("首发告警", "the first of the incident")
_NO_LONGER_FIRST = Text("不再是首发告警", "no longer the first of the incident")


class Gathering:
    """Which incidents have changed in a transaction, and which work orders have to follow them.

    Whatever occurred first is the first-out of its incident, however late it joined or whatever left; the incident is as
    severe as the worst of its alarms was. Saving each incident also makes a release that another process decides at this
    moment a conflict, so that nothing joins what is just being let go.
    """

    def __init__(self) -> None:
        self._incidents: dict[str, None] = {}
        self._orders: dict[str, str] = {}

    def moved(self, alarm: Alarm, to: Incident, left: str | None = None) -> None:
        """`alarm` came to the incident `to`, from the incident `left` (`None`: from none)."""
        self._incidents[to.id] = None
        if left is not None:
            self._incidents[left] = None
        if alarm.work_order_id is not None:
            self._orders[alarm.work_order_id] = to.id

    def settle(self, tx: Transaction, at: datetime) -> None:
        """Do all that is still to be done, and tell the event log. Raises `Conflict`."""
        for incident_id in self._incidents:
            incident = tx.incidents.get(incident_id)
            if incident is not None and incident.ended_at is None:
                alarms = tx.incidents.alarms(incident_id)
                for order_id in (order for order, to in self._orders.items() if to == incident_id):
                    orders.follow(tx, order_id, incident, alarms, at)
                _settle(tx, incident, alarms, at)
        self._incidents.clear()
        self._orders.clear()


def _settle(tx: Transaction, incident: Incident, alarms: Sequence[Alarm], at: datetime) -> None:
    first = min(alarms, key=lambda each: (each.occurred_at, each.id != incident.first_alarm_id), default=None)
    if first is None:
        return
    for alarm in alarms:
        if alarm.first_out is not (alarm.id == first.id):
            _mark(tx, alarm, at, first=alarm.id == first.id)
    severity = min((incident.severity, *(each.severity for each in alarms)), key=lambda each: each.rank)
    change_incident(tx, replace(incident, first_alarm_id=first.id, severity=severity), IncidentEvent.JOINED, at)


def _mark(tx: Transaction, alarm: Alarm, at: datetime, *, first: bool) -> None:
    next_state(alarm.beneath, AlarmEvent.LINKED)
    marked = change(tx, replace(alarm, first_out=first), AlarmEvent.LINKED, at=at, note=both(_FIRST if first else _NO_LONGER_FIRST))
    tell(tx, marked, AlarmEvent.LINKED, at=at)
