"""Requests from people, as those who are signed in see them: personal data masked."""

from __future__ import annotations

from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.work_order import TextIn
from domain.people import Department
from domain.request import BEST, Asked, Channel
from domain.severity import Priority
from domain.work_order import OrderKind, OrderState

_LONGEST_WORDS = 4000


class TicketIn(Schema):
    """The ticket of an outside system; entering it again gives the order that exists."""

    system: str = Field(min_length=1, max_length=32, examples=["12345"])
    number: str = Field(min_length=1, max_length=64)
    deadline: AwareDatetime | None = Field(None, description="Overrides ours.")


class OutsideTicket(Schema):
    """The ticket of an outside system."""

    system: str
    number: str
    deadline: Moment | None


class NewRequest(Schema):
    """What somebody asks for, as it is taken in."""

    site: str
    kind: OrderKind = Field(OrderKind.REPAIR, description="repair, enquiry, complaint or suggestion.")
    channel: Channel
    words: str = Field(min_length=1, max_length=_LONGEST_WORDS, description="As told.")
    title: TextIn | None = Field(None, description="Otherwise the beginning of the words, without phones and plates.")
    asset: str | None = None
    space: str | None = None
    dwelling: str | None = Field(None, description="The space of the household.")
    room: str = Field("", max_length=100, description="What they call their home, if it is no space of the site.")
    name: str = Field("", max_length=100)
    phone: str = Field("", max_length=32)
    language: str = Field("zh", pattern="^(zh|en)$")
    priority: Priority = Priority.P3
    department: Department | None = Field(None, description="Otherwise by the kind: enquiries, complaints and suggestions go to the service centre.")
    assist: list[Department] = Field([], max_length=6)
    visit_from: AwareDatetime | None = Field(None, description="When somebody may come.")
    visit_until: AwareDatetime | None = None
    ticket: TicketIn | None = None
    join: str | None = Field(None, max_length=64, description="The id of an open order that is about the same: no other is opened.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.words.strip():
            raise ValueError("words: write down what they ask for")
        return self


class SimilarAsked(Schema):
    """Where something is, to find open orders of it."""

    site: str
    asset: str | None = None
    space: str | None = None
    dwelling: str | None = None
    room: str = Field("", max_length=100)
    phone: str = Field("", max_length=32)


class OpenMatter(Schema):
    """An order in one line."""

    id: str
    number: str
    kind: OrderKind
    state: OrderState
    title: LocalText
    opened_at: Moment
    asset: str | None
    space: str | None
    assignee: str | None
    promised_until: Moment | None


class OpenMatters(Schema):
    """Orders, newest first."""

    items: list[OpenMatter]


class Satisfaction(Schema):
    """How satisfied they were."""

    score: int = Field(description="From 1, not at all, to 5.")
    solved: bool
    text: str
    at: Moment
    by: str = Field(description="Who asked them, or `requester`.")
    how: Asked


class PersonRequest(Schema):
    """That somebody asked for an order. Name, phone and words are masked; see `reveal`."""

    id: str
    order: OpenMatter = Field(description="The order that is responsible for it now.")
    site: str
    channel: Channel
    received_at: Moment
    received_by: str
    words: str
    place: str
    language: str
    name: str
    phone: str
    dwelling: str | None
    room: str
    visit_from: Moment | None
    visit_until: Moment | None
    ticket: OutsideTicket | None
    rating: Satisfaction | None
    visit_id: str | None = Field(description="The task or the order of the return visit.")
    has_link: bool = Field(description="Whether somebody can follow it by a link.")
    version: int


class PersonRequestPage(PageOf[PersonRequest]):
    """Requests, newest first."""


class PersonRequests(Schema):
    """Who asked for an order, the first first."""

    items: list[PersonRequest]


class WhyRevealed(Schema):
    """Why somebody wants to see who asked; it goes into the audit log."""

    reason: str = Field(min_length=3, max_length=500)


class Requester(Schema):
    """Who asked, as they said it."""

    id: str
    name: str
    phone: str
    room: str
    words: str
    rating_text: str


class LinkAsked(Schema):
    """Make a tracking link, or end those that there are."""

    revoke: bool = False


class TrackingLink(Schema):
    """The way to follow a request; null: there is none (any more)."""

    path: str | None = Field(description="Behind the address of this installation.", examples=["/r/6u1yJ0…"])
    svg: str | None = Field(description="The same as a QR code.")


class SatisfactionIn(Schema):
    """What somebody said who was asked."""

    score: int = Field(ge=1, le=BEST)
    solved: bool = True
    text: str = Field("", max_length=1000)
    how: Asked = Asked.PHONE


class Household(Schema):
    """Where somebody lives, who has called from there, and what is open there."""

    dwelling: str | None
    room: str
    place: LocalText
    names: list[str] = Field(description="Masked.")
    phones: list[str] = Field(description="Masked: the last four digits.")
    open: list[OpenMatter]
    last_at: Moment | None = Field(description="When they last asked for something.")
    request_id: str | None = Field(description="That request: `reveal` shows who it was.")


class Households(Schema):
    """Households that a phone or a room leads to."""

    items: list[Household]


class NewQrLinks(Schema):
    """Codes for these places, one each; of a place that has one already it is the same."""

    site: str
    assets: list[str] = Field([], max_length=500)
    spaces: list[str] = Field([], max_length=500)


class QrLink(Schema):
    """A code that hangs somewhere."""

    id: str
    site: str
    asset: str | None
    space: str | None
    place: LocalText
    name: LocalText
    path: str | None = Field(description="Null: it was made with another secret and cannot be printed again; make a new one.", examples=["/q/6u1yJ0…"])
    svg: str | None
    code: str | None = Field(description="To print under it: whoever cannot scan types it, signed in.", examples=["7K3M-Q9TX"])
    made_at: Moment
    made_by: str


class QrLinkPage(PageOf[QrLink]):
    """Codes that are valid, newest first."""


class QrLinks(Schema):
    """Codes, in the order in which they were asked for."""

    items: list[QrLink]
