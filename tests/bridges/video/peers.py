"""Peers on loopback: what a test does with each connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.parts import free_port

Handle = Callable[[socket.socket], None]


@dataclass
class Peer:
    """A listener; `connections` counts those that there were."""

    port: int
    handle: Handle
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    sockets: set[socket.socket] = field(default_factory=set)

    def serve(self, connection: socket.socket) -> None:
        with self.lock:
            self.sockets.add(connection)
            self.connections += 1
        with connection, contextlib.suppress(OSError):
            self.handle(connection)
        with self.lock:
            self.sockets.discard(connection)

    def accept(self, listener: socket.socket) -> None:
        threads = []
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=self.serve, args=(connection,), daemon=True))
                threads[-1].start()
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def peer(handle: Handle, port: int | None = None) -> Iterator[Peer]:
    """A peer that gives each connection to `handle` in a thread of its own, and closes it afterwards."""
    found = Peer(port or free_port(), handle)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", found.port))
        listener.listen(256)
        thread = threading.Thread(target=found.accept, args=(listener,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            with found.lock:
                left = list(found.sockets)
            for connection in left:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def wait_until_gone(connection: socket.socket) -> None:
    """Say nothing until the other side leaves."""
    while connection.recv(65536):
        pass


def hangs(connection: socket.socket) -> None:
    """Hears everything and answers nothing."""
    wait_until_gone(connection)


def closes(_connection: socket.socket) -> None:
    """Closes at once."""


def says(answer: bytes) -> Handle:
    """Hears a request, says `answer`, whatever that is, and waits."""

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)
        wait_until_gone(connection)

    return handle


def says_and_closes(answer: bytes) -> Handle:
    """Hears a request, says `answer` and closes."""

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    return handle


def says_without_end(beginning: bytes, again: bytes) -> Handle:
    """Says `beginning`, then `again` until the other side has had enough."""

    def handle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(beginning)
        while True:
            connection.sendall(again)

    return handle
