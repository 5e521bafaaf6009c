"""Visits of contractors, and the service clock."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.visit import FileKind, VisitPurpose, VisitState, VisitStep


class VisitStepTaken(StrEnum):
    """A step that the staff can take with a visit: ``POST /visits/{id}/{step}``."""

    APPROVE = "approve"
    REFUSE = "refuse"
    EXTEND = "extend"
    CONFIRM = "confirm"
    SEND_BACK = "send-back"
    END = "end"
    NOTE = "note"


class VisitEntry(Schema):
    """A line of a visit's timeline."""

    at: Moment
    step: VisitStep
    state: VisitState
    actor: str = Field(description="A username, `visitor` or `system`.")
    note: str


class Visit(Schema):
    """A contractor at one asset; who it is is told to few (`POST /visits/{id}/reveal`). Lists leave the timeline empty."""

    id: str
    number: str = Field(examples=["F-20260131-001"])
    site: str
    asset: str
    state: VisitState
    purpose: VisitPurpose
    firm: str
    work: str
    order_number: str | None
    signed_in_at: Moment
    until: Moment = Field(description="The agreed end: the asset is back in service then at the latest.")
    approved_at: Moment | None
    approved_by: str | None
    signed_out_at: Moment | None
    ended_at: Moment | None
    ended_by: str | None
    out_of_service: str | None = Field(description="The entry of `/out-of-service` that hides the asset's alarms meanwhile.")
    overdue: bool
    timeline: list[VisitEntry]
    version: int = Field(description="Give it as `If-Match` with the next step.")


class VisitPage(PageOf[Visit]):
    """Visits, newest first."""


class VisitFile(Schema):
    """A file at a visit."""

    id: str
    kind: FileKind
    name: str
    content_type: str
    size: int = Field(description="Bytes.")
    added_at: Moment


class VisitDetail(Visit):
    """A visit with its timeline, its files, and what you may do now."""

    visitor: str = Field(description="The name, masked.")
    known: bool = Field(description="Whether name and phone are still kept.")
    may_reveal: bool
    files: list[VisitFile]
    steps: list[VisitStepTaken] = Field(description="The steps that you may take now, in the order of the lifecycle.")
    needs_note: list[VisitStepTaken] = Field(description="Those among `steps` that must say why.")


class VisitStepIn(HumanStep):
    """What a step may carry: a note (some steps must say why), `until` with an approval or an extension."""

    note: str = Field("", max_length=1000)
    until: AwareDatetime | None = None


class RevealVisitor(Schema):
    """Why somebody wants to know who it is."""

    reason: str = Field(min_length=1, max_length=300)


class Visitor(Schema):
    """Who it is."""

    name: str
    phone: str


class SignInHere(Schema):
    """What somebody says of himself at the equipment."""

    firm: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=50)
    phone: str = Field(min_length=5, max_length=24)
    purpose: VisitPurpose = VisitPurpose.MAINTENANCE
    work: str = Field("", max_length=500)
    order_number: str | None = Field(None, max_length=32)
    minutes: int = Field(240, ge=15, le=1440, description="How long the work will take.")


class ResumeVisit(Schema):
    """Going on from another phone."""

    number: str = Field(min_length=5, max_length=20)
    phone: str = Field(min_length=5, max_length=24)


class SignOut(Schema):
    """Work is done."""

    note: str = Field("", max_length=500)


class VisitPlace(Schema):
    """Where the code hangs."""

    site_name: LocalText
    asset_name: LocalText
    place: LocalText


class OwnVisit(Schema):
    """A visit as the contractor's phone shows it: nothing personal, nothing of the staff."""

    number: str
    state: VisitState
    purpose: VisitPurpose
    site_name: LocalText
    asset_name: LocalText
    place: LocalText
    time_zone: str
    until: Moment
    certificates: int
    sheets: int = Field(description="Service sheets that count: of one that was sent back another is needed.")
    said: str = Field(description="What the staff wrote with its last step.")


class SignedInHere(OwnVisit):
    """The visit, and the token by which this phone finds it again; it is told only once."""

    token: str


class ServiceClock(Schema):
    """When an asset was last maintained, and when it has to be again."""

    site: str
    asset: str
    name: LocalText
    place: LocalText
    every_days: int | None = Field(description="How often it has to be maintained; null: no clock runs.")
    last_at: Moment | None
    due_at: Moment | None
    overdue: bool
    unknown: bool = Field(description="A clock should run, and there is no record to run from.")


class ServiceRecord(Schema):
    """Equipment was serviced."""

    id: str
    purpose: VisitPurpose
    at: Moment
    visit_id: str | None
    by: str


class AssetService(ServiceClock):
    """With the services that are known, newest first."""

    services: list[ServiceRecord]


class ServiceDuePage(PageOf[ServiceClock]):
    """Assets whose clock runs, the most urgent first."""
