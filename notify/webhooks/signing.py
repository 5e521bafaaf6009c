"""Signatures of Standard Webhooks: HMAC-SHA256 over id, time and body, so that a receiver knows who speaks and when.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
_BYTES = 32
"""The specification asks for 24 to 64."""
_MOST_SIGNATURES = 10


def new_secret() -> str:
    """A secret as the receiver keeps it: ``whsec_`` and 256 random bits in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(secret: str, delivery_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """The headers that go with `body`. `timestamp_s` is when it is sent (Unix), not when it happened. `ValueError` for what is no secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = hmac.new(key, f"{delivery_id}.{timestamp_s}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def is_signed(secret: str, delivery_id: str, timestamp_s: int, body: bytes, given: str) -> bool:
    """Whether one of the signatures in `given` (the header ``webhook-signature``, separated by spaces) is right."""
    expected = headers(secret, delivery_id, timestamp_s, body)["webhook-signature"].encode()
    return any(hmac.compare_digest(expected, one.encode("utf-8", "replace")) for one in given.split(" ")[:_MOST_SIGNATURES])
