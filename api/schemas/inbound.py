"""What machines of other systems send and are answered."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from api.schemas.base import LocalText, Moment, Schema
from domain.people import Department
from domain.severity import Priority
from domain.webhook import Sending
from domain.work_order import OrderKind, OrderState, Outcome

OutsideId = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[^\s/?#%\\]+$", description="What you call it; the same one is always the same order.")
]
"""In a path as well, hence without what paths are made of."""


class InboundRequester(Schema):
    """Who asked for it. Personal: shown only to those who may see such, and each look is recorded."""

    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=30)
    unit: str = Field("", max_length=60, description="Dwelling or company.")


class InboundOrderIn(Schema):
    """An order of yours."""

    outside_id: OutsideId
    system: str = Field("", max_length=60, description="The system it comes from; empty: the name of your key.")
    site: str | None = Field(None, max_length=64, description="May be left out where your key is for one site only.")
    kind: OrderKind = OrderKind.REPAIR
    title: str = Field(min_length=1, max_length=200, pattern=r"\S")
    description: str = Field("", max_length=4000)
    place: str = Field("", max_length=200, description="The id of an asset or space, or words.")
    department: Department | None = Field(None, description="Who leads; null: by its kind.")
    priority: Priority = Priority.P3
    deadline: AwareDatetime | None = Field(None, description="Until when it must be resolved; overrides our own limit.")
    requester: InboundRequester | None = None


class InboundOrder(Schema):
    """Your order as it is here."""

    outside_id: str
    system: str
    id: str
    number: str = Field(examples=["20260131-007"])
    site: str
    kind: OrderKind
    state: OrderState
    title: LocalText
    department: Department
    priority: Priority
    opened_at: Moment
    resolve_by: Moment | None
    completed_at: Moment | None
    closed_at: Moment | None
    outcome: Outcome | None
    version: int


class InboundNote(Schema):
    """What you have to say about it."""

    note: str = Field(min_length=1, max_length=4000, pattern=r"\S")


class Callback(Schema):
    """The last thing that was told the other system about the order."""

    webhook_id: str
    event: str = Field(description="The type of the event that was sent.")
    state: Sending
    at: Moment = Field(description="When it was delivered, or else last tried or written down.")


class OutsideReference(Schema):
    """What another system calls an order of ours. The requester is masked unless you asked to see."""

    outside_id: str
    system: str
    opened_at: Moment
    callback: Callback | None = Field(description="What was told it last; null: it has no webhook here, or nothing was sent that is still in the log.")
    requester: dict[str, str]
