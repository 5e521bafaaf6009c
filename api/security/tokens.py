"""Access tokens (signed, short) and refresh tokens (random, stored as SHA-256 only)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

ACCESS_LIFETIME = timedelta(minutes=15)
REFRESH_LIFETIME = timedelta(days=14)
_ISSUER = "steward"


@dataclass(frozen=True, slots=True)
class Access:
    """What a valid access token says."""

    person_id: str
    expires_at: float
    """Epoch seconds."""
    phone: str | None = None
    """The id of the phone of a post on which it was given for a PIN."""


def access_token(secret: bytes, person_id: str, now: datetime, *, phone: str | None = None) -> str:
    """A token for `person_id`, good for `ACCESS_LIFETIME`; `phone`: on this phone of a post only as long as it is one."""
    claims = {"iss": _ISSUER, "sub": person_id, "iat": int(now.timestamp()), "exp": int((now + ACCESS_LIFETIME).timestamp())}
    return jwt.encode(claims if phone is None else {**claims, "phone": phone}, secret, algorithm="HS256")


def read_access_token(secret: bytes, token: str, now: datetime) -> Access | None:
    """What the token says; `None` if it is not ours or is over. Expiry is judged by `now`, not by the wall clock."""
    lenient: Options = {"verify_exp": False, "verify_iat": False, "require": ["iss", "sub", "exp"]}
    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"], issuer=_ISSUER, options=lenient)
        found = Access(str(claims["sub"]), float(claims["exp"]), str(claims["phone"]) if "phone" in claims else None)
    except (jwt.InvalidTokenError, TypeError, ValueError):
        return None
    return found if now.timestamp() < found.expires_at else None


def new_refresh_token() -> str:
    """A refresh token: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(refresh_token: str) -> str:
    """What is stored of a refresh token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(refresh_token.encode()).hexdigest()
