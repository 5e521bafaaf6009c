"""Proposals of who should take which order, and how a site dispatches."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, Schema
from api.schemas.skill import SkillBrief
from api.schemas.work_order import WorkOrder
from domain.dispatch import DispatchMode
from domain.people import Department
from domain.post import Post
from domain.work_order import OrderKind
from operations.dispatch.scoring import Factor


class DispatchReason(Schema):
    """One line: why somebody, or why not."""

    factor: Factor
    text: LocalText
    points: int = Field(description="What it adds to the cost; fewer are better.")
    hindrance: bool = Field(description="Steward does not propose them because of this; a person may still choose them.")


class DispatchCandidate(Schema):
    """Somebody for an order."""

    username: str
    name: str
    department: Department | None
    on_duty: bool
    cost: int | None = Field(description="null: something hinders.")
    reasons: list[DispatchReason]


class CandidateList(Schema):
    """Everybody for one order, the best first; then those whom something hinders."""

    order_id: str
    version: int = Field(description="Of the order; give it back when you dispatch.")
    why_nobody: LocalText | None = Field(description="Why nobody can be proposed; null: the first one is.")
    items: list[DispatchCandidate]


class WaitingOrder(Schema):
    """An order that nobody has, with what is proposed."""

    order: WorkOrder
    place: LocalText | None
    mode: DispatchMode
    proposal: DispatchCandidate | None
    why_nobody: LocalText | None


class OnDuty(Schema):
    """Somebody on duty now."""

    username: str
    name: str
    department: Department | None
    post: Post | None
    until: Moment
    orders: int = Field(description="In hand: dispatched, accepted, in progress.")
    capacity: int
    taken: int = Field(description="Orders accepted in the last 7 days.")
    place: LocalText | None = Field(description="Where they were last in this duty.")
    skills: list[SkillBrief]


class DispatchProposal(Schema):
    """The orders of a site that wait for somebody, the most urgent first, and the people on duty."""

    site: str
    at: Moment
    orders: list[WaitingOrder]
    people: list[OnDuty]
    nobody_on_duty: bool


class GiveOrder(Schema):
    """One order for one person."""

    order_id: str = Field(min_length=1, max_length=64)
    assignee: str = Field(min_length=1, max_length=64, description="A username.")
    version: int | None = Field(None, ge=1, description="The version that you read; another one now is told as a problem. null: any.")


class GiveOrders(Schema):
    """Give these away at once."""

    items: list[GiveOrder] = Field(min_length=1, max_length=500)
    note: str = Field("", max_length=500)


class GivenOrder(Schema):
    """What became of one."""

    order_id: str
    done: bool
    order: WorkOrder | None = Field(description="As it is now; null: nothing was done.")
    problem: LocalText | None


class GivenOrders(Schema):
    """What became of each, in the order asked."""

    items: list[GivenOrder]


class KindPolicy(Schema):
    """What is done about waiting orders of one kind."""

    kind: OrderKind
    alarms: DispatchMode = Field(description="For orders that alarms opened.")
    requests: DispatchMode = Field(description="For orders that people asked for.")


class DispatchPolicyIn(Schema):
    """How a site dispatches. Kinds that are left out keep the usual: alarms automatic, requests proposed."""

    kinds: list[KindPolicy] = Field(max_length=len(OrderKind))
    capacity: int = Field(8, ge=1, le=50, description="So many orders in hand, and no more are proposed to somebody.")


class DispatchPolicy(Schema):
    """How a site dispatches: every kind."""

    site: str
    kinds: list[KindPolicy]
    capacity: int
    version: int = Field(description="Give it as `If-Match` when you change it; 0: as usual.")
