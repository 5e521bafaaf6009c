"""Incidents: alarms with one cause, handled together."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import Alarm
from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.work_order import WorkOrder
from domain.severity import Severity
from domain.suppression import CauseKind


class IncidentFacts(Schema):
    """One cause and what follows from it."""

    id: str
    site: str
    cause: CauseKind
    title: LocalText
    severity: Severity
    cause_alarm_id: str = Field(description="The alarm that explains the others.")
    first_alarm_id: str = Field(description="The one that occurred first (first-out).")
    alarm_ids: list[str] = Field(description="In the order in which they occurred.")
    opened_at: Moment
    release_at: Moment | None = Field(description="The cause is over; what still stands then becomes an alarm of its own.")
    closed_at: Moment | None
    drill_id: str | None = Field(description="null: real.")
    version: int


class Incident(IncidentFacts):
    """An incident with its numbers."""

    alarm_count: int
    active_count: int = Field(description="Alarms that are active and shown.")
    suppressed_count: int = Field(description="Alarms that their cause, or something else, hides.")
    work_order_ids: list[str]


class IncidentDetail(Incident):
    """An incident with its alarms and orders."""

    alarms: list[Alarm] = Field(description="In the order in which they occurred.")
    orders: list[WorkOrder] = Field(description="The order of the cause first.")


class IncidentPage(PageOf[Incident]):
    """Incidents, newest first."""
