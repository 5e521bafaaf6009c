"""A line to the broker that costs next to nothing: one socket, MQTT 3.1.1, for measuring how long something takes."""

from __future__ import annotations

import secrets
import socket
import time
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from simulators.packets import connect, publish_head
from tests.parts.mosquitto import Mosquitto

_PUBLISH, _SUBACK = 0x30, 0x90


class Line:
    """Signed in as long as the block lasts. What is heard comes with QoS 0: only who waits for it is asked."""

    def __init__(self, broker: Mosquitto, *topics: str) -> None:
        self._socket = socket.create_connection((broker.host, broker.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        self._heard: deque[bytes] = deque()
        self._identifier = 0
        self._socket.sendall(connect(f"bench-{secrets.token_hex(4)}", broker.username, broker.password, keep_alive_s=0))
        for topic in topics:
            name = topic.encode()
            body = b"\0\1" + len(name).to_bytes(2, "big") + name + b"\0"
            self._socket.sendall(bytes((0x82, len(body))) + body)
            while not any(head == _SUBACK for head, _ in self._packets(5.0)):
                pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._socket.close()

    def publish(self, topic: str, payload: bytes) -> None:
        """With QoS 1; the broker's answer is not waited for."""
        self._identifier = self._identifier % 65_535 + 1
        self._socket.sendall(publish_head(topic, len(payload)) + self._identifier.to_bytes(2, "big") + payload)

    def heard(self, within_s: float) -> Iterator[bytes]:
        """The payload of each message as it comes, until nothing more comes in time or nobody asks."""
        until = time.monotonic() + within_s
        while True:
            while self._heard:
                yield self._heard.popleft()
            if (left_s := until - time.monotonic()) <= 0:
                return
            self._heard.extend(body[2 + int.from_bytes(body[:2], "big") :] for head, body in self._packets(left_s) if head & 0xF0 == _PUBLISH)

    def _packets(self, within_s: float) -> list[tuple[int, bytes]]:
        """(first byte, body) of the whole packets that have come."""
        self._socket.settimeout(within_s)
        try:
            came = self._socket.recv(65_536)
        except TimeoutError:
            return []
        if not came:
            raise ConnectionError("the broker hung up")
        self._buffer += came
        found: list[tuple[int, bytes]] = []
        while (end := _end(self._buffer)) is not None:
            start, stop = end
            found.append((self._buffer[0], bytes(self._buffer[start:stop])))
            del self._buffer[:stop]
        return found


def _end(buffer: bytearray) -> tuple[int, int] | None:
    """Where the body of the first packet begins and ends; `None` if not all of it is there."""
    length = 0
    for at, byte in enumerate(buffer[1:5], start=1):
        length |= (byte & 0x7F) << 7 * (at - 1)
        if not byte & 0x80:
            return None if len(buffer) < at + 1 + length else (at + 1, at + 1 + length)
    return None
