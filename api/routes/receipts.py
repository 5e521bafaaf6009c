"""What devices say of messages that they were sent. Public: the secret in the message is all that is needed, and nothing is said to strangers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.schemas.call_out import ReceiptOfDevice
from api.security.door import Door, door_of
from api.security.signed_in import address_of
from api.services import Parts, Services
from api.streams import hub_of
from domain.call_out import Receipt
from domain.records import Conflict
from notify.receipts import take
from operations.contacts.testing import digest_of, prove

router = APIRouter(tags=["call-out"])


@router.post("/receipts", status_code=204)
def take_receipt(body: ReceiptOfDevice, parts: Parts, request: Request, door: Annotated[Door, Depends(door_of)]) -> Response:
    """A message was received, opened or answered on the device that it was sent to. A secret that nobody knows is answered alike, and counted."""
    now, address = parts.clock(), address_of(request)
    door.knock(address, now)
    receipt = Receipt(body.proof, body.at or now, secret=body.secret, answer=body.answer)
    if take(parts.records, "receipt", [receipt], now, sites=parts.sites):
        hub_of(request).wake()
    elif not _proves_contact(parts, body, now):
        door.nowhere(address, now)
    return Response(status_code=204)


def _proves_contact(parts: Services, body: ReceiptOfDevice, now: datetime) -> bool:
    """A test message of a way of contact says so in the same words."""
    try:
        with parts.records.transaction() as tx:
            return prove(tx, digest_of(body.secret), body.proof, now) is not None
    except Conflict:
        return True  # the same is proven by somebody else at this moment
