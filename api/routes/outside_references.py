"""What another system calls an order of ours, and who asked for it there."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Response

from api.orders import find_order
from api.problems import NotFound
from api.schemas.inbound import Callback, OutsideReference
from api.security.masking import MASK
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Writing
from domain.outside import OutsideOrder
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339

router = APIRouter(prefix="/work-orders/{order_id}/outside", tags=["outside"])


@router.get("")
def get_outside_reference(order_id: str, parts: Parts, rights: SignedIn) -> OutsideReference:
    """Its outside number; who asked is masked. 404: it comes from no other system."""
    with parts.records.reading() as tx:
        found = _found(parts, rights, tx, order_id)
        return _out(tx, found, dict.fromkeys(found.requester, MASK))


@router.post("/reveal", response_model=OutsideReference)
def reveal_outside_requester(order_id: str, parts: Parts, write: Writing) -> Response:
    """Show who asked for it. Each look is recorded in the audit log."""

    def act(tx: Transaction) -> OutsideReference:
        found = _found(parts, write.rights, tx, order_id)
        order = find_order(parts, write.rights, tx, order_id)
        write.rights.need(Permission.VIEW_PERSONAL, order.site)
        return _out(tx, found, dict(found.requester))

    # The answer is not kept for its Idempotency-Key: it is personal.
    return replace(write, key=None).once("outside.reveal", order_id, "", act)


def _found(parts: Services, rights: Rights, tx: Transaction, order_id: str) -> OutsideOrder:
    order = find_order(parts, rights, tx, order_id)
    found = tx.outside.of_orders([order.id]).get(order.id)
    if found is None:
        raise NotFound(Text("该工单不是外部系统报来的", "This order comes from no other system."))
    return found


def _out(tx: Transaction, found: OutsideOrder, requester: dict[str, str]) -> OutsideReference:
    return OutsideReference(
        outside_id=found.outside_id, system=found.system, opened_at=rfc3339(found.opened_at), callback=_callback(tx, found), requester=requester
    )


def _callback(tx: Transaction, found: OutsideOrder) -> Callback | None:
    """The newest delivery about the order to a webhook of the client that opened it."""
    told = [tx.webhooks.last_about(webhook.id, found.order_id) for webhook in tx.webhooks.list() if webhook.client == found.source]
    newest = max((each for each in told if each is not None), key=lambda each: each.created_at, default=None)
    if newest is None:
        return None
    at = newest.delivered_at or newest.tried_at or newest.created_at
    return Callback(webhook_id=newest.webhook, event=newest.type, state=newest.state, at=rfc3339(at))
