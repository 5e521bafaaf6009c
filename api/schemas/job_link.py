"""Links to one job: for the staff that gives them out, and for whoever holds one."""

from __future__ import annotations

from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.base import LocalText, Moment, Schema
from domain.job_link import JobStep
from domain.work_order import OrderState, Outcome


class NewJobLink(Schema):
    """A link to one order for somebody without an account."""

    name: str = Field(min_length=1, max_length=40, examples=["安捷电梯 张师傅"])
    phone: str = Field("", max_length=32, description="Kept for those who may see personal data; timelines show its last four digits.")
    hours: int = Field(24, ge=1, le=14 * 24, description="How long it is good.")
    personal: bool = Field(False, description="Show them name, phone and room of whoever asked for the work.")
    note: str = Field("", max_length=1000, description="What they should know.")


class JobLink(Schema):
    """A link that was given out."""

    id: str
    name: str
    phone: str = Field(description="Its last four digits.")
    made_at: Moment
    made_by: str
    expires_at: Moment
    personal: bool
    note: str
    opened_at: Moment | None = Field(description="When it was first opened; null: not yet.")
    steps: list[JobStep] = Field(description="What was said by it so far.")
    revoked_at: Moment | None
    valid: bool


class JobLinks(Schema):
    """The links of an order, newest first."""

    items: list[JobLink]


class MadeJobLink(JobLink):
    """A new link; its address is told once."""

    url: str
    svg: str = Field(description="The address as a QR code.")
    message: LocalText = Field(description="What can be sent to them as it is.")


class JobContact(Schema):
    """Who asked for the work."""

    name: str
    phone: str
    room: str


class JobPhoto(Schema):
    """A file that came by this link."""

    id: str
    name: str
    at: Moment


class JobEntry(Schema):
    """What was said by this link."""

    at: Moment
    text: str


class PublicJob(Schema):
    """The job, as whoever holds its link sees it."""

    number: str
    site_name: LocalText
    place: LocalText
    thing: LocalText | None
    title: LocalText
    note: str
    state: OrderState
    state_name: LocalText
    for_name: str
    made_by_name: str
    expires_at: Moment
    open: bool = Field(description="Whether there is still something to do.")
    steps: list[JobStep] = Field(description="What can be said now, the likeliest first.")
    said: list[JobEntry]
    photos: list[JobPhoto]
    contacts: list[JobContact] = Field(description="Only where the link was made so.")


class JobStepIn(Schema):
    """What the holder says."""

    step: JobStep
    note: str = Field("", max_length=2000)
    outcome: Outcome | None = Field(None, description="With `done`.")
    occurred_at: AwareDatetime | None = None
    id: str | None = Field(None, min_length=8, max_length=64, description="With `note`: the same id is written down once.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.outcome is not None and self.step is not JobStep.DONE:
            raise ValueError("outcome: goes with done")
        return self
