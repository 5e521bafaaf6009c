"""Orders that other systems open here, by machines with a key; each sees its own and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.problems import Conflicting, NotFound, Unusable
from api.schemas.inbound import InboundNote, InboundOrder, InboundOrderIn
from api.security.machines import KnownMachine, Machine
from api.services import Parts, Services
from api.streams import hub_of
from domain.alarm import IllegalStep
from domain.outside import OutsideOrder
from domain.problem import Refusal
from domain.records import AuditEntry, Conflict, Transaction
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import OPEN_STATES, OrderEvent, OrderState, WorkOrder
from operations.outside_orders import Asked, open_outside
from operations.workorders.steps import take_step

router = APIRouter(prefix="/inbound/orders", tags=["inbound"])

_TRIES = 3
_NOT_BEGUN = frozenset({OrderState.REQUESTED, OrderState.TRIAGED, OrderState.DISPATCHED, OrderState.ACCEPTED})
OutsideIdAsked = Annotated[str, Path(max_length=64, description="What you called it.")]


@router.post("", response_model=InboundOrder, status_code=201, responses={200: {"description": "It was here already; nothing was done twice."}})
def open_inbound_order(body: InboundOrderIn, request: Request, parts: Parts, machine: KnownMachine) -> Response:
    """Open an order. The same `outside_id` with the same request gives the same order (200); with another request it is a 409."""
    site = _site(parts, machine, body.site)
    asked = Asked(
        outside_id=body.outside_id,
        system=body.system or machine.client.name,
        kind=body.kind,
        title=Text(body.title.strip(), body.title.strip()),
        digest=hashlib.sha256(body.model_dump_json().encode()).hexdigest(),
        description=body.description,
        place=body.place,
        department=body.department,
        priority=body.priority,
        deadline=body.deadline,
        requester=None if body.requester is None else {key: value for key, value in body.requester.model_dump().items() if value},
    )

    def act(tx: Transaction) -> tuple[InboundOrder, int]:
        known = tx.outside.find(machine.client.id, body.outside_id)
        if known is not None:
            if known.asked != asked.digest:
                raise Conflicting(
                    Text("该外部编号已有另一内容的工单，请用备注补充", "This outside_id is another order already. Add a note to it, or use an id of its own.")
                )
            return _out(known, _order(tx, known)), 200
        order = open_outside(tx, machine.client.id, asked, site, by=machine.actor, at=parts.clock())
        return _out(OutsideOrder(machine.client.id, body.outside_id, order.id, asked.system, asked.digest, order.opened_at, {}), order), 201

    return _write(request, parts, machine, "inbound.open", body.outside_id, act)


@router.get("/{outside_id}")
def get_inbound_order(outside_id: OutsideIdAsked, parts: Parts, machine: KnownMachine) -> InboundOrder:
    """How far an order of yours is."""
    with parts.records.reading() as tx:
        known = _known(tx, machine, outside_id)
        return _out(known, _order(tx, known))


@router.post("/{outside_id}/cancel", response_model=InboundOrder)
def cancel_inbound_order(outside_id: OutsideIdAsked, body: InboundNote, request: Request, parts: Parts, machine: KnownMachine) -> Response:
    """Take an order back, as long as nobody is at work on it. Doing it again is no error."""

    def act(tx: Transaction) -> tuple[InboundOrder, int]:
        known = _known(tx, machine, outside_id)
        order = _order(tx, known)
        if order.state is OrderState.CANCELLED:
            return _out(known, order), 200
        if order.state not in _NOT_BEGUN:
            raise Conflicting(
                Text("已开始处理，不能撤销；请用备注说明", "Somebody is at work on it or it is done. Send a note instead; people decide."),
                current_version=order.version,
            )
        site = parts.sites[order.site]
        return _out(known, take_step(tx, order.id, OrderEvent.CANCELLED, site=site, by=machine.actor, at=parts.clock(), note=body.note)), 200

    return _write(request, parts, machine, "inbound.cancel", outside_id, act)


@router.post("/{outside_id}/note", response_model=InboundOrder)
def note_inbound_order(outside_id: OutsideIdAsked, body: InboundNote, request: Request, parts: Parts, machine: KnownMachine) -> Response:
    """Add to an order of yours what those who do it should know."""

    def act(tx: Transaction) -> tuple[InboundOrder, int]:
        known = _known(tx, machine, outside_id)
        order = _order(tx, known)
        if order.state not in OPEN_STATES:
            raise Conflicting(Text("工单已结束，请另开一单", "The order has ended. Open another one."), current_version=order.version)
        site = parts.sites[order.site]
        return _out(known, take_step(tx, order.id, OrderEvent.NOTED, site=site, by=machine.actor, at=parts.clock(), note=body.note)), 200

    return _write(request, parts, machine, "inbound.note", outside_id, act)


def _write(
    request: Request, parts: Services, machine: Machine, action: str, outside_id: str, act: Callable[[Transaction], tuple[InboundOrder, int]]
) -> Response:
    """`act` in one transaction with its audit entry; of two at the same moment the second finds what the first did. Raises `ApiProblem`."""
    for attempt in range(_TRIES):
        try:
            with parts.records.transaction() as tx:
                body, status = act(tx)
                tx.housekeeping.audit(AuditEntry(parts.clock(), machine.actor, action, body.id, outside_id, machine.address))
            hub_of(request).wake()
            return Response(body.model_dump_json(), status, media_type="application/json")
        except Conflict as error:
            if attempt + 1 == _TRIES:
                raise Conflicting(Text("内容正被更改，请稍后重试", "It is being changed at this moment. Send it again.")) from error
        except IllegalStep as error:
            raise Conflicting(Text("当前状态下不能执行此操作", f"Not from where it is now: {error}.")) from error
        except Refusal as error:
            raise Unusable(error.text) from error
    raise AssertionError("every try either answers or raises")


def _site(parts: Services, machine: Machine, asked: str | None) -> Site:
    theirs = [site for site in parts.sites if machine.client.works_at(site)]
    if asked is None and len(theirs) == 1:
        return parts.sites[theirs[0]]
    if asked is None or asked not in theirs:
        raise Unusable(Text("请填写密钥范围内的项目 site", "Say which `site`: one that your key is for."))
    return parts.sites[asked]


def _known(tx: Transaction, machine: Machine, outside_id: str) -> OutsideOrder:
    known = tx.outside.find(machine.client.id, outside_id)
    if known is None:
        raise NotFound(Text("没有这个外部编号的工单", "You have opened no order with this outside_id."))
    return known


def _order(tx: Transaction, known: OutsideOrder) -> WorkOrder:
    order = tx.orders.get(known.order_id)
    if order is None:
        raise NotFound(Text("工单已过保存期限", "The order is older than orders are kept."))
    return order


def _out(known: OutsideOrder, order: WorkOrder) -> InboundOrder:
    return InboundOrder.model_validate(
        {
            "outside_id": known.outside_id,
            "system": known.system,
            "id": order.id,
            "number": order.number,
            "site": order.site,
            "kind": order.kind,
            "state": order.state,
            "title": order.title.as_json(),
            "department": order.department,
            "priority": order.priority,
            "opened_at": rfc3339(order.opened_at),
            "resolve_by": _time(order.due.resolve_by),
            "completed_at": _time(order.completed_at),
            "closed_at": _time(order.closed_at),
            "outcome": order.outcome,
            "version": order.version,
        }
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
