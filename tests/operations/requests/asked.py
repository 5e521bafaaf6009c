"""What somebody asks for, at a site with homes in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.people import Person, Role
from domain.records import Records
from domain.request import Asked, Channel, Request
from domain.site import Space, SpaceKind
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind, WorkOrder
from operations.requests.intake import Asking, take_in
from operations.requests.satisfaction import rate
from operations.workorders.steps import take_step
from tests.operations import scenes
from tests.operations.scenes import T0

SITE = replace(
    scenes.SITE,
    spaces={
        **scenes.SITE.spaces,
        "t3-lobby": Space("t3-lobby", SpaceKind.COMMON_AREA, Text("大堂", "Lobby"), "t3"),
        "t3-1201": Space("t3-1201", SpaceKind.DWELLING, Text("1201室", "Flat 1201"), "t3"),
    },
)
CLERK = Person("p-clerk", "clerk", "周敏", Role.SERVICE_CENTRE, None, ("riverside",))
TAP = Asking(OrderKind.REPAIR, Channel.PHONE, "厨房水龙头漏水，电话13800138000", dwelling="t3-1201", name="王秀英", phone="138 0013 8000")


def ask(records: Records, asking: Asking = TAP, *, by: str = "clerk", at: datetime = T0, join: str | None = None) -> Request:
    """It is taken in."""
    with records.transaction() as tx:
        return take_in(tx, asking, SITE, by=by, at=at, owner=by, join=join)


def order_of(records: Records, request: Request) -> WorkOrder:
    """The order behind a request."""
    with records.reading() as tx:
        order = tx.orders.get(request.order_id)
    assert order is not None
    return order


def do(records: Records, request: Request, *steps: OrderEvent, at: datetime = T0) -> WorkOrder:
    """Somebody takes `steps` with the order."""
    for step in steps:
        with records.transaction() as tx:
            take_step(tx, request.order_id, step, site=SITE, by="fitter", at=at, note="说明")
    return order_of(records, request)


DONE = (OrderEvent.DISPATCHED, OrderEvent.ACCEPTED, OrderEvent.STARTED, OrderEvent.COMPLETED)


def rated(records: Records, request: Request, score: int, *, solved: bool = True, at: datetime = T0) -> Request:
    """Whoever asked says how satisfied they are."""
    with records.transaction() as tx:
        return rate(tx, request, SITE, score=score, solved=solved, text="师傅没洗手", how=Asked.PHONE, by="clerk", at=at)
