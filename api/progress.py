"""How far a request is, as somebody outside may know it: in plain words, without names, notes or addresses."""

from __future__ import annotations

from datetime import datetime

from api.schemas.public import PublicProgress
from domain.request import KIND_NAMES, LINK_KEPT, Request
from domain.site import Site, SpaceKind
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import HOLD_REASON_NAMES, OPEN_STATES, OrderState, WorkOrder
from operations.requests.satisfaction import DONE

_S = OrderState
_WORDS = {
    _S.REQUESTED: Text("已收到，正在安排", "We have it and are arranging it"),
    _S.TRIAGED: Text("已收到，正在安排", "We have it and are arranging it"),
    _S.DISPATCHED: Text("正在安排人员", "Somebody is being sent"),
    _S.ACCEPTED: Text("已安排人员，即将处理", "Somebody is on it and will come"),
    _S.IN_PROGRESS: Text("正在处理", "Being worked on"),
    _S.ON_HOLD: Text("暂停处理", "On hold"),
    _S.COMPLETED: Text("已完成，请评价", "Done. How did we do?"),
    _S.VERIFIED: Text("已完成，请评价", "Done. How did we do?"),
    _S.CLOSED: Text("已办结", "Closed"),
    _S.CANCELLED: Text("已取消，如有疑问请联系服务中心", "Cancelled. Ask the service centre if that is not right."),
}
_ON_HOLD = Text("暂停处理：{why}", "On hold: {why}")
_STEPS = {
    "received": Text("已收到", "Received"),
    "accepted": Text("已安排人员", "Somebody is on it"),
    "arrived": Text("已到场处理", "Being worked on"),
    "completed": Text("已完成", "Done"),
    "closed": Text("已办结", "Closed"),
}


def progress_of(request: Request, order: WorkOrder, site: Site) -> PublicProgress:
    """How far it is. A home is not named: whoever has the link need not know who lives there."""
    moments = (request.received_at, order.accepted_at, order.arrived_at, order.completed_at, order.closed_at)
    return PublicProgress.model_validate(
        {
            "number": order.number,
            "kind": order.kind,
            "kind_name": KIND_NAMES.get(order.kind, Text("事项", "Matter")).as_json(),
            "site": site.name.as_json(),
            "place": _place(order, site).as_json(),
            "state": _state(order).as_json(),
            "steps": [
                {"key": key, "name": name.as_json(), "at": None if at is None else rfc3339(at)} for (key, name), at in zip(_STEPS.items(), moments, strict=True)
            ],
            "promised_until": None if order.promised_until is None or order.state not in OPEN_STATES else rfc3339(order.promised_until),
            "over": order.state not in OPEN_STATES,
            "can_rate": request.rating is None and order.state in DONE,
            "rated": None if request.rating is None else request.rating.score,
        }
    )


def says_nothing_any_more(order: WorkOrder, now: datetime) -> bool:
    """Whether the links to this order are over: it ended long enough ago."""
    return order.closed_at is not None and order.closed_at + LINK_KEPT <= now


def _state(order: WorkOrder) -> Text:
    if order.state is _S.ON_HOLD and order.hold_reason is not None:
        return _ON_HOLD.filled(why=HOLD_REASON_NAMES[order.hold_reason])
    return _WORDS[order.state]


def _place(order: WorkOrder, site: Site) -> Text:
    asset = None if order.asset is None else site.assets.get(order.asset)
    if asset is not None:
        return Text("{place} · {asset}", "{place} · {asset}").filled(place=site.place(asset), asset=asset.name)
    space = None if order.space is None else site.spaces.get(order.space)
    return Text("", "") if space is None or space.kind is SpaceKind.DWELLING else site.place_of_space(space.id)
