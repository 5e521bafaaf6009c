"""The keys under which phones keep what belongs to a person.

A key is made of the secret that also signs sessions and of a salt in the records: who has the phone has neither, and
without the salt nobody can make it again.
"""

from __future__ import annotations

import base64
import hmac
import secrets

from domain.phone import PhoneSeal

_SALT_BYTES = 16


def new_salt() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(_SALT_BYTES)


def key_of(secret: bytes, seal: PhoneSeal) -> str:
    """The key of `seal`: 256 bits, base64; the same for the same seal and secret."""
    said = f"steward\x1fseal\x1f{seal.person_id}\x1f{seal.device_id}\x1f{seal.salt}".encode()
    return base64.b64encode(hmac.digest(secret, said, "sha256")).decode()
