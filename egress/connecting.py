"""Connections whose address is resolved once, checked, and then the one that is used; with a deadline and a bound on what is read."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from egress.addresses import Allowed

Resolver = Callable[[str, int], Sequence[str]]
"""The addresses of a host, as text. Raises `OSError` if there are none."""


class Refused(Exception):
    """This may not be called: the rules of this installation forbid it. Trying again is of no use until they change."""


class TooMuch(Exception):
    """The other side sent more, or took longer, than it may."""


def system_resolver(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to an address that has been checked; the name is not asked for again, so it cannot mean another one meanwhile.

    For one request: `within_s` counts from now and is for all of it, from the connection to the last byte.
    """

    def __init__(self, allowed: Allowed, resolver: Resolver, *, within_s: float, most_bytes: int) -> None:
        self._allowed = allowed
        self._resolver = resolver
        self._limits = _Limits(time.monotonic() + within_s, most_bytes)
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers. Raises `Refused` if any of them may not be called."""
        try:
            addresses = list(dict.fromkeys(self._resolver(host, port)))
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address") from error
        # One forbidden address among good ones is somebody's trick, or a fault that should be seen.
        if any(self._allowed.refuses(host, address) for address in addresses):
            raise Refused(f"{host} is at a private or reserved address; list it in egress.allow if it is meant")
        failed: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(address, port, self._limits.within(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _LimitedStream(stream, self._limits)
        raise failed

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None) -> httpcore.NetworkStream:  # noqa: ARG002  httpcore's signature
        """Never."""
        raise Refused("sockets of this machine are not called")

    def sleep(self, seconds: float) -> None:
        """Between tries, of which there are none."""
        self._sockets.sleep(seconds)


class _Limits:
    """How long and how much is left of one request."""

    def __init__(self, until_s: float, bytes_left: int) -> None:
        self._until_s = until_s
        self._bytes_left = bytes_left

    def within(self, timeout: float | None) -> float:
        left = self._until_s - time.monotonic()
        if left <= 0:
            raise TooMuch("no answer in time")
        return left if timeout is None else min(timeout, left)

    def room(self, count: int) -> int:
        """So many of `count` bytes may still be read: what came in time with what is too long is not lost with it."""
        if self._bytes_left <= 0:
            raise TooMuch("the answer is too long")
        return min(count, self._bytes_left)

    def took(self, count: int) -> None:
        self._bytes_left -= count


class _LimitedStream(httpcore.NetworkStream):
    """A connection that keeps to its limits, however slowly or abundantly the other side speaks."""

    def __init__(self, stream: httpcore.NetworkStream, limits: _Limits) -> None:
        self._stream = stream
        self._limits = limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the connection beneath, or `TooMuch`."""
        found = self._stream.read(self._limits.room(max_bytes), self._limits.within(timeout))
        self._limits.took(len(found))
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the connection beneath."""
        self._stream.write(buffer, self._limits.within(timeout))

    def close(self) -> None:
        """Let go of it."""
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        """The same limits over TLS."""
        return _LimitedStream(self._stream.start_tls(ssl_context, server_hostname, self._limits.within(timeout)), self._limits)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  httpcore's signature
        """What the connection beneath says."""
        return self._stream.get_extra_info(info)
