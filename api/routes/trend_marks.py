"""What is drawn on a trend beside the values: work orders of the equipment, and the limits of the rules that watch the points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.asked import SplitList
from api.routes.trends import points_asked
from api.schemas.base import LocalText
from api.schemas.trend import TrendLimit, TrendMarks, TrendOrder
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from domain.records import OrderFilter, Transaction
from domain.site import Point
from domain.time import rfc3339
from domain.work_order import WorkOrder
from rules.drawn_limits import DrawnLimit, drawn_limits

router = APIRouter(tags=["point"])

MOST_ORDERS = 50
"""Of one asset: more marks than these nobody tells apart."""
_LOOKED_THROUGH = 200


@router.get("/trends/marks")
def get_trend_marks(
    parts: Parts,
    rights: SignedIn,
    points: Annotated[list[str], Query(description="Ids of points, at most 8; repeat or separate by commas."), SplitList],
    start: Annotated[AwareDatetime, Query(alias="from")],
    end: Annotated[AwareDatetime, Query(alias="to", description="Not included.")],
) -> TrendMarks:
    """Work orders and limits to draw beside the values of points over a span."""
    found = points_asked(parts, rights, points, start, end)
    orders: list[WorkOrder] = []
    left_out = False
    with parts.records.reading() as tx:
        for site, asset in dict.fromkeys((point.site, point.asset) for point in found):
            of_asset, more = _orders(tx, site, asset, start, end)
            orders += of_asset
            left_out = left_out or more
    return TrendMarks(orders=[_order_out(order) for order in orders], orders_left_out=left_out, limits=[_limit_out(limit) for limit in _limits(parts, found)])


def _orders(tx: Transaction, site: str, asset: str, start: datetime, end: datetime) -> tuple[Sequence[WorkOrder], bool]:
    """Those open at some time of the span, and whether there may be more. An order that is long closed is looked through, not shown."""
    page = tx.orders.list(OrderFilter(sites=(site,), asset=asset, until=end), limit=_LOOKED_THROUGH)
    standing = [order for order in page.items if order.closed_at is None or order.closed_at >= start]
    return standing[:MOST_ORDERS], len(standing) > MOST_ORDERS or page.next_cursor is not None


def _limits(parts: Services, points: Sequence[Point]) -> Iterator[DrawnLimit]:
    for site in dict.fromkeys(point.site for point in points):
        yield from drawn_limits(parts.rules.of(site), parts.sites[site], [point for point in points if point.site == site])


def _order_out(order: WorkOrder) -> TrendOrder:
    return TrendOrder(
        id=order.id,
        number=order.number,
        asset=order.asset or "",
        site=order.site,
        title=LocalText.of(order.title),
        state=order.state,
        priority=order.priority,
        opened_at=rfc3339(order.opened_at),
        closed_at=None if order.closed_at is None else rfc3339(order.closed_at),
    )


def _limit_out(limit: DrawnLimit) -> TrendLimit:
    return TrendLimit(point=limit.point.id, rule=limit.rule.id, name=LocalText.of(limit.name), severity=limit.rule.severity, value=limit.value)
