"""Web Push."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.schemas.push import PushSubscribed, PushSubscription
from api.security.signed_in import SignedIn
from api.writing import Writing
from domain.people import Permission
from domain.records import Transaction

router = APIRouter(prefix="/push", tags=["push"])


@router.post("/subscriptions", status_code=201, response_model=PushSubscribed)
def subscribe_push(body: PushSubscription, rights: SignedIn, write: Writing) -> Response:
    """Remember where this browser can be reached; the same endpoint is one subscription."""
    rights.need_anywhere(Permission.VIEW)

    def act(tx: Transaction) -> PushSubscribed:
        return PushSubscribed(id=tx.housekeeping.add_push_subscription(rights.person.id, body.endpoint, body.keys.model_dump(), write.now))

    return write.once("push.subscribe", rights.person.id, body.model_dump_json(), act, status=201)
