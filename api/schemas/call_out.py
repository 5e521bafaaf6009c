"""Call-outs (呼叫): who is called for something, by what, and how far each message demonstrably came."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.call_out import Answer, CallState, Proof, Whom
from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import Post
from domain.severity import Severity


class CallStep(Schema):
    """A step of the ladder."""

    whom: Whom
    by: list[str] = Field(description="Names of channels; those that an installation or a person has not are left out.")
    unless_received_s: float | None
    unless_acknowledged_s: float | None = Field(description="It begins when nobody has answered the step before it for so long; `null` for the first.")


class CalledPerson(Schema):
    """Somebody who was called."""

    person: str = Field(description="A username.")
    name: str
    step: int
    at: Moment
    posts: list[Post]
    instead_of: Post | None = Field(description="The empty post whose deputy they are.")


class CallDelivery(Schema):
    """One message for one person by one channel. Times are those at which it demonstrably came so far."""

    id: str
    person: str | None = Field(description="A username; `null`: a group chat.")
    channel: str
    channel_name: LocalText
    step: int
    proof: Proof
    queued_at: Moment
    sent_at: Moment | None
    received_at: Moment | None
    opened_at: Moment | None
    acknowledged_at: Moment | None
    next_at: Moment | None = Field(description="When it is (next) sent.")
    failed_at: Moment | None
    error: str | None
    attempts: int
    covered_by: str | None = Field(description="The delivery whose message told this one too.")


class CallOut(Schema):
    """A notification on its way to somebody."""

    id: str
    site: str
    kind: NotificationKind
    severity: Severity
    department: Department
    title: LocalText
    body: LocalText
    posts: list[Post]
    policy: str
    policy_name: LocalText
    asks: bool = Field(description="Whether somebody has to answer.")
    state: CallState
    step: int = Field(description="The newest step that has begun, from 0.")
    step_at: Moment | None
    next_at: Moment | None = Field(description="When the next step begins if nobody answers.")
    called: list[CalledPerson]
    already: list[str] = Field(description="Names of people who were not called because they were being asked about the same thing.")
    answer: Answer | None
    answered_by: str | None
    answered_by_name: str | None
    answered_at: Moment | None
    work_order_id: str | None
    alarm_ids: list[str]
    created_at: Moment
    ended_at: Moment | None
    drill_id: str | None
    may_answer: bool
    version: int


class CallOutDetail(CallOut):
    """With the ladder that it goes up and what came of every message."""

    steps: list[CallStep]
    deliveries: list[CallDelivery]


class CallOutPage(PageOf[CallOut]):
    """Call-outs, newest first."""


class CallOutsOf(Schema):
    """Those about one thing, oldest first."""

    items: list[CallOutDetail]


class MyCallOuts(Schema):
    """What you are being called to, oldest first."""

    items: list[CallOut]


class CallCounts(Schema):
    """How many stand in each state; told ones are not counted."""

    calling: int
    unanswered: int


class Answered(Schema):
    """What your answer came to."""

    call_out: CallOutDetail
    first_by: str | None = Field(description="The name of whoever had answered before you; both go.")


class ReceiptOfDevice(Schema):
    """What a device says of a message that it was sent."""

    secret: str = Field(min_length=20, max_length=200)
    proof: Proof
    at: AwareDatetime | None = Field(None, description="When that was, if not now.")
    answer: Answer | None = None


class QuietHours(Schema):
    """When you want to hear only what cannot wait, by the clock of the site."""

    since: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["22:00"])
    until: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["07:00"])


class MyQuietHours(Schema):
    """`null`: none."""

    quiet_hours: QuietHours | None
