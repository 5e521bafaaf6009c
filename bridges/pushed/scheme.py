"""What a scheme is: how a sender shows who it is, and what of a request it vouches for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from bridges.pushed import schemes
from bridges.pushed.times import moment
from configuration.extensions import discover

SHORTEST_SECRET = 16
"""Characters of a secret that signs."""


class SchemeOptions(BaseModel):
    """What a scheme wants to know beside its secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Options = TypeVar("Options", bound=SchemeOptions)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A request as it came `at` a time: names of headers are in small letters, of two with one name the last counts."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """What the sender vouches for.

    `content` is the JSON text that says what was measured. `seal` is different for each message that is not a repeat of
    another: a signature over a time or a word used once. `None`: the scheme has none, and one request is as good as another.
    """

    content: bytes
    seal: bytes | None = None


class NotVerified(Exception):
    """Nobody knows who sent it. Its words are for our log, never for the sender, and hold nothing secret."""


class Scheme(Protocol):
    """A scheme with its secret."""

    def verify(self, pushed: Pushed) -> Verified:
        """What the request says, if its sender knows the secret. Raises `NotVerified`."""

    def echo(self, pushed: Pushed) -> bytes | None:
        """The answer to a platform's question whether this address is ours; `None`: platforms with this scheme ask none. Raises `NotVerified`."""


@dataclass(frozen=True)
class SchemeKind(Generic[Options]):
    """A scheme there is. `weakness` says what is wrong with a secret, and what to do; `None`: nothing. `source` is its documentation."""

    key: str
    source: str
    options: type[Options]
    make: Callable[[Options, str], Scheme]
    weakness: Callable[[str], tuple[str, str] | None]


@cache
def scheme_kinds() -> dict[str, SchemeKind[Any]]:
    """The schemes by their key."""
    return discover(schemes, "SCHEME", lambda kind: kind.key)


def too_short(secret: str) -> tuple[str, str] | None:
    """What is wrong with a secret that signs, if anything."""
    if len(secret) >= SHORTEST_SECRET:
        return None
    return f"its secret has {len(secret)} characters", f"Agree on a random one of at least {SHORTEST_SECRET}"


def fresh(written: str, at: datetime, max_age_s: float) -> None:
    """Raise `NotVerified` if the time that was `written` is none, or not within `max_age_s` of `at`, before or after."""
    sent_at = moment(written)
    if sent_at is None:
        raise NotVerified("its time cannot be read")
    away_s = (at - sent_at).total_seconds()
    if abs(away_s) > max_age_s:
        raise NotVerified(f"its time is {abs(away_s):.0f} s {'behind' if away_s > 0 else 'ahead of'} ours, more than {max_age_s:.0f} s")


def header(pushed: Pushed, name: str) -> str:
    """A header that has to be there. Raises `NotVerified`."""
    found = pushed.headers.get(name.lower(), "").strip()
    if not found:
        raise NotVerified(f"it has no {name}")
    return found


def digest_of(written: str, length: int) -> bytes:
    """`length` bytes that are written in hexadecimal or base64. Raises `NotVerified`."""
    text = written.strip().encode("ascii", "replace")
    try:
        found = binascii.unhexlify(text) if len(text) == 2 * length else base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if len(found) != length:
        raise NotVerified("its signature is no signature")
    return found
