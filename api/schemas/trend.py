"""What is drawn on a trend beside the values."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, Schema
from domain.severity import Priority, Severity
from domain.work_order import OrderState


class TrendOrder(Schema):
    """A work order of the equipment whose points are shown."""

    id: str
    number: str
    asset: str
    site: str
    title: LocalText
    state: OrderState
    priority: Priority
    opened_at: Moment
    closed_at: Moment | None = Field(description="Null: it is open.")


class TrendLimit(Schema):
    """A number that a rule in force holds a point against."""

    point: str
    rule: str
    name: LocalText = Field(description="The rule's message for this equipment; what only an alarm knows is left open.")
    severity: Severity
    value: float = Field(description="In the point's unit.")


class TrendMarks(Schema):
    """What happened to the equipment meanwhile, and what its points are held against."""

    orders: list[TrendOrder] = Field(description="Open at some time of the span; the newest first, at most 50 of each asset.")
    orders_left_out: bool = Field(description="Whether there are more.")
    limits: list[TrendLimit] = Field(description="Of rules in force now that compare the value itself with a number.")
