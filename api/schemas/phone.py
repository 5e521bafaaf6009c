"""Phones of posts, PINs, keys for phones, and steps that were taken offline."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.base import LocalText, Moment, Schema
from domain.people import Department
from domain.phone import LateOutcome, LateReason
from domain.post import Post
from domain.work_order import HoldReason, Outcome
from operations.workorders.step_details import StepDetails


class NewPhone(Schema):
    """A phone that is to belong to a post."""

    site: str
    post: Post
    name: str = Field(min_length=1, max_length=60, examples=["东门岗手机"])


class PostPhone(Schema):
    """A phone of a post."""

    id: str
    site: str
    post: Post
    name: str
    registered_at: Moment
    registered_by: str
    seen_at: Moment | None = Field(description="When somebody last signed in on it; null: never.")


class PostPhones(Schema):
    """The phones of posts, by site and name."""

    items: list[PostPhone]


class RegisteredPhone(PostPhone):
    """A phone with what makes it one; told once."""

    path: str = Field(description="Open this address on the phone itself; it keeps the token behind the `#`.")
    svg: str = Field(description="The same as a QR code.")


class PhoneToken(Schema):
    """What a phone of a post keeps."""

    phone_token: str = Field(min_length=1, max_length=64)


class PinPerson(Schema):
    """Somebody who may take a turn on it."""

    id: str
    name: str


class PhoneHere(Schema):
    """The phone of a post, as it greets who takes it."""

    name: str
    site_name: LocalText
    post: Post
    people: list[PinPerson] = Field(description="Who may sign in with a PIN, those on duty first.")


class PinSignIn(PhoneToken):
    """Take a turn on the phone of a post."""

    person_id: str = Field(min_length=1, max_length=64)
    pin: str = Field(min_length=1, max_length=16)


class PinIn(Schema):
    """A PIN for phones of posts; the password shows that it is you."""

    pin: str = Field(max_length=16, examples=["284917"])
    password: str = Field(min_length=1, max_length=256)


class PinState(Schema):
    """Whether you have a PIN."""

    set_at: Moment | None = Field(description="null: none.")


class DeviceIn(Schema):
    """A device of yours, by the random name that it gave itself."""

    device_id: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")


class PhoneKey(Schema):
    """The key under which this device keeps your things. Never store it in clear."""

    key: str = Field(description="256 bits, base64.")


class LateWhat(StrEnum):
    """What can be done without a network."""

    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    ARRIVE = "arrive"
    HOLD = "hold"
    RESUME = "resume"
    COMPLETE = "complete"
    NOTE = "note"
    TASK_ACCEPT = "task-accept"
    TASK_DONE = "task-done"
    ACKNOWLEDGE = "acknowledge"
    CHECK_IN = "check-in"
    SEEN = "seen"
    """收到, as an answer to a call-out."""
    GOING = "going"
    """我去, likewise: takes the order, or goes along."""


class LateStepIn(Schema):
    """A step that was taken offline, told with its own time."""

    id: str = Field(min_length=8, max_length=64, description="What the phone calls it: the same id is decided once, however late it is sent again.")
    what: LateWhat
    subject: str = Field(max_length=64, description="The id of the order, alarm (`acknowledge`), whistle (`check-in`) or call-out (`seen`, `going`).")
    task: str | None = Field(None, max_length=64, description="With `task-accept` and `task-done`.")
    department: Department | None = Field(None, description="With `check-in`.")
    occurred_at: AwareDatetime = Field(description="When it was done, by the phone's clock.")
    sent_at: AwareDatetime = Field(description="What the phone's clock shows as it sends this.")
    based_on: int | None = Field(None, ge=0, description="The version of the order that the person had seen.")
    device_id: str | None = Field(None, max_length=64)
    person_id: str | None = Field(None, max_length=64, description="Whose step it is: 412 if somebody else is signed in by now.")
    note: str = Field("", max_length=4000)
    outcome: Outcome | None = None
    hold_reason: HoldReason | None = None
    tag: str | None = Field(None, max_length=200)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.what in (LateWhat.TASK_ACCEPT, LateWhat.TASK_DONE) and self.task is None:
            raise ValueError("task: say which")
        if self.what is LateWhat.CHECK_IN and self.department is None:
            raise ValueError("department: say for which")
        if self.what is LateWhat.NOTE and not self.note.strip():
            raise ValueError("note: write something")
        return self

    def details(self) -> StepDetails:
        """What the step says besides its note."""
        return StepDetails(outcome=self.outcome, hold_reason=self.hold_reason, tag=self.tag)


class LateDecision(Schema):
    """What became of a late step; the same whenever it is asked again."""

    id: str
    outcome: LateOutcome
    reason: LateReason | None = Field(description="Of a refused one.")
    why: LocalText | None = Field(description="The same in words.")
    occurred_at: Moment = Field(description="The time that counts.")
    received_at: Moment
