"""A broker of twenty lines that answers as it likes: in any order, in pieces, or not at all."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from simulators.broker_address import BrokerAddress


@contextlib.contextmanager
def hasty_broker(behaviour: Callable[[int, socket.socket], None]) -> Iterator[BrokerAddress]:
    """Accept every connection and let `behaviour(how many before, connection)` answer it, after CONNECT and CONNACK."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            number = 0
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(4096)
                    connection.sendall(b"\x20\x02\x00\x00")
                    behaviour(number, connection)
                    _hang_up(connection)
                number += 1

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield BrokerAddress("127.0.0.1", listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _hang_up(connection: socket.socket) -> None:
    """End so that every answer arrives: closed with something unread, the kernel resets the connection and takes back what it still holds."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass


def publishes(connection: socket.socket) -> Iterator[tuple[bytes, int]]:
    """(payload, packet identifier) of each PUBLISH that comes, until the publisher leaves."""
    stream = connection.makefile("rb")
    while head := stream.read(1):
        length = shift = 0
        while True:
            (byte,) = stream.read(1)
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        body = stream.read(length)
        if head[0] & 0xF0 == 0x30:
            topic = int.from_bytes(body[:2], "big")
            yield body[topic + 4 :], int.from_bytes(body[topic + 2 : topic + 4], "big")
