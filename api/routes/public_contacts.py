"""Where a test message leads: whoever opens it proves that it came, without signing in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.schemas.contact import ContactProof, ContactProven
from api.security.door import Door, door_of
from api.security.signed_in import address_of
from api.services import Parts
from domain.call_out import Proof
from domain.records import Conflict
from operations.contacts.testing import digest_of, prove

router = APIRouter(prefix="/public", tags=["public"])


@router.post("/contact-checks")
def prove_contact(body: ContactProof, parts: Parts, request: Request, door: Annotated[Door, Depends(door_of)]) -> ContactProven:
    """Say that the test message was opened. The answer says nothing to whoever guesses, and they are slowed down."""
    now, address = parts.clock(), address_of(request)
    door.knock(address, now)
    try:
        with parts.records.transaction() as tx:
            found = prove(tx, digest_of(body.secret), Proof.OPENED, now)
    except Conflict:
        # Its device proves the same at this moment.
        return ContactProven(ok=True)
    if found is None:
        raise door.nowhere(address, now)
    return ContactProven(ok=True)
