"""Links that say nothing about whom they were given to: whoever has one may use it.

A token is made of the secret that also signs sessions and of what it leads to, so that a code can be printed again
though only its SHA-256 is kept: 144 bits that nobody can guess without the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta

from domain.time import EPOCH

_BYTES = 18
_MILLISECOND = timedelta(milliseconds=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")
_PUBLIC = re.compile(r"(/public/[a-z-]+/|/[qr]/|/calendar/)[^/]+")
_FORM = re.compile(r"([0-9]{10,15})\.([A-Za-z0-9_-]{24})")


def link_token(secret: bytes, *leads_to: str) -> str:
    """The token of a link: 24 letters, digits, ``-`` and ``_``; the same for the same parts."""
    return _signed(secret, "link", *leads_to)


def digest_of(token: str) -> str:
    """The SHA-256 by which a token is found, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether this could be a token of ours."""
    return _TOKEN.fullmatch(text) is not None


def without_token(path: str) -> str:
    """An address as it may be written down: without the token of a link, which would let whoever reads it in."""
    return _PUBLIC.sub(r"\1•••", path)


def form_token(secret: bytes, place: str, now: datetime) -> str:
    """Says when a form was opened, and where; whoever sends the form gives it back."""
    moment = str((now - EPOCH) // _MILLISECOND)
    return f"{moment}.{_signed(secret, 'form', place, moment)}"


def form_age(secret: bytes, place: str, form: str, now: datetime) -> timedelta | None:
    """How long ago `form` was opened at `place`; `None`: it is not ours."""
    found = _FORM.fullmatch(form)
    if found is None or not hmac.compare_digest(found[2], _signed(secret, "form", place, found[1])):
        return None
    return now - (EPOCH + int(found[1]) * _MILLISECOND)


def _signed(secret: bytes, *parts: str) -> str:
    said = "\x1f".join(("steward", *parts)).encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, said, "sha256")[:_BYTES]).decode()
