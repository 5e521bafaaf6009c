"""Feishu (飞书), or Lark, by an app of one's own: a card with buttons for one person, told read and told who took it.

From the platform's public documentation (open.feishu.cn/document, as of 2024 to 2026): "自建应用获取
tenant_access_token", "发送消息" (``uuid``: at most one message of the same within an hour), "更新应用发送的消息卡片",
"卡片回传交互" (answered within 3 s, not repeated), "消息已读", "配置 Encrypt Key" (AES-256-CBC under the key's SHA-256;
signature: SHA-256 over time, nonce, key and body), "频控策略" (HTTP 429 or 400 with 99991400).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from pydantic import BaseModel, ConfigDict, Field

from domain.call_out import Answer, Proof, Receipt
from domain.text import Text
from egress.client import Method
from notify.cards.calling import Conversation, Said, as_object
from notify.cards.faults import Fault, error_of
from notify.cards.feishu_card import feishu_card
from notify.cards.freshness import Freshness
from notify.cards.settings import ChatSettings, interface, pressed
from notify.cards.tokens import Token, TokenKeeper
from notify.cards.wording import answered, card_id, said
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Callback, CallbackAnswer, Message, NotOurs, Sent

WHO = "Feishu"
_LONGEST_ID = 50
_BLOCK = 16
_JSON = "application/json"

_WRONG_APP = Fault("the app's id or secret is wrong; correct app_id and STEWARD_FEISHU_SECRET", permanent=True)
_NO_USER = Fault("there is no such user in this app", gone=True)
_GONE_CARD = Fault("the card cannot be changed any more", permanent=True)
FAULTS: Mapping[int | str, Fault] = {
    10003: _WRONG_APP,
    10014: _WRONG_APP,
    99991543: _WRONG_APP,
    99991400: Fault("too many calls", retry_after_s=5),
    99991672: Fault("the app lacks the right to send messages (im:message:send_as_bot)", permanent=True),
    230001: Fault("the message or the address was not understood", permanent=True),
    230006: Fault("the app has no bot; switch it on (添加应用能力 → 机器人)", permanent=True),
    230013: Fault("the user has left, is disabled, or is outside what the app may reach (可用范围)", gone=True),
    230020: Fault("too many messages", retry_after_s=5),
    230025: Fault("the message is too long", permanent=True),
    230027: Fault("the app lacks the right to send messages", permanent=True),
    230011: _GONE_CARD,
    230031: _GONE_CARD,
    230110: _GONE_CARD,
    99992351: _NO_USER,
    99992361: Fault("the address (open_id) belongs to another app", gone=True),
    99992360: _NO_USER,
}
_TOKEN_OVER = frozenset({99991661, 99991663, 99991664, 99991668, 99991671})


class FeishuSettings(ChatSettings):
    """Feishu (飞书) or Lark, an app of your own (自建应用): cards with buttons for single people."""

    app_id: str = Field(min_length=1, max_length=100, description="The app's App ID (cli_…)")
    secret_file: Path | None = Field(None, description="File with its App Secret; or the variable STEWARD_FEISHU_SECRET")
    buttons: bool = Field(default=True, description="Put buttons on the cards; needs events and callbacks at /api/v1/channels/feishu/callback")
    encrypt_key_file: Path | None = Field(None, description="File with the Encrypt Key of events and callbacks; or STEWARD_FEISHU_ENCRYPT_KEY")
    base_url: str = interface("https://open.feishu.cn", "Feishu")


class FeishuAddress(BaseModel):
    """A user, as the app sees them."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=100, pattern=r"^\S+$")
    id_type: Literal["open_id", "user_id", "union_id", "email"] = "open_id"


class Feishu:
    """Sends cards, changes them, hears their buttons and that they were read."""

    name = "feishu"
    reaches = Reaches.PERSON

    def __init__(self, settings: FeishuSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._settings = settings
        self._egress = services.egress
        self._base = settings.base_url.rstrip("/")
        self._secret = services.secret("STEWARD_FEISHU_SECRET", settings.secret_file)
        self._key = services.secret("STEWARD_FEISHU_ENCRYPT_KEY", settings.encrypt_key_file) if settings.buttons else ""
        self._tokens = TokenKeeper(self._fetch_token)
        self._fresh = Freshness()

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:  # noqa: ARG002  the platform keeps its own time
        """A card; the key is its ``uuid``."""
        answers: Sequence[Answer] = message.answers if self._settings.buttons else ()
        payload = {
            "receive_id": address["id"],
            "msg_type": "interactive",
            "content": _written(feishu_card(message, self._settings.language, answers=answers)),
            "uuid": card_id(message.key, _LONGEST_ID),
        }
        kind = quote(address.get("id_type", "open_id"), safe="")
        result = self._call("POST", f"/open-apis/im/v1/messages?receive_id_type={kind}", payload)
        data = result.part("data").get("message_id")
        return Sent(data if isinstance(data, str) else None)

    def update(self, outside_id: str, message: Message, address: Mapping[str, str], taken: Text) -> None:  # noqa: ARG002  the card is named by its id
        """The card turns grey and says `taken`."""
        card = feishu_card(message, self._settings.language, taken=said(taken, self._settings.language))
        self._call("PATCH", f"/open-apis/im/v1/messages/{quote(outside_id, safe='')}", {"content": _written(card)})

    def answer(self, callback: Callback) -> CallbackAnswer:
        """The address's verification, a pressed button, cards that were read, or another event."""
        if not self._key:
            raise NotOurs("no buttons are in use")
        event = self._opened(callback.body)
        if event.get("type") == "url_verification":
            # Encrypted, and signed only by some versions of the platform; whoever sends it learns only what they sent.
            return _reply({"challenge": str(event.get("challenge", ""))})
        not_stored = self._check(callback)
        inside, kind = as_object(event.get("event")), as_object(event.get("header")).get("event_type")
        if kind == "im.message.message_read_v1":
            return replace(_reply({}, _read(inside, callback.at)), not_stored=not_stored)
        if kind != "card.action.trigger":
            return _reply({})
        card = as_object(inside.get("context")).get("open_message_id")
        by = as_object(inside.get("operator")).get("open_id")
        word = as_object(as_object(inside.get("action")).get("value")).get("answer")
        receipt = pressed(word, at=callback.at, outside_id=card if isinstance(card, str) else "", by=by if isinstance(by, str) else "")
        if receipt is None:
            return _reply({})
        toast = {"type": "success", "content": answered(receipt.answer, self._settings.language)}
        return replace(_reply({"toast": toast}, (receipt,)), not_stored=not_stored)

    def _check(self, callback: Callback) -> Callable[[], None]:
        """Raises `NotOurs`; what it returns forgets that it was seen."""
        stamp, nonce, given = (callback.headers.get(f"x-lark-{name}", "") for name in ("request-timestamp", "request-nonce", "signature"))
        if not hmac.compare_digest(signature(self._key, stamp, nonce, callback.body).encode(), given.encode("utf-8", "replace")):
            raise NotOurs("the signature is wrong")
        return self._fresh.check(stamp, callback.at, nonce.encode("utf-8", "replace"), given.encode())

    def _opened(self, body: bytes) -> Mapping[str, object]:
        """What is in an encrypted callback. Raises `NotOurs`."""
        try:
            sealed = as_object(json.loads(body)).get("encrypt")
            raw = base64.b64decode(sealed, validate=True) if isinstance(sealed, str) else b""
            opener = Cipher(AES256(_key(self._key)), CBC(raw[:_BLOCK])).decryptor()
            padded = opener.update(raw[_BLOCK:]) + opener.finalize()
            return as_object(json.loads(padded[: -padded[-1]]))
        except (ValueError, IndexError, RecursionError, binascii.Error):
            raise NotOurs("it cannot be decrypted") from None

    def _call(self, method: Method, path: str, payload: Mapping[str, object]) -> Said:
        conversation = Conversation(self._egress, WHO)

        def ask(token: str) -> Said:
            return conversation.ask(method, f"{self._base}{path}", payload, {"Authorization": f"Bearer {token}"})

        result = self._tokens.use(conversation, ask, lambda found: found.number("code") in _TOKEN_OVER)
        if (code := result.number("code")) != 0:
            raise error_of(WHO, code, FAULTS)
        return result

    def _fetch_token(self, conversation: Conversation) -> Token:
        payload = {"app_id": self._settings.app_id, "app_secret": self._secret}
        result = conversation.ask("POST", f"{self._base}/open-apis/auth/v3/tenant_access_token/internal", payload)
        if (code := result.number("code")) != 0:
            raise error_of(WHO, code, FAULTS)
        return Token(result.text("tenant_access_token"), float(result.number("expire", 7200)))


def signature(key: str, stamp: str, nonce: str, body: bytes) -> str:
    """The signature of a callback."""
    return hashlib.sha256(f"{stamp}{nonce}{key}".encode("utf-8", "replace") + body).hexdigest()


def _key(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _read(event: Mapping[str, object], at: datetime) -> Sequence[Receipt]:
    """That cards were opened by their reader."""
    cards, by = event.get("message_id_list"), as_object(as_object(event.get("reader")).get("reader_id")).get("open_id")
    known = [card for card in cards if isinstance(card, str) and card] if isinstance(cards, list) else []
    return tuple(Receipt(Proof.OPENED, at, outside_id=card, by=by if isinstance(by, str) else None) for card in known)


def _reply(content: Mapping[str, object], receipts: Sequence[Receipt] = ()) -> CallbackAnswer:
    return CallbackAnswer(receipts, body=_written(content).encode("utf-8", "replace"), content_type=_JSON)


def _written(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _open(settings: BaseModel, services: Services) -> Channel:
    return Feishu(FeishuSettings.model_validate(settings.model_dump()), services)


def _hint(address: Mapping[str, str]) -> str:
    return f"{address.get('id', '')[:4]}***"


CHANNEL = ChannelKind("feishu", Text("飞书", "Feishu"), FeishuSettings, _open, FeishuAddress, _hint)
