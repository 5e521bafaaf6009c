"""Work orders."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.people import Department
from domain.severity import Priority
from domain.text import Text
from domain.work_order import Evidence, HoldReason, OrderEvent, OrderKind, OrderState, Outcome


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


class WorkOrderDetail(WorkOrder):
    """An order with its timeline, its files and what you may do now."""

    steps: list[OrderStep] = Field(description="The steps that you may take now, in the order of the loop.")
    needs_note: list[OrderStep] = Field(description="Those among `steps` that must say why.")
    attachments: list[Attachment]


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
    """What a step may carry: a note (some steps must say why), and for triage, dispatch and transfer who or what next."""

    note: str = Field("", max_length=4000)
    assignee: str | None = Field(None, max_length=64, description="A username.")
    department: Department | None = None
    priority: Priority | None = None
    outcome: Outcome | None = Field(None, description="With `complete`: whether the alarm was real.")


class TaskDone(HumanStep):
    """The assisting department's part is done."""

    note: str = Field("", max_length=4000)
