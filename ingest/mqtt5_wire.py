"""The socket of a connection, plain or TLS: reads and writes that never wait, for two threads.

The session's thread reads and closes; anybody writes. What cannot be written at once is kept and goes out before
everything else. A socket is closed under the same lock as it is written to, so that nothing is ever written to another
that has been given the same number.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
import time

from ingest.session import Tls
from ingest.tls import tls_context

_NOT_NOW = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Wire:
    """A connected socket. Raises `OSError` when it is broken, but for `write`, whose caller is told by the next read."""

    def __init__(self, host: str, port: int, tls: Tls | None, timeout_s: float) -> None:
        sock = socket.create_connection((host, port), timeout=timeout_s)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls is not None:
                sock = tls_context(tls).wrap_socket(sock, server_hostname=host)
            sock.setblocking(False)
        except BaseException:
            sock.close()
            raise
        self._socket = sock
        self._tls = sock if isinstance(sock, ssl.SSLSocket) else None
        self._lock = threading.Lock()
        self._unsent = bytearray()
        self._written_s = time.monotonic()

    @property
    def unsent(self) -> bool:
        """Whether something waits until the socket can be written to."""
        return bool(self._unsent)

    @property
    def written_s(self) -> float:
        """When something was last written, by the steady clock."""
        return self._written_s

    @property
    def decrypted(self) -> bool:
        """Whether there is something to read that no poll would tell of."""
        return self._tls is not None and self._tls.pending() > 0

    @property
    def ended(self) -> bool:
        """Whether the other side has ended the connection; there may be something left to read."""
        poll = select.poll()
        poll.register(self._socket, select.POLLRDHUP)
        return bool(poll.poll(0))

    def fileno(self) -> int:
        """For `select.poll`."""
        return self._socket.fileno()

    def read_into(self, view: memoryview) -> int | None:
        """How many bytes came into `view`: 0 at the end of the connection, `None` when there is nothing now."""
        if self._tls is not None:
            return self._decrypt_into(self._tls, view)
        try:
            return self._socket.recv_into(view)
        except _NOT_NOW:
            return None

    def write(self, data: bytes) -> None:
        """Write `data` after everything that was written before, as far as possible now."""
        with self._lock:
            self._unsent += data
            if len(self._unsent) == len(data):
                # Broken: the reading thread finds out by itself, and says so.
                with contextlib.suppress(OSError):
                    self._send()

    def flush(self) -> None:
        """Write what is left, as far as possible now."""
        with self._lock:
            self._send()

    def close(self) -> None:
        """Close the socket; what is unsent is gone."""
        with self._lock:
            self._unsent.clear()
            self._socket.close()

    def _send(self) -> None:
        while self._unsent:
            try:
                sent = self._socket.send(self._unsent)
            except _NOT_NOW:
                return
            self._written_s = time.monotonic()
            del self._unsent[:sent]

    def _decrypt_into(self, tls: ssl.SSLSocket, view: memoryview) -> int | None:
        """A record brings 16 KB at most, so as many as there are. Not while another thread writes: OpenSSL would be confused."""
        filled = 0
        with self._lock:
            while filled < len(view):
                try:
                    count = tls.recv_into(view[filled:])
                except _NOT_NOW:
                    return filled or None
                if not count:
                    return filled  # an end after some bytes is told by the next read
                filled += count
        return filled
