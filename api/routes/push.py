"""Web Push."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.problems import NotFound, Unusable
from api.schemas.push import PushKey, PushSubscribed, PushSubscription
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Writing
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from notify.addresses import Addresses
from notify.channels.push import Push
from operations.contacts import keeping

router = APIRouter(prefix="/push", tags=["push"])


@router.get("/key")
def get_push_key(parts: Parts, rights: SignedIn) -> PushKey:
    """The key that browsers subscribe with. 404 where Web Push is not set up."""
    rights.need_anywhere(Permission.VIEW)
    return PushKey(public_key=_push(parts).vapid.public_key)


@router.post("/subscriptions", status_code=201, response_model=PushSubscribed)
def subscribe_push(body: PushSubscription, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Remember where this browser can be reached; the same endpoint is one contact, of whoever subscribed last."""
    rights.need_anywhere(Permission.VIEW)
    if not _push(parts).knows(body.endpoint):
        raise Unusable(Text("不支持该浏览器的推送服务", "This browser's push service is not on the list (channels.push.services)."))
    me = rights.person.username
    addresses = Addresses(parts.secret)
    address = {"endpoint": body.endpoint, **body.keys.model_dump(), "lang": body.lang, "device": body.device}

    def act(tx: Transaction) -> PushSubscribed:
        made = addresses.contact(me, "push", address, label="", by=me, at=write.now, verified=True)
        return PushSubscribed(id=keeping.add(tx, made, write.now).id)

    return write.once("push.subscribe", rights.person.id, addresses.digest(body.model_dump_json(), "request"), act, status=201)


def _push(parts: Services) -> Push:
    channel = parts.channels.get("push")
    if not isinstance(channel, Push):
        raise NotFound(Text("本项目未开通浏览器推送", "Web Push is not set up here (channels.push)."))
    return channel
