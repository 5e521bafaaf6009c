"""Whistles (吹哨) and check-ins (报到)."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import HumanStep
from api.schemas.base import Moment, PageOf, Schema
from domain.people import Department
from domain.severity import Severity
from domain.whistle import CallState, WhistleState, WhistleStep


class WhistleCall(Schema):
    """How one department that was called stands."""

    department: Department
    state: CallState
    called_at: Moment
    check_in_by: Moment
    checked_in_at: Moment | None
    checked_in_by: str | None = Field(description="A username.")
    note: str
    bring: str = Field(description="What this department brings or looks at first, beside what the whistle says to all.")
    late: bool = Field(description="Whether its limit passed before it came; it stays so when it has come.")
    decided: list[WhistleStep] = Field(description="What was decided about it because it did not come: remind, late, escalate.")


class WhistleEntry(Schema):
    """A line of a whistle's timeline."""

    at: Moment
    step: WhistleStep
    actor: str
    department: Department | None
    note: str


class Whistle(Schema):
    """A matter for which several departments were called at once. Lists leave the timeline empty."""

    id: str
    number: str = Field(examples=["S-20260131-001"])
    site: str
    drill_id: str | None = Field(description="The drill that it belongs to; null: none.")
    state: WhistleState
    severity: Severity
    matter: str
    bring: str = Field(description="What to bring, or to look at first.")
    space: str | None
    asset: str | None
    order_id: str
    blown_by: str = Field(description="A username.")
    blown_at: Moment
    calls: list[WhistleCall]
    ended_at: Moment | None
    ended_by: str | None
    outcome: str = Field(description="What came of it, once everybody has stood down.")
    timeline: list[WhistleEntry]
    version: int = Field(description="Give it as `If-Match` with the next step.")


class WhistlePage(PageOf[Whistle]):
    """Whistles, newest first."""


class WhistleDetail(Whistle):
    """A whistle with its timeline and what you may do now."""

    order_number: str | None
    may_check_in: list[Department] = Field(description="Departments that have not come and that you may check in; your own first.")
    may_lead: bool = Field(description="Whether you may call another department and stand everybody down.")
    may_note: bool


class NewWhistle(HumanStep):
    """Call departments. Without `order_id` a new order is opened, led by `lead`, or by the first that is called."""

    site: str = Field(max_length=64)
    matter: str = Field(min_length=1, max_length=200, examples=["3号楼水管爆裂 · burst pipe in tower 3"])
    severity: Severity = Severity.HIGH
    departments: list[Department] = Field(min_length=1, max_length=6)
    lead: Department | None = None
    space: str | None = Field(None, max_length=64)
    asset: str | None = Field(None, max_length=64)
    bring: str = Field("", max_length=500)
    order_id: str | None = Field(None, max_length=64)
    within_minutes: int | None = Field(None, ge=1, le=480, description="Else by the severity: 5, 15 or 30 minutes, or as the site says.")


class CheckIn(HumanStep):
    """My department is there."""

    department: Department
    note: str = Field("", max_length=500)


class AddDepartment(HumanStep):
    """Call one more."""

    department: Department
    within_minutes: int | None = Field(None, ge=1, le=480)


class StandDown(HumanStep):
    """It is over."""

    outcome: str = Field(min_length=1, max_length=1000)


class WhistleNote(HumanStep):
    """Something to remember."""

    note: str = Field(min_length=1, max_length=1000)
