"""The tokens by which somebody without an account is known: that of the code at an asset, and that of his own visit."""

from __future__ import annotations

import hashlib
import secrets

from domain.records import Transaction

_BYTES = 18


def new_token() -> str:
    """144 random bits, safe in an address."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def asset_of(tx: Transaction, token: str) -> tuple[str, str] | None:
    """Site and asset at which the code with this token hangs; `None`: it is not ours, was revoked, or hangs at no asset.

    It is the code by which people report a fault there (`domain.request.QrLink`): one code hangs at an asset.
    """
    code = tx.requests.qr(digest(token))
    return None if code is None or code.revoked_at is not None or code.asset is None else (code.site, code.asset)
