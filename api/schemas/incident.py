"""Incidents: alarms with one cause, handled together."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.severity import Severity


class Incident(Schema):
    """Alarms with one cause."""

    id: str
    site: str
    title: LocalText
    severity: Severity
    alarm_ids: list[str]
    work_order_ids: list[str]
    opened_at: Moment
    closed_at: Moment | None
    drill_id: str | None
    version: int = Field(description="Give it as `If-Match` with the next step.")


class IncidentPage(PageOf[Incident]):
    """Incidents, newest first. Empty until incidents are formed."""
