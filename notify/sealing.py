"""What must be kept and read again though nobody may find it in a copy of the database: sealed with the installation's own secret.

Each purpose has a key of its own, derived from that secret, and whatever is sealed is bound to the row that it stands
in: moved to another row, or read for another purpose, it opens nothing.
"""

from __future__ import annotations

import base64
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_KEY = 32


class Unreadable(Exception):
    """It was sealed with another key, for another purpose or for another row."""


class Seal:
    """Seals and opens for one purpose. `secret` is the installation's (what access tokens are signed with)."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._cipher = AESGCM(_derived(secret, f"steward: {purpose}, 1"))
        self._known_by = _derived(secret, f"steward: {purpose}, digest, 1")

    def close(self, plain: str, row: str) -> str:
        """`plain` as it may be stored in the row with this id."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), row.encode())).decode()

    def open(self, sealed: str, row: str) -> str:
        """What was sealed. Raises `Unreadable`."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], row.encode()).decode()
        except (ValueError, InvalidTag):
            raise Unreadable(row) from None

    def digest(self, *parts: str) -> str:
        """By which the same is found again without opening anything: a keyed digest, which guesses cannot be tried against."""
        return hmac.digest(self._known_by, "\x1f".join(parts).encode(), "sha256").hex()


def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), _KEY, salt=None, info=purpose.encode()).derive(secret)
