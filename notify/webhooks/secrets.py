"""Secrets of webhooks at rest: they must be there to sign with, so they are sealed with a key made from the installation's own secret.

Who has the database alone, or a backup of it, cannot sign. The endpoint's id is bound in: a sealed secret moved to
another row opens nothing.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_FOR = b"steward: secrets of webhooks, 1"


class Unreadable(Exception):
    """It was sealed with another key: the installation's secret has changed."""


class Seal:
    """Seals and opens. `secret` is the installation's (what access tokens are signed with)."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt=None, info=_FOR).derive(secret))

    def close(self, plain: str, webhook_id: str) -> str:
        """`plain` as it may be stored."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), webhook_id.encode())).decode()

    def open(self, sealed: str, webhook_id: str) -> str:
        """What was sealed. Raises `Unreadable`."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], webhook_id.encode()).decode()
        except (ValueError, InvalidTag):
            raise Unreadable(webhook_id) from None
