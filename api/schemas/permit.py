"""Permits (作业许可)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from api.schemas.alarm import Alarm, HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.scope import Scope
from api.schemas.work_order import Attachment
from domain.permit import PermitKind, PermitState, PermitStep


class PermitStepTaken(StrEnum):
    """A step that a person can take with a permit: ``POST /permits/{id}/{step}``. Files have an address of their own."""

    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    BEGIN = "begin"
    EXTEND = "extend"
    END = "end"
    RECHECK = "recheck"
    NOTE = "note"


class PermitEntry(Schema):
    """A line of a permit's timeline."""

    at: Moment
    step: PermitStep
    state: PermitState
    actor: str
    note: str


class Permit(Schema):
    """Work that makes alarms or brings danger: its place and window, and who answers for it. Lists leave the timeline empty."""

    id: str
    number: str = Field(examples=["X-20260131-001"])
    site: str
    kind: PermitKind
    state: PermitState
    scope: Scope
    hides: bool = Field(description="Whether alarms in its scope are suppressed while it is active.")
    place: str
    work: str
    applicant: str = Field(description="A username.")
    approver: str | None
    watcher: str | None
    contractor: str | None
    starts_at: Moment
    until: Moment
    requested_at: Moment
    begun_at: Moment | None
    ended_at: Moment | None
    recheck_at: Moment | None = Field(description="From when on the place must be looked at again.")
    missing: list[str] = Field(description="Of a fire test that has ended: points that never reported.")
    reported: list[str] = Field(description="Of a fire test that has ended: points (or assets) that did.")
    overdue: list[str] = Field(description="What was decided as late: until, recheck.")
    timeline: list[PermitEntry]
    version: int = Field(description="Give it as `If-Match` with the next step.")


class PermitPage(PageOf[Permit]):
    """Permits, newest first."""


class NamedPoint(Schema):
    """A point by name."""

    id: str = Field(description="The point; of an asset as a whole, the asset.")
    asset: str
    asset_name: LocalText
    name: LocalText = Field(description="Of the point; empty for an asset as a whole.")


class Covered(Schema):
    """An asset in the scope."""

    asset: str
    name: LocalText
    place: LocalText
    whole: bool = Field(description="Every point of it, and the asset itself.")
    points: list[NamedPoint] = Field(description="Those that are named, if it is not meant as a whole.")


class PermitDetail(Permit):
    """A permit with its timeline, its files, what it covers, and what you may do now."""

    attachments: list[Attachment]
    steps: list[PermitStepTaken] = Field(description="The steps that you may take now, in the order of the lifecycle.")
    needs_note: list[PermitStepTaken] = Field(description="Those among `steps` that must say why.")
    needs_watcher: bool = Field(description="Whether nobody may begin without a watcher on site.")
    needs_photos: bool = Field(description="Whether it begins and ends with a photo of the place.")
    covers: list[Covered] = Field(description="What lies in its scope; at most 200 assets.")
    covers_total: int = Field(description="How many assets lie in it.")
    hidden_alarms: list[Alarm] = Field(description="What it hides now.")
    missing_points: list[NamedPoint] = Field(description="`missing`, by name.")
    reported_points: list[NamedPoint] = Field(description="`reported`, by name.")


class NewPermit(HumanStep):
    """Ask for a permit."""

    site: str = Field(max_length=64)
    kind: PermitKind
    scope: Scope
    hides: bool = Field(False, description="Suppress alarms in the scope while it is active, as far as the kind may.")
    place: str = Field(min_length=1, max_length=200, examples=["3号楼 3层 走廊"])
    work: str = Field(min_length=1, max_length=2000, examples=["更换烟感 · replacing smoke detectors"])
    starts_at: AwareDatetime
    until: AwareDatetime
    contractor: str | None = Field(None, max_length=200)
    watcher: str | None = Field(None, max_length=100)


class PermitStepIn(HumanStep):
    """What a step may carry: a note (some steps must say why), `until` with an extension, `watcher` with the beginning."""

    note: str = Field("", max_length=4000)
    until: AwareDatetime | None = None
    watcher: str | None = Field(None, max_length=100)
