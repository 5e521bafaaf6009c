"""A long random token in a header (RFC 6750): for senders that cannot sign, and for a proxy that has checked a certificate."""

from __future__ import annotations

import hmac
import string

from pydantic import Field

from bridges.pushed.scheme import NotVerified, Pushed, SchemeKind, SchemeOptions, Verified, header

_LEAST_BITS = 128
_BITS_HEX, _BITS_OTHER = 4, 6
_FEWEST_DIFFERENT = 8
_BEARER = "bearer "


class BearerOptions(SchemeOptions):
    """Where the token stands."""

    header: str = Field("Authorization", pattern=r"^[A-Za-z0-9-]+$", description="The header; in Authorization after the word Bearer, in another alone")


class Bearer:
    """Verifies the token. There is no time and no signature: whoever has heard one request can send any."""

    def __init__(self, options: BearerOptions, secret: str) -> None:
        self._header = options.header
        self._token = secret.encode()

    def verify(self, pushed: Pushed) -> Verified:
        """See `Scheme.verify`."""
        given = header(pushed, self._header)
        if self._header.lower() == "authorization":
            if not given.lower().startswith(_BEARER):
                raise NotVerified("its Authorization is no Bearer")
            given = given[len(_BEARER) :].strip()
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._token):
            raise NotVerified("its token is wrong")
        return Verified(pushed.body)

    def echo(self, pushed: Pushed) -> bytes | None:  # noqa: ARG002  nobody asks
        """None."""
        return None


def guessable(token: str) -> tuple[str, str] | None:
    """What is wrong with a token that could be found by trying: less than 128 bits, if it is as random as it can be."""
    bits = len(token) * (_BITS_HEX if set(token) <= set(string.hexdigits) else _BITS_OTHER)
    if bits >= _LEAST_BITS and len(set(token)) >= _FEWEST_DIFFERENT and token.isascii() and token.isprintable() and " " not in token:
        return None
    return "its token could be guessed: it has less than 128 bits", "Take a random one of 32 hexadecimal digits or more, such as `openssl rand -hex 32` gives"


SCHEME = SchemeKind("bearer", "RFC 6750", BearerOptions, Bearer, guessable)
