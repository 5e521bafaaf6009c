"""A broker that does what a test tells it, also what no broker should do. MQTT 5, one connection after the other."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import mqtt5

from ingest.session import Client, SessionSettings

Packet = TypeVar("Packet")
_PATIENCE_S = 20.0


@dataclass
class Conversation:
    """One connection of a client."""

    sock: socket.socket
    heard: list[mqtt5.Packet] = field(default_factory=list)
    _rest: bytes = b""

    def say(self, *packets: mqtt5.Packet | bytes) -> None:
        """Send packets, or any bytes."""
        self.sock.sendall(b"".join(packet if isinstance(packet, bytes) else packet.write() for packet in packets))

    def hear(self, kind: type[Packet]) -> Packet:
        """Read on until a packet of this kind comes; what comes before it is in `heard`, too."""
        while True:
            while (packet := self._next()) is None:
                data = self.sock.recv(1 << 16)
                if not data:
                    raise EOFError(f"the client closed the connection before it sent a {kind.__name__}")
                self._rest += data
            self.heard.append(packet)
            if isinstance(packet, kind):
                return packet

    def hear_acknowledgements(self, count: int) -> list[int]:
        """The numbers of the next `count` messages that the client acknowledges."""
        return [self.hear(mqtt5.PubAckPacket).packet_id for _ in range(count)]

    def greet(self, connack: mqtt5.ConnAckPacket | None = None) -> mqtt5.ConnectPacket:
        """Accept the client and its subscriptions."""
        hello = self.hear(mqtt5.ConnectPacket)
        self.say(connack or mqtt5.ConnAckPacket(session_present=True))
        asked = self.hear(mqtt5.SubscribePacket)
        self.say(mqtt5.SubAckPacket(asked.packet_id, [mqtt5.SubAckReasonCode.GRANTED_QOS_AT_LEAST_ONCE] * len(asked.topic_filters)))
        return hello

    def closed(self) -> bool:
        """Read on until the client has closed the connection."""
        try:
            while self.sock.recv(1 << 16):
                pass
        except ConnectionError:
            pass
        return True

    def _next(self) -> mqtt5.Packet | None:
        try:
            packet, length = mqtt5.read(memoryview(self._rest))
        except IndexError:
            return None
        self._rest = self._rest[length:]
        return packet


class FakeBroker:
    """Listens; `accept` waits for the next connection."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._conversations: list[Conversation] = []

    def settings(self, *, client: Client = "mqtt5", keep_alive_s: int = 30) -> SessionSettings:
        """How to reach it."""
        host, port = self._listener.getsockname()
        return SessionSettings(host, port, client=client, keep_alive_s=keep_alive_s)

    def accept(self) -> Conversation:
        """The next connection."""
        sock, _ = self._listener.accept()
        sock.settimeout(_PATIENCE_S)
        self._conversations.append(Conversation(sock))
        return self._conversations[-1]

    def close(self) -> None:
        """End everything."""
        for conversation in self._conversations:
            conversation.sock.close()


@contextmanager
def fake_broker() -> Iterator[FakeBroker]:
    """One that listens while the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(_PATIENCE_S)
        broker = FakeBroker(listener)
        try:
            yield broker
        finally:
            broker.close()


def message(topic: bytes, payload: bytes = b"{}", *, mid: int = 1, properties: bytes = b"\0", first: int = 0x32) -> bytes:
    """A message byte by byte, so that anything in it may be wrong. `properties` with their length before them."""
    body = struct.pack(">H", len(topic)) + topic + (struct.pack(">H", mid) if first & 6 else b"") + properties + payload
    return bytes([first]) + number(len(body)) + body


def messages(count: int, topic: bytes = b"steward/v1/s1/lift-1/telemetry") -> Sequence[bytes]:
    """Good ones, with numbers from 1."""
    return [message(topic, str(mid).encode(), mid=mid) for mid in range(1, count + 1)]


def number(value: int) -> bytes:
    """A variable byte integer."""
    found = b""
    while True:
        value, low = value >> 7, value & 0x7F
        found += bytes([low | 0x80 if value else low])
        if not value:
            return found
