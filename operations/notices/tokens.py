"""Tokens of public pages and of opting out: made of the installation's secret and of what they lead to, so that a code can be printed again."""

from __future__ import annotations

import base64
import hashlib
import hmac

_BYTES = 18


def page_token(secret: bytes, notice_id: str) -> str:
    """The token of the public page of a notice: 24 letters, digits, ``-`` and ``_``."""
    return _signed(secret, "notice", notice_id)


def off_token(secret: bytes, recipient_id: str) -> str:
    """The token by which a recipient opts out."""
    return _signed(secret, "notice-off", recipient_id)


def digest_of(token: str) -> str:
    """The SHA-256 by which a token is found, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def page_path(secret: bytes, notice_id: str) -> str:
    """The path of its public page."""
    return f"/n/{page_token(secret, notice_id)}"


def _signed(secret: bytes, *parts: str) -> str:
    said = "\x1f".join(("steward", "notices", *parts)).encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, said, "sha256")[:_BYTES]).decode()
