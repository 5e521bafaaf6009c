"""HMAC with SHA-256 (RFC 2104, FIPS 180-4) over a time and the body: for senders that can be told how to sign."""

from __future__ import annotations

import hashlib
import hmac

from pydantic import Field

from bridges.pushed.scheme import NotVerified, Pushed, SchemeKind, SchemeOptions, Verified, digest_of, fresh, header, too_short

_BYTES = 32
_PREFIX = "sha256="


class HmacOptions(SchemeOptions):
    """What is signed is the time as it is written, the separator, and the body."""

    signature_header: str = Field("X-Signature", pattern=r"^[A-Za-z0-9-]+$", description="Header with the signature, in hexadecimal or base64")
    timestamp_header: str = Field(
        "X-Timestamp", pattern=r"^[A-Za-z0-9-]+$", description="Header with the time: seconds or milliseconds since 1970, or RFC 3339"
    )
    separator: str = Field("", max_length=3, description="What stands between the time and the body when they are signed")
    max_age_s: float = Field(300, ge=1, le=3600, description="By how much the time may differ from ours")


class HmacSha256:
    """Verifies the signature, then the time."""

    def __init__(self, options: HmacOptions, secret: str) -> None:
        self._options = options
        self._secret = secret.encode()

    def verify(self, pushed: Pushed) -> Verified:
        """See `Scheme.verify`."""
        given = digest_of(header(pushed, self._options.signature_header).removeprefix(_PREFIX), _BYTES)
        written = header(pushed, self._options.timestamp_header)
        signed = f"{written}{self._options.separator}".encode() + pushed.body
        if not hmac.compare_digest(hmac.new(self._secret, signed, hashlib.sha256).digest(), given):
            raise NotVerified("its signature is wrong")
        fresh(written, pushed.at, self._options.max_age_s)
        return Verified(pushed.body, given)

    def echo(self, pushed: Pushed) -> bytes | None:  # noqa: ARG002  nobody asks
        """None."""
        return None


SCHEME = SchemeKind("hmac-sha256", "RFC 2104", HmacOptions, HmacSha256, too_short)
