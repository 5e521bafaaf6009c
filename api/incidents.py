"""Incidents as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence

from api.alarms import alarm_out
from api.orders import order_out
from api.problems import NotFound
from api.schemas.incident import Incident as IncidentOut
from api.schemas.incident import IncidentDetail
from api.security.rights import Rights
from api.services import Services
from domain.alarm import ACTIVE_STATES, Alarm, AlarmState
from domain.contract import incident_json
from domain.incident import Incident
from domain.records import Transaction
from domain.text import Text


def incident_out(tx: Transaction, incident: Incident) -> IncidentOut:
    """An incident with its numbers."""
    return IncidentOut.model_validate(_numbers(tx, incident, tx.incidents.alarms(incident.id)))


def incident_detail(tx: Transaction, incident: Incident) -> IncidentDetail:
    """An incident with its alarms and orders."""
    alarms = tx.incidents.alarms(incident.id)
    orders = (tx.orders.get(order_id) for order_id in _order_ids(tx, incident, alarms))
    return IncidentDetail.model_validate(
        {
            **_numbers(tx, incident, alarms),
            "alarms": [alarm_out(alarm) for alarm in alarms],
            "orders": [order_out(order) for order in orders if order is not None],
        }
    )


def find_incident(parts: Services, rights: Rights, tx: Transaction, incident_id: str) -> Incident:
    """The incident. Raises `NotFound` if there is none that they may see."""
    incident = tx.incidents.get(incident_id)
    if incident is None or incident.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这个突发事件", f"There is no incident {incident_id} that you may see."))
    return incident


def _numbers(tx: Transaction, incident: Incident, alarms: Sequence[Alarm]) -> dict[str, object]:
    return {
        **incident_json(incident, [alarm.id for alarm in alarms]),
        "alarm_count": len(alarms),
        "active_count": sum(alarm.state in ACTIVE_STATES for alarm in alarms),
        "suppressed_count": sum(alarm.state is AlarmState.SUPPRESSED for alarm in alarms),
        "work_order_ids": _order_ids(tx, incident, alarms),
    }


def _order_ids(tx: Transaction, incident: Incident, alarms: Sequence[Alarm]) -> list[str]:
    """The orders of its alarms, each once: that of the cause first, the others as their alarms occurred."""
    cause = next((alarm for alarm in alarms if alarm.id == incident.cause_alarm_id), None) or tx.alarms.get(incident.cause_alarm_id)
    first = [] if cause is None else [cause]
    return list(dict.fromkeys(alarm.work_order_id for alarm in (*first, *alarms) if alarm.work_order_id is not None))
