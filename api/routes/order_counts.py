"""How many work orders there are of each state: what stands above the board's columns."""

from __future__ import annotations

from fastapi import APIRouter

from api.order_filter import OrderFilterAsked
from api.schemas.order_counts import OrderCounts, StateCount
from api.services import Parts
from domain.work_order import OrderState

router = APIRouter(prefix="/work-orders", tags=["work-order"])


@router.get("/counts")
def count_work_orders(parts: Parts, where: OrderFilterAsked) -> OrderCounts:
    """How many of each state; the same filters as the list."""
    with parts.records.reading() as tx:
        counts = tx.orders.counts(where)
    return OrderCounts(by_state=[StateCount(state=state, number=counts.get(state, 0)) for state in OrderState], total=sum(counts.values()))
