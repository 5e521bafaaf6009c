"""What residents without an account see: a notice with its updates; and how they stop messages. No personal data."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as PathPart

from api.notices import public_notice
from api.schemas.notice import OptedOut, OptOut, PublicNotice
from api.security.door import Door, door_of
from api.security.signed_in import address_of
from api.services import Parts
from domain.records import AuditEntry
from operations.notices import recipients
from operations.notices.tokens import digest_of

router = APIRouter(prefix="/public", tags=["public"])

Token = Annotated[str, PathPart(max_length=64)]
TheDoor = Annotated[Door, Depends(door_of)]
_RESIDENT = "resident"


@router.get("/notices/{token}")
def see_notice(token: Token, parts: Parts, request: Request, door: TheDoor) -> PublicNotice:
    """The notice as it is now, its updates in their order. Each look is counted, nobody's is remembered."""
    now, address = parts.clock(), address_of(request)
    door.look_up(token, address, now)
    with parts.records.transaction() as tx:
        notice = tx.notices.by_digest(digest_of(token))
        told = None if notice is None or notice.site not in parts.sites else public_notice(notice, parts.sites[notice.site])
        if notice is None or told is None:
            raise door.nowhere(address, now)
        tx.notices.page_opened(notice.id)
    return told


@router.post("/notice-opt-out")
def stop_notices(body: OptOut, parts: Parts, request: Request, door: TheDoor) -> OptedOut:
    """No more messages to this address. Saying it again changes nothing."""
    now, address = parts.clock(), address_of(request)
    door.look_up(body.token, address, now)
    with parts.records.transaction() as tx:
        try:
            ended = recipients.opt_out(tx, body.token, now)
        except KeyError:
            raise door.nowhere(address, now) from None
        if ended:
            tx.housekeeping.audit(AuditEntry(now, _RESIDENT, "notice-recipient.opt-out", "", f"{ended}", ""))
    return OptedOut(done=True)


@router.head("/notices/{token}", include_in_schema=False)
def nothing_to_preview(token: Token) -> Response:  # noqa: ARG001  whatever it is
    """Messengers look at links before people do; they need not know whether they lead somewhere, and count as nobody."""
    return Response()
