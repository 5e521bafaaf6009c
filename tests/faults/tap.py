"""What goes over the line between ingest and broker, read from the bytes that a proxy passes on: who acknowledged what.

Independent of what Steward says about itself: a message that it has acknowledged must be stored, whatever dies then.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator

from tests.faults.proxy import TO_CLIENT

Key = tuple[str, int]
"""Device, and the epoch ms that the message said."""

_CONNECT, _CONNACK, _PUBLISH, _PUBACK = 1, 2, 3, 4
_FIVE = 5


class Tap:
    """Listens to connections of Steward's own client; fit as the observer of a `TcpProxy`. MQTT 3.1.1 and 5, QoS 1.

    Messages that say no time are counted and not looked at.
    """

    def __init__(self) -> None:
        self.delivered: set[Key] = set()
        """What the broker has sent to ingest."""
        self.acknowledged: set[Key] = set()
        """What ingest has acknowledged to the broker."""
        self.deliveries = self.repeated = 0
        """How many messages the broker sent, and how many of them it had sent before. (Its DUP flag says something else.)"""
        self.out_of_order = 0
        """Acknowledgements that did not come in the order of delivery."""
        self.baseless = 0
        """Acknowledgements of what had not been delivered over the same connection: the number could mean another message."""
        self._turn = threading.Lock()
        """The two directions of a connection pass in threads of their own."""
        self._action: Callable[[], None] | None = None
        self._streams: dict[tuple[int, str], bytearray] = {}
        self._on_the_way: dict[int, dict[int, Key | None]] = {}
        self._five: dict[int, bool] = {}

    def at_next_acknowledgement(self, action: Callable[[], None]) -> threading.Event:
        """Call `action` at the moment when ingest acknowledges something next; the event is set when it is done."""
        done = threading.Event()

        def act() -> None:
            action()
            done.set()

        self._action = act
        return done

    def __call__(self, connection: int, direction: str, data: bytes) -> None:
        """More bytes have passed."""
        with self._turn:
            stream = self._streams.setdefault((connection, direction), bytearray())
            stream += data
            for kind, flags, body in _packets(stream):
                if direction == TO_CLIENT and kind == _PUBLISH:
                    self._delivered(connection, flags, body)
                elif direction != TO_CLIENT and kind == _PUBACK:
                    self._acknowledged(connection, int.from_bytes(body[:2], "big"))
                elif direction != TO_CLIENT and kind == _CONNECT:
                    name = int.from_bytes(body[:2], "big")
                    self._five[connection] = body[2 + name] == _FIVE

    def _delivered(self, connection: int, flags: int, body: bytes) -> None:
        length = int.from_bytes(body[:2], "big")
        topic, at = body[2 : 2 + length].decode(), 2 + length
        if not flags & 0x06:
            return
        mid, at = int.from_bytes(body[at : at + 2], "big"), at + 2
        if self._five.get(connection):
            size, used = _variable(body, at)
            at += used + size
        self.deliveries += 1
        key = _key(topic, body[at:])
        if key is not None:
            self.repeated += key in self.delivered
            self.delivered.add(key)
        self._on_the_way.setdefault(connection, {})[mid] = key

    def _acknowledged(self, connection: int, mid: int) -> None:
        waiting = self._on_the_way.get(connection, {})
        if mid not in waiting:
            self.baseless += 1
            return
        if (action := self._action) is not None:
            self._action = None
            action()
        self.out_of_order += next(iter(waiting)) != mid
        key = waiting.pop(mid)
        if key is not None:
            self.acknowledged.add(key)


def _packets(stream: bytearray) -> Iterator[tuple[int, int, bytes]]:
    """Whole packets (kind, flags, body), taken from the stream."""
    at = 0
    while len(stream) - at >= 2:
        try:
            length, used = _variable(stream, at + 1)
        except IndexError:
            break
        end = at + 1 + used + length
        if len(stream) < end:
            break
        yield stream[at] >> 4, stream[at] & 0x0F, bytes(stream[at + 1 + used : end])
        at = end
    del stream[:at]


def _variable(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """A variable byte integer at `at`: its value, and how many bytes it takes. `IndexError` when it is not whole."""
    value = shift = used = 0
    while True:
        byte = data[at + used]
        used += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, used


def _key(topic: str, payload: bytes) -> Key | None:
    parts = topic.split("/")
    if parts[-1] not in {"telemetry", "event"}:
        return None
    try:
        ts = json.loads(payload)["ts"]
    except (ValueError, KeyError, TypeError):
        return None
    return (parts[-2], ts) if isinstance(ts, int) else None
