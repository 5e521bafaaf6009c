"""Web Push subscriptions."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Schema


class PushKeys(Schema):
    """The browser's keys, base64url."""

    p256dh: str = Field(min_length=1, max_length=200)
    auth: str = Field(min_length=1, max_length=100)


class PushSubscription(Schema):
    """What `PushManager.subscribe()` gives, and in what language and by what name the person knows the device."""

    endpoint: str = Field(min_length=9, max_length=1000, pattern=r"^https?://", examples=["https://push.example/abc"])
    keys: PushKeys
    lang: str = Field("zh", pattern="^(zh|en)$")
    device: str = Field("", max_length=60, examples=["Chrome · Android"])


class PushSubscribed(Schema):
    """It is remembered, as the contact of this id."""

    id: str


class PushKey(Schema):
    """The public key that `PushManager.subscribe()` takes as `applicationServerKey`: an uncompressed point of P-256, base64url."""

    public_key: str
