"""How many work orders there are."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Schema
from domain.work_order import OrderState


class StateCount(Schema):
    """How many orders are in one state."""

    state: OrderState
    number: int


class OrderCounts(Schema):
    """How many orders a filter finds, whatever the length of a page."""

    by_state: list[StateCount] = Field(description="Every state once, in the order of the loop; zero where there is none.")
    total: int
