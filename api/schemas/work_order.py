"""Work orders."""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.attachment import AttachmentKind, Signer
from domain.people import Department
from domain.severity import Priority
from domain.text import Text
from domain.work_order import Evidence, HoldReason, OrderEvent, OrderKind, OrderState, Outcome
from operations.workorders.step_details import StepDetails


class OrderStep(StrEnum):
    """A step that a person can take on an order: ``POST /work-orders/{id}/{step}``. Tasks and files have addresses of their own."""

    TRIAGE = "triage"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    DECLINE = "decline"
    TRANSFER = "transfer"
    START = "start"
    ARRIVE = "arrive"
    HOLD = "hold"
    RESUME = "resume"
    COMPLETE = "complete"
    VERIFY = "verify"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"
    REMIND = "remind"
    PROMISE = "promise"
    MERGE = "merge"
    OWN = "own"
    NOTE = "note"


class OrderStateAsked(StrEnum):
    """A state to filter by; ``open`` means neither closed nor cancelled."""

    OPEN = "open"
    REQUESTED = "requested"
    TRIAGED = "triaged"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    VERIFIED = "verified"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Due(Schema):
    """Time limits; null: no such limit."""

    accept_by: Moment | None
    arrive_by: Moment | None
    resolve_by: Moment | None


class Task(Schema):
    """The timed part of an assisting department."""

    id: str
    department: Department
    title: LocalText
    due_by: Moment | None
    required: bool = Field(description="Must be done before the order can complete.")
    accepted_at: Moment | None
    accepted_by: str | None
    done_at: Moment | None
    done_by: str | None


class TimelineEntry(Schema):
    """A line of an order's timeline."""

    id: str
    at: Moment = Field(description="When Steward learnt of it.")
    occurred_at: Moment = Field(description="When it was done.")
    event: OrderEvent
    state: OrderState
    actor: str
    note: str
    device_id: str | None


class Attachment(Schema):
    """A file at an order."""

    id: str
    order_id: str
    name: str
    content_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    added_at: Moment
    added_by: str
    kind: AttachmentKind
    signed_by: str | None = Field(description="Of a signature: who signed; of whoever asked for the work only the first character.")
    signed_as: Signer | None


class WorkOrder(Schema):
    """Somebody's job with a deadline. Lists leave the timeline empty."""

    id: str
    number: str = Field(examples=["20260131-007"])
    kind: OrderKind
    department: Department = Field(description="The lead department.")
    priority: Priority
    state: OrderState
    title: LocalText
    alarm_ids: list[str]
    site: str
    asset: str | None
    assignee: str | None = Field(description="A username.")
    skills: list[str]
    sop: str | None
    tasks: list[Task]
    due: Due
    overdue: list[str] = Field(description="Which limits have passed: accept_by, arrive_by, resolve_by.")
    opened_at: Moment
    accepted_at: Moment | None
    arrived_at: Moment | None
    completed_at: Moment | None
    closed_at: Moment | None
    requested_by: str | None
    timeline: list[TimelineEntry]
    incident_id: str | None
    parent_id: str | None
    outcome: Outcome | None = Field(description="What whoever completed it found; null: not said.")
    space: str | None = Field(description="Where it is, when that is not the place of the asset.")
    service: str | None = Field(description="The service level whose limits it has.")
    paused_at: Moment | None = Field(description="Since when its limits stand still.")
    hold_reason: HoldReason | None
    evidence: list[Evidence] = Field(description="What has to be there before it is verified.")
    watch_until: Moment | None = Field(description="So long its alarm has to stay normal before it is verified by itself.")
    overridden_by: str | None = Field(description="Who verified it although something was missing.")
    owner: str | None = Field(description="Who answers for the matter until somebody accepts it.")
    refusals: int = Field(description="How often it was declined.")
    merged_into: str | None = Field(description="The order that goes on for this one.")
    promised_until: Moment | None
    drill_id: str | None = Field(description="null: real.")
    version: int = Field(description="Give it as `If-Match` with the next step.")


class OrderBrief(Schema):
    """Another order, as a link needs it."""

    id: str
    number: str
    state: OrderState
    title: LocalText


class OutsideBrief(Schema):
    """What another system calls the order."""

    system: str
    outside_id: str


class WorkOrderDetail(WorkOrder):
    """An order with its timeline, its files and what you may do now."""

    steps: list[OrderStep] = Field(description="The steps that you may take now, in the order of the loop.")
    needs_note: list[OrderStep] = Field(description="Those among `steps` that must say why.")
    attachments: list[Attachment]
    missing_evidence: list[Evidence] = Field(
        description="What of `evidence` is not there and can be shown where it is; readings and doors are looked for once it is completed."
    )
    waits_for: list[LocalText] = Field(description="Why it cannot be verified yet without an override; empty: it can, or is not completed.")
    needs_owner: bool = Field(description="Declined twice: a manager has to name its owner before it is dispatched again.")
    parent: OrderBrief | None
    children: list[OrderBrief] = Field(description="What its incident explained; they are completed with it, unless an alarm stands in them.")
    duplicates: list[OrderBrief] = Field(description="The orders that were merged into it; their files are with them.")
    outside: OutsideBrief | None = Field(description="Null: it comes from no other system. More: `GET /work-orders/{id}/outside`.")


class WorkOrderPage(PageOf[WorkOrder]):
    """Work orders, newest first."""


class AttachmentPage(PageOf[Attachment]):
    """The files of an order."""


class TextIn(Schema):
    """A text that a person wrote, in one language or both."""

    zh: str = Field("", max_length=200)
    en: str = Field("", max_length=200)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.zh.strip() or self.en.strip()):
            raise ValueError("write something in zh or en")
        return self

    def text(self) -> Text:
        """Both languages; a missing one shows what was written in the other."""
        return Text(self.zh.strip() or self.en.strip(), self.en.strip() or self.zh.strip())


class NewWorkOrder(HumanStep):
    """A request."""

    site: str
    asset: str | None = None
    kind: OrderKind = OrderKind.REPAIR
    title: TextIn | str = Field(description="Both languages, one of them, or plain words.", examples=[{"zh": "大堂灯不亮", "en": "Lobby light is out"}])
    department: Department
    priority: Priority = Priority.P3
    assist: list[Department] = Field([], max_length=6)
    note: str = Field("", max_length=4000)

    @model_validator(mode="after")
    def _titled(self) -> Self:
        if isinstance(self.title, str) and not 0 < len(self.title.strip()) <= 200:  # noqa: PLR2004  the length of a line
            raise ValueError("title: between 1 and 200 characters")
        return self

    def text(self) -> Text:
        """The title in both languages."""
        return Text(self.title.strip(), self.title.strip()) if isinstance(self.title, str) else self.title.text()


class StepIn(HumanStep):
    """What a step may carry: a note (some steps must say why), and what that step is about."""

    note: str = Field("", max_length=4000)
    assignee: str | None = Field(None, max_length=64, description="A username: with `dispatch` and `transfer` who does it, with `own` who owns it.")
    department: Department | None = None
    priority: Priority | None = None
    outcome: Outcome | None = Field(None, description="With `complete`: whether the alarm was real.")
    hold_reason: HoldReason | None = Field(None, description="With `hold`; else a note has to say why.")
    until: AwareDatetime | None = Field(None, description="With `promise`: until when.")
    into: str | None = Field(None, max_length=64, description="With `merge`: the id of the order that goes on.")
    override: bool = Field(False, description="With `verify`: although something is missing; the note says why, and managers see it.")
    tag: str | None = Field(None, max_length=200, description="With `accept`, `start`, `arrive`, `complete` and `note`: what was scanned at the asset.")

    def details(self) -> StepDetails:
        """What the step says besides its note."""
        return StepDetails(
            assignee=self.assignee,
            department=self.department,
            priority=self.priority,
            outcome=self.outcome,
            hold_reason=self.hold_reason,
            until=None if self.until is None else self.until.astimezone(UTC),
            into=self.into,
            override=self.override,
            tag=self.tag,
        )


class NewTask(HumanStep):
    """What an assisting department is asked to do."""

    department: Department
    title: TextIn | str = Field(description="Both languages, one of them, or plain words.")
    due_by: AwareDatetime | None = Field(None, description="Left out: as long as an order of this priority may take.")
    required: bool = Field(True, description="Must be done before the order can complete.")

    @model_validator(mode="after")
    def _titled(self) -> Self:
        if isinstance(self.title, str) and not 0 < len(self.title.strip()) <= 200:  # noqa: PLR2004  the length of a line
            raise ValueError("title: between 1 and 200 characters")
        return self

    def text(self) -> Text:
        """The title in both languages."""
        return Text(self.title.strip(), self.title.strip()) if isinstance(self.title, str) else self.title.text()


class TaskDone(HumanStep):
    """The assisting department's part is done."""

    note: str = Field("", max_length=4000)
