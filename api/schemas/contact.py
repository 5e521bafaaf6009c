"""How people are reached."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import LocalText, Moment, Schema
from domain.call_out import Proof
from domain.contact import CheckKind
from domain.people import Department, Role
from operations.contacts.reachability import Reached, WayState

Label = Annotated[str, Field(max_length=40)]
Address = Annotated[dict[str, Annotated[str, Field(max_length=1000)]], Field(min_length=1, max_length=8)]


class ContactChannel(Schema):
    """A way by which people can be reached here."""

    channel: str
    name: LocalText
    fields: list[str] = Field(description="What an address of it consists of, e.g. phone.")
    added_by_self: bool = Field(description="Whether people add it themselves; else an administrator does.")
    needs_code: bool = Field(description="Whether a code proves whose it is before anything else is sent.")


class ContactChannels(Schema):
    """All of them."""

    items: list[ContactChannel]


class ContactTest(Schema):
    """The last test message and how far it came."""

    id: str
    kind: CheckKind
    proof: Proof
    asked_at: Moment
    sent_at: Moment | None
    received_at: Moment | None
    opened_at: Moment | None
    pending: bool = Field(description="Whether something may still come of it.")
    error: str | None = Field(description="Why it was not sent, or `no_proof`: the device did not say that it came.")


class Contact(Schema):
    """One way to a person. Its address is never shown, only a hint of it."""

    id: str
    person: str
    channel: str
    name: LocalText
    label: str
    hint: str = Field(examples=["138****5678"])
    state: WayState
    added_at: Moment
    checked_at: Moment | None = Field(description="When something visible last came through.")
    failing_since: Moment | None
    failure: str | None
    test: ContactTest | None
    version: int


class Contacts(Schema):
    """Somebody's, in their own order."""

    items: list[Contact]


class ContactIn(Schema):
    """A way to be added."""

    channel: str = Field(min_length=1, max_length=40)
    address: Address = Field(examples=[{"phone": "13812345678"}])
    label: Label = ""


class ContactChange(Schema):
    """What its owner calls it."""

    label: Label


class ContactOrder(Schema):
    """All of them, the first one first."""

    ids: list[Annotated[str, Field(max_length=64)]] = Field(max_length=50)


class CodeIn(Schema):
    """The code that was sent."""

    code: str = Field(min_length=4, max_length=12)


class ContactAddress(Schema):
    """The whole address."""

    id: str
    address: dict[str, str]


class ContactTableIn(Schema):
    """A table as CSV with a heading: username, channel, address, perhaps label."""

    csv: str = Field(min_length=1, max_length=500_000)


class ReachableWay(Schema):
    """One way of somebody, as those who lead see it."""

    channel: str
    name: LocalText
    label: str
    hint: str
    state: WayState
    checked_at: Moment | None
    failing_since: Moment | None
    failure: str | None


class Reachable(Schema):
    """A person and how they can be reached."""

    username: str
    name: str
    role: Role
    department: Department | None
    on_duty: bool
    posts: list[LocalText] = Field(description="Where they stand now.")
    reached: Reached
    since: Moment | None = Field(description="Since when nobody reaches them, where that is known.")
    ways: list[ReachableWay]


class Reachability(Schema):
    """Everybody of a site: those on duty first, of them those who cannot be reached."""

    items: list[Reachable]


class ContactProof(Schema):
    """The secret of a test message, from behind the # of its link."""

    secret: str = Field(min_length=20, max_length=200)


class ContactProven(Schema):
    """It came through."""

    ok: bool
