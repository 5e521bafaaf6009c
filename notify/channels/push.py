"""Web Push: to a browser, also when no page of ours is open. RFC 8030 (delivery), RFC 8291 (encryption), RFC 8292 (who we are).

The push service sees when and how much, never what: the message is encrypted for the browser. In mainland China Chrome's
service cannot be reached by most phones, so this is never the only way (see docs/channels.md).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import BaseModel, ConfigDict, Field, field_validator

from domain.text import Text
from domain.time import rfc3339
from egress.client import Egress
from notify.calling import call, taken
from notify.channels.channel import Channel, ChannelKind, Reaches, Services
from notify.channels.message import Message, NotifyError, Sent
from notify.fitting import cut
from notify.vapid import Vapid

SERVICES = ("fcm.googleapis.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
"""Where browsers are subscribed: Chrome and Edge on Android and desktop, Firefox, Safari, Edge on Windows. With a dot: all names below."""

_MOST_BYTES = 3072
"""Of the plain payload. Every service takes 4096 bytes encrypted (RFC 8030, 7.2); some count what they add."""
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_TOPIC = 32
_POINT, _AUTH = 65, 16


class PushSettings(BaseModel):
    """Web Push. Its key pair is made at the first start and lies in the data folder (``vapid.key``)."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field("", pattern=r"^((mailto:|https://).+)?$", description="Whom a push service may ask about us: mailto:… or https://…; Apple's wants one")
    drills: bool = Field(default=False, description="Whether drills (marked 演练) may be told by it")
    services: list[str] = Field(default_factory=list, description="Hosts of further push services; with a dot before it, all names below one")


class PushAddress(BaseModel):
    """What `PushManager.subscribe` gave, and the language of the browser."""

    model_config = ConfigDict(extra="forbid")

    endpoint: str = Field(min_length=9, max_length=1000, pattern=r"^https?://")
    p256dh: str = Field(min_length=1, max_length=200)
    auth: str = Field(min_length=1, max_length=100)
    lang: str = Field("zh", pattern="^(zh|en)$")
    device: str = Field("", max_length=60, description="What the person knows it by: Chrome · Android")

    @field_validator("p256dh")
    @classmethod
    def _a_point(cls, value: str) -> str:
        _point(value)
        return value

    @field_validator("auth")
    @classmethod
    def _sixteen_bytes(cls, value: str) -> str:
        if len(_decoded(value)) != _AUTH:
            raise ValueError("`auth` has to be 16 bytes in base64url")
        return value


class Push:
    """Sends to browsers."""

    name = "push"
    reaches = Reaches.PERSON

    def __init__(self, settings: PushSettings, services: Services) -> None:
        self.takes_drills = settings.drills
        self._egress: Egress = services.egress
        self._hosts = (*SERVICES, *settings.services)
        self.vapid = Vapid(services.data_dir, settings.subject)

    def knows(self, endpoint: str) -> bool:
        """Whether the endpoint is one of a push service that is on the list: whatever else a browser claims is not called."""
        try:
            host = httpx.URL(endpoint).raw_host.decode("ascii").lower()
        except (httpx.InvalidURL, ValueError):
            return False
        return any(host == known or (known.startswith(".") and host.endswith(known)) for known in self._hosts)

    def send(self, message: Message, address: Mapping[str, str], now: datetime) -> Sent:
        """Encrypt and hand over. A repeat replaces the one before on its way (Topic) and on the phone (`key` as tag)."""
        browser = _read(address)
        if not self.knows(browser.endpoint):
            raise NotifyError("the browser was subscribed at a push service that is not on the list (channels.push.services)", permanent=True)
        body = http_ece.encrypt(
            payload(message, browser.lang),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_decoded(browser.p256dh),
            auth_secret=_decoded(browser.auth),
            version="aes128gcm",
        )
        headers = {
            "Authorization": self.vapid.authorization(_origin(browser.endpoint), now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, int((message.expires_at - now).total_seconds()))),
            "Urgency": "high" if message.urgent else "normal",
            "Topic": topic(message.replaces or message.key),
        }
        answer = call(self._egress, browser.endpoint, headers=headers, body=body)
        if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise NotifyError("the push service found the message too long (HTTP 413)", permanent=True)
        if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            # The browser was subscribed with another key of ours: only a new subscription helps, which the app makes by itself.
            raise NotifyError(f"the subscription is for another key (HTTP {answer.status}); open the app on that device once", gone=True)
        taken(answer, now, gone=_GONE)
        return Sent()


def payload(message: Message, lang: str) -> bytes:
    """What the service worker gets: JSON, at most 3 KB; of a long text the end is left out.

    ``{v, key, title, body, severity, urgent, link, tag, receipt, answers, lang, drill, expires_at}``. `key` is the
    notification's tag (that of the message it replaces, if it does), `tag` the ids of what it is about.
    """
    title, body = (message.title.en, message.body.en) if lang == "en" else (message.title.zh, message.body.zh)

    def encoded(title: str, body: str) -> bytes:
        shown = {
            "v": 1,
            "key": message.replaces or message.key,
            "title": title,
            "body": body,
            "severity": message.severity.value,
            "urgent": message.urgent,
            "link": message.link,
            "tag": dict(message.tag),
            "receipt": message.receipt,
            "answers": [answer.value for answer in message.answers],
            "lang": lang,
            "drill": message.drill,
            "expires_at": rfc3339(message.expires_at),
        }
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    title = cut(title, 200)
    room = _MOST_BYTES - len(encoded(title, ""))
    # A character that JSON escapes takes more room than its own bytes; what is cut once too often loses little.
    while len(encoded(title, body)) > _MOST_BYTES:
        excess = len(encoded(title, body)) - _MOST_BYTES
        body = cut(body, max(0, min(len(body) - max(1, excess // 4), room)))
    return encoded(title, body)


def topic(key: str) -> str:
    """A name for what replaces each other, at most 32 characters of base64url (RFC 8030, 5.4)."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()).decode()[:_TOPIC]


def _read(address: Mapping[str, str]) -> PushAddress:
    try:
        return PushAddress.model_validate(dict(address))
    except ValueError:
        raise NotifyError("the browser's keys are not usable; open the app on that device once", gone=True) from None


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _point(text: str) -> bytes:
    raw = _decoded(text)
    if len(raw) != _POINT:
        raise ValueError("`p256dh` has to be a point of P-256, uncompressed, in base64url")
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    return raw


def _origin(endpoint: str) -> str:
    scheme, _, rest = endpoint.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _open(settings: BaseModel, services: Services) -> Channel:
    if not isinstance(settings, PushSettings):
        raise TypeError("the registry reads the settings of this kind")
    return Push(settings, services)


def _hint(address: Mapping[str, str]) -> str:
    return address.get("device", "") or "Web Push"


CHANNEL = ChannelKind("push", Text("浏览器推送", "Web Push"), PushSettings, _open, PushAddress, _hint)
