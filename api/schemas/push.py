"""Web Push subscriptions."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Schema


class PushKeys(Schema):
    """The browser's keys, base64url."""

    p256dh: str = Field(min_length=1, max_length=200)
    auth: str = Field(min_length=1, max_length=100)


class PushSubscription(Schema):
    """What `PushManager.subscribe()` gives."""

    endpoint: str = Field(min_length=9, max_length=1000, pattern=r"^https://", examples=["https://push.example/abc"])
    keys: PushKeys


class PushSubscribed(Schema):
    """It is remembered."""

    id: str
