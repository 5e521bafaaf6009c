"""A pager, a siren or a system of one's own: what a person is told goes there as signed JSON, and it may report back.

Signed as Standard Webhooks says (https://www.standardwebhooks.com), with one secret for both directions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field

from domain.call_out import Answer, Proof, Receipt
from domain.text import Text
from domain.time import EPOCH, rfc3339
from egress.client import Egress
from notify.calling import call, taken
from notify.cards.wording import link_of
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Callback, CallbackAnswer, Message, NotOurs, Sent
from notify.request_template import SecretSetting
from notify.webhooks import signing

_FRESH_S = 300
"""A signature older than this, or from so far in the future, may be somebody's copy."""
_MOST_ID = 200
_PROOFS = {Proof.RECEIVED.value: Proof.RECEIVED, Proof.OPENED.value: Proof.OPENED, Proof.ACKNOWLEDGED.value: Proof.ACKNOWLEDGED}


class WebhookSettings(BaseModel):
    """A webhook of one's own."""

    model_config = ConfigDict(extra="forbid")

    drills: bool = Field(default=False, description="Whether drills (marked 演练) may be told by it")
    url: str = Field(pattern=r"^https?://", description="Where messages go")
    secret: SecretSetting = Field(description="Standard Webhooks secret (whsec_…) that signs both ways")


class WebhookAddress(BaseModel):
    """The name of the person in the other system."""

    model_config = ConfigDict(extra="forbid")

    user: str = Field(min_length=1, max_length=100)


class Webhook:
    """Tells another system."""

    name = "webhook"
    reaches = Reaches.PERSON

    def __init__(self, settings: WebhookSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._egress: Egress = services.egress
        self._url = settings.url
        self._secret = services.secret(settings.secret.variable, settings.secret.file)

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """Tell it under the message's key, which is its ``webhook-id``; receipts name the same."""
        document = {
            "type": "message",
            "timestamp": rfc3339(now),
            "data": {
                "id": message.key,
                "user": address["user"],
                "site": message.site,
                "severity": message.severity.value,
                "urgent": message.urgent,
                "drill": message.drill,
                "title": message.title.as_json(),
                "body": message.body.as_json(),
                "spoken": message.spoken.as_json(),
                "link": link_of(message),
                "answers": [answer.value for answer in message.answers],
                "replaces": message.replaces,
                "expires_at": rfc3339(message.expires_at),
                **({} if message.receipt is None else {"receipt": message.receipt}),
                "about": dict(message.tag),
            },
        }
        body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        signed = signing.headers(self._secret, message.key, int((now - EPOCH).total_seconds()), body)
        answer = call(self._egress, self._url, headers={"Content-Type": "application/json", **signed}, body=body)
        taken(answer, now, gone=(HTTPStatus.GONE,))
        return Sent(message.key)

    def answer(self, callback: Callback) -> CallbackAnswer:
        """``{"id": …, "proof": "received|opened|acknowledged", "answer": "seen|going|false_alarm"}``, signed with the same secret. Raises `NotOurs`."""
        self._check(callback)
        try:
            said = json.loads(callback.body)
        except (ValueError, RecursionError):
            raise NotOurs("the body is not JSON") from None
        if not isinstance(said, dict) or not isinstance(said.get("id"), str) or len(said["id"]) > _MOST_ID:
            raise NotOurs("the body names no message")
        proof = _PROOFS.get(str(said.get("proof")))
        answers = {answer.value: answer for answer in Answer}
        answer = answers.get(str(said.get("answer")))
        if answer is not None:
            proof = Proof.ACKNOWLEDGED
        if proof is None:
            raise NotOurs("the body proves nothing")
        by = said.get("user")
        return CallbackAnswer(
            [Receipt(proof, callback.at, outside_id=said["id"], answer=answer, by=by if isinstance(by, str) else None)],
            body=b"{}",
            content_type="application/json",
        )

    def _check(self, callback: Callback) -> None:
        name, moment, given = (callback.headers.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):  # noqa: PLR2004  seconds of the next 30,000 years
            raise NotOurs("the signature has no time")
        if abs(int((callback.at - EPOCH).total_seconds()) - int(moment)) > _FRESH_S:
            raise NotOurs("the signature is too old")
        if not signing.is_signed(self._secret, name, int(moment), callback.body, given):
            raise NotOurs("the signature is wrong")


def _hint(address: Mapping[str, str]) -> str:
    user = address.get("user", "")
    return f"{user[:1]}****" if user else ""


def _open(settings: BaseModel, services: Services) -> Channel:
    if not isinstance(settings, WebhookSettings):
        raise TypeError("the registry reads the settings of this kind")
    return Webhook(settings, services)


CHANNEL = ChannelKind("webhook", Text("Webhook 接口", "Webhook"), WebhookSettings, _open, WebhookAddress, _hint)
