"""The client: one request to an address from outside, and its answer. No redirects, no cookies, no proxy of the environment."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import httpcore
import httpx

from egress.addresses import Allowed
from egress.connecting import CheckedBackend, Resolver, TooMuch, system_resolver
from egress.urls import check

_WHOLE_WITHIN_S = 15.0
_CONNECT_WITHIN_S = 5.0
_MOST_BYTES = 64 * 1024

Method = Literal["GET", "POST", "PUT", "PATCH"]


class NotSent(Exception):
    """No whole answer came: it may or may not have arrived there. The text holds no address and no secret: it is stored and shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. `headers` by lower-case name; of a long `body` only the beginning is kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Egress:
    """Calls addresses that people or configurations name. May be used by several threads at once."""

    def __init__(
        self,
        allowed: Allowed,
        *,
        resolver: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        within_s: float = _WHOLE_WITHIN_S,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        """`tls` decides whose certificates are trusted; `None`: the public authorities, or those of SSL_CERT_FILE. `within_s` is for a whole request."""
        self._allowed = allowed
        self._resolver = resolver
        self._tls = tls or httpx.create_ssl_context()
        self._within_s = within_s
        self._most_bytes = most_bytes

    def post(self, address: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send `body` there once; as `request`."""
        return self.request("POST", address, headers=headers, body=body)

    def request(self, method: Method, address: str, *, headers: Mapping[str, str], body: bytes = b"", within_s: float | None = None) -> Answer:
        """Ask there once. Raises `Refused`, before anything is sent, or `NotSent`.

        Any status is an answer, a redirect too: it is not followed. `within_s` shortens what the whole may take; it
        never makes it longer.
        """
        url = check(address, self._allowed)
        limit_s = self._within_s if within_s is None else min(self._within_s, within_s)
        backend = CheckedBackend(self._allowed, self._resolver, within_s=limit_s, most_bytes=self._most_bytes)
        length = [] if method == "GET" and not body else [("Content-Length", str(len(body)))]
        given = [("Host", url.netloc.decode()), *length, ("Connection", "close"), *headers.items()]
        timeouts = {"connect": min(_CONNECT_WITHIN_S, limit_s), "read": limit_s, "write": limit_s, "pool": limit_s}
        # A connection for each request: none is kept that was checked by rules of yesterday.
        with httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend, max_connections=1, retries=0) as pool:
            try:
                with pool.stream(method, _wire(url), headers=given, content=body or None, extensions={"timeout": timeouts}) as answer:
                    return Answer(answer.status, _headers(answer.headers), _beginning(answer))
            except TooMuch as error:
                raise NotSent(str(error)) from error
            except httpcore.TimeoutException as error:
                raise NotSent("no answer in time") from error
            except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
                raise NotSent(_said(error)) from error


def _beginning(answer: httpcore.Response) -> bytes:
    """What was sent with a status is for logs at most: one that is too long, or never ends, takes nothing from the status."""
    found = b""
    try:
        for part in answer.iter_stream():
            found += part
    except (TooMuch, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
        return found
    return found


def _wire(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _headers(found: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in found}


def _said(error: Exception) -> str:
    """What kind of failure it was; the words of libraries may hold addresses."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "its certificate is not trusted or is another's"
    if isinstance(error, httpcore.ConnectError):
        return "it cannot be reached"
    return "the connection broke off"
