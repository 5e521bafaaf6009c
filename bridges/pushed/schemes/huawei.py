"""Huawei Cloud IoTDA, forwarding over HTTP with a token: SHA-256 over token, timestamp and nonce in the order of the alphabet.

support.huaweicloud.com, IoTDA, forwarding to third-party applications (read 2026-11): the headers ``timestamp``, ``nonce`` and
``signature``. The body is not signed. So a signature belongs to the first body with which it comes, and is refused with another;
somebody who reads a request before it arrives could still put another body in, which is why the address has to be HTTPS.
"""

from __future__ import annotations

import hashlib
import hmac

from pydantic import Field

from bridges.pushed.scheme import NotVerified, Pushed, SchemeKind, SchemeOptions, Verified, digest_of, fresh, header, too_short

_BYTES = 32


class HuaweiOptions(SchemeOptions):
    """What IoTDA's documentation leaves open."""

    max_age_s: float = Field(300, ge=1, le=3600, description="By how much the timestamp may differ from our time")


class Huawei:
    """Verifies what IoTDA signs."""

    def __init__(self, options: HuaweiOptions, secret: str) -> None:
        self._options = options
        self._token = secret

    def verify(self, pushed: Pushed) -> Verified:
        """See `Scheme.verify`."""
        timestamp, nonce = header(pushed, "timestamp"), header(pushed, "nonce")
        given = digest_of(header(pushed, "signature"), _BYTES)
        signed = "".join(sorted([self._token, timestamp, nonce])).encode()
        if not hmac.compare_digest(hashlib.sha256(signed).digest(), given):
            raise NotVerified("its signature is wrong")
        fresh(timestamp, pushed.at, self._options.max_age_s)
        return Verified(pushed.body, given)

    def echo(self, pushed: Pushed) -> bytes | None:  # noqa: ARG002  nobody asks
        """None."""
        return None


SCHEME = SchemeKind("huawei", "support.huaweicloud.com, IoTDA", HuaweiOptions, Huawei, too_short)
