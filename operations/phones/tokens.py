"""Random tokens: of a phone of a post, of a link to one job."""

from __future__ import annotations

import secrets

_BYTES = 18


def new_token() -> str:
    """144 random bits in 24 characters that are safe in an address; only its SHA-256 is stored."""
    return secrets.token_urlsafe(_BYTES)
