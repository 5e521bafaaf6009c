"""Reports."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Moment, Schema
from domain.people import Department
from domain.severity import Severity


class SeverityCount(Schema):
    """How many of one severity."""

    severity: Severity
    count: int


class KeptLimit(Schema):
    """How often one time limit was kept, of those decided so far."""

    kept: int
    decided: int


class KeptLimits(Schema):
    """The three limits."""

    accept: KeptLimit
    arrive: KeptLimit
    resolve: KeptLimit


class DepartmentBounces(Schema):
    """How often people of a department sent orders back or on."""

    department: Department | None = Field(description="null: people who belong to none.")
    declined: int = Field(description="退单: sent back.")
    transferred: int = Field(description="转单: sent on to another department or person.")


class BouncesReport(Schema):
    """Bounces of some days, most first."""

    since: Moment
    until: Moment
    items: list[DepartmentBounces]


class DailyReport(Schema):
    """A day in figures, computed from the records when asked."""

    date: str = Field(description="The day, in the site's time zone.", examples=["2026-01-31"])
    site: str | None = Field(description="null: all your sites, each by its own midnight.")
    sites: list[str]
    since: Moment
    until: Moment
    complete: bool = Field(description="Whether the day is over.")
    alarms_raised: int
    alarms_by_severity: list[SeverityCount]
    alarms_still_active: int = Field(description="Of those raised on this day.")
    orders_opened: int
    orders_closed: int = Field(description="Closed on this day, among those opened in the 31 days before its end.")
    limits: KeptLimits = Field(description="Of the orders opened on this day.")
    median_minutes_to_acknowledge: float | None = Field(description="Of the alarms raised on this day; null: none acknowledged.")
    median_minutes_to_accept: float | None = Field(description="Of the orders opened on this day; null: none accepted.")
    bounces: list[DepartmentBounces] = Field(description="Orders sent back or on during this day, by the department of whoever did it, most first.")
