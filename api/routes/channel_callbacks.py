"""What the servers of channels tell us: a pressed button, a message that was read, a key pressed on a telephone.

Nobody is signed in here: the channel itself knows by signature who speaks. What is not signed is counted (as a 403 of
this route) and logged without its contents.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from api.problems import ApiProblem, NotFound, TooLarge
from api.security.quota import Quota
from api.security.signed_in import address_of
from api.services import Parts, Services
from api.streams import hub_of
from domain.records import RecordsUnavailable
from domain.text import Text
from notify.channels.channel import AnswersCallbacks
from notify.channels.message import Callback, CallbackAnswer, NotOurs
from notify.receipts import take

log = logging.getLogger(__name__)
router = APIRouter(prefix="/channels", tags=["channels"])

LARGEST = 64 * 1024
SIGNED_A_MINUTE = 1200
"""Of one channel from one address: a whole organisation's buttons come from few."""
UNSIGNED = 60
"""From one address within ten minutes, before they are no longer even logged."""

Name = Annotated[str, Path(max_length=64)]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "What the channel's server wants to hear.", "content": {"text/plain": {}, "application/json": {}, "application/xml": {}}}
}


class NotSigned(ApiProblem):
    """Somebody other than the channel's server, or something old."""

    status = 403
    kind = "not-signed"
    title = Text("签名无效", "Not signed as it should be")


class CallbackGate:
    """How often callbacks may come. What is signed is never held up by what is not: both may come through one proxy."""

    def __init__(self) -> None:
        self.signed = Quota(SIGNED_A_MINUTE, timedelta(minutes=1))
        self.unsigned = Quota(UNSIGNED, timedelta(minutes=10))


@router.get("/{name}/callback", response_class=Response, responses=_ANSWERS)
async def verify_channel_callback(name: Name, request: Request, parts: Parts) -> Response:
    """The channel's console asks whether this address is ours."""
    return await _called_back(name, request, parts)


@router.post("/{name}/callback", response_class=Response, responses=_ANSWERS)
async def take_channel_callback(name: Name, request: Request, parts: Parts) -> Response:
    """The channel's server tells what became of a message. At most 64 KB; what comes twice changes nothing."""
    return await _called_back(name, request, parts)


async def _called_back(name: str, request: Request, parts: Services) -> Response:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise TooLarge(Text("回调内容不得超过 64 KB", "At most 64 KB are taken here."))
    headers = {key.lower(): value for key, value in request.headers.items()}
    callback = Callback(request.method, dict(request.query_params), headers, body, parts.clock())
    gate = request.app.state.callback_gate
    if not isinstance(gate, CallbackGate):
        raise TypeError("create_app() makes it")
    answer = await run_in_threadpool(_answer, parts, gate, name, callback, address_of(request))
    if answer.receipts:
        hub_of(request).wake()
    return Response(answer.body, answer.status, media_type=answer.content_type)


def _answer(parts: Services, gate: CallbackGate, name: str, callback: Callback, address: str) -> CallbackAnswer:
    """Check it, store what was learned, and say what is answered. Raises `ApiProblem` or `RecordsUnavailable`."""
    channel: object = parts.channels.get(name)
    if not isinstance(channel, AnswersCallbacks):
        raise _counted(gate, address, callback, NotFound(Text("没有这个渠道的回调地址", "No channel of this installation is called back here.")))
    try:
        answer = channel.answer(callback)
    except NotOurs as error:
        refusal = NotSigned(Text("签名无效、已过期或重复", "It is not signed as it should be, too old, or was seen before."))
        problem = _counted(gate, address, callback, refusal)
        log.warning("a callback of channel %s is refused: %s", name, error)
        raise problem from None
    key = f"{name} {address}"
    gate.signed.check(key, callback.at)
    gate.signed.take(key, callback.at)
    try:
        take(parts.records, name, answer.receipts, callback.at, sites=parts.sites)
    except RecordsUnavailable:
        answer.not_stored()
        raise
    return answer


def _counted(gate: CallbackGate, address: str, callback: Callback, problem: ApiProblem) -> ApiProblem:
    """`problem`, as long as they are not too many from there. Raises `TooMany`."""
    gate.unsigned.check(address, callback.at)
    gate.unsigned.take(address, callback.at)
    return problem
