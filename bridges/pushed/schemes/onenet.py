"""China Mobile OneNET, HTTP push in plain mode: base64 of MD5 over token, nonce and msg.

open.iot.10086.cn/doc/iot_platform/book/application-develop/push/http_push.html (read 2026-11): a GET with ``msg``, ``nonce``
and ``signature`` asks whether the address is ours, and ``msg`` is the answer; a POST has them in a JSON object, ``msg`` being a
text that is JSON itself. ``time`` and ``id`` beside them are not signed, so nothing is taken from there. Nor does the
signature cover a time: a request that somebody has recorded stays valid until the token is changed, which is why its signature
is remembered, and why the address has to be HTTPS. The encrypted mode and the older form, whose ``msg`` is an object, are
not read.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import unquote

from bridges.pushed.query import NotJson, parse
from bridges.pushed.scheme import NotVerified, Pushed, SchemeKind, SchemeOptions, Verified, digest_of, too_short

_BYTES = 16


class OneNet:
    """Verifies what OneNET signs."""

    def __init__(self, _options: SchemeOptions, secret: str) -> None:
        self._token = secret

    def verify(self, pushed: Pushed) -> Verified:
        """See `Scheme.verify`; what is vouched for is ``msg``."""
        try:
            document = parse(pushed.body)
        except NotJson:
            document = None
        if not isinstance(document, dict):
            raise NotVerified("it is no JSON object")
        message, seal = self._signed(document)
        return Verified(message, seal)

    def echo(self, pushed: Pushed) -> bytes | None:
        """``msg``, if it is signed."""
        message, _ = self._signed(pushed.query)
        return message

    def _signed(self, fields: Mapping[str, object]) -> tuple[bytes, bytes]:
        message, nonce, signature = (fields.get(name) for name in ("msg", "nonce", "signature"))
        if not isinstance(message, str) or not isinstance(nonce, str) or not isinstance(signature, str):
            raise NotVerified("it has no msg, nonce and signature that are texts")
        # In a query, a + that was not escaped is read as a space; escaped twice, it is still escaped.
        given = digest_of(unquote(signature).replace(" ", "+"), _BYTES)
        signed = f"{self._token}{nonce}{message}".encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(hashlib.md5(signed, usedforsecurity=False).digest(), given):
            raise NotVerified("its signature is wrong")
        return message.encode("utf-8", "surrogatepass"), given


SCHEME = SchemeKind("onenet", "open.iot.10086.cn, HTTP push", SchemeOptions, OneNet, too_short)
