"""From the bytes of a connection to messages and packets: MQTT 5 without any input or output of its own.

Messages are read here, all other packets by the `mqtt5` codec. In Python that costs the same (0.5 µs a message, ADR 13),
and a message that only its sender is to blame for must not end the connection: the broker would send it again for ever.
So what has no readable topic or properties is handed over as far as it can be read, to be quarantined and acknowledged;
only what cannot even be acknowledged is `Malformed`.
"""

from __future__ import annotations

from collections.abc import Iterator

import mqtt5

from ingest.session import BEGINNING_BYTES, KEPT_BYTES, Message

CAPACITY_BYTES = 512 * 1024
"""More than the largest packet whose payload is kept whole. Of a larger one the beginning is kept and the rest skipped."""
_PUBLISH = 0x3
_RETAIN, _QOS, _QOS_2 = 0x1, 0x6, 0x4
_MORE = 0x80
_LONGEST_NUMBER = 4
_OLD_CONNACK = b"\x20\x02"
_TOPICS = 20_000
"""So many topics are remembered, so that messages of one share the same text."""


class Malformed(Exception):
    """The broker sent what MQTT 5 does not allow and nothing can be made of: what, in words."""


class PacketStream:
    """What comes over one connection. Fill `room()`, say with `arrived` how much; messages carry the connection's number."""

    def __init__(self, connection: int, capacity: int = CAPACITY_BYTES) -> None:
        self._connection = connection
        self._buffer = bytearray(capacity)
        self._view = memoryview(self._buffer)
        self._filled = 0
        self._needed = 0
        self._skip = 0
        self._beginning: list[Message] = []
        self._topics: dict[bytes, str] = {}

    def room(self) -> memoryview:
        """Where the next bytes go. Never empty."""
        return self._view[self._filled :]

    def arrived(self, count: int, received_us: int) -> Iterator[list[Message] | mqtt5.Packet]:
        """What the next `count` bytes complete, in order: messages in batches, other packets one by one.

        To be exhausted before the next bytes. Raises `Malformed` after what came before it; then the stream is over.
        """
        self._filled += count
        at = min(self._skip, self._filled)
        if at:
            self._skip -= at
            if self._skip:
                self._filled = 0
                return
            yield self._beginning
        if self._filled < self._needed:
            return
        data = bytes(self._view[: self._filled])
        length = 0
        while True:
            messages: list[Message] = []
            try:
                at, length = self._messages(messages, data, at, received_us)
            finally:
                if messages:
                    yield messages
            if not length or at + length > len(data):
                break
            yield _packet(data[at : at + length])
            at += length
        self._keep(data[at:], length, received_us)

    def _messages(self, messages: list[Message], data: bytes, at: int, received_us: int) -> tuple[int, int]:
        """Add the messages from `at` on; returns where they end, and the length of the packet there (0: not known yet)."""
        filled, make, connection = len(data), tuple.__new__, self._connection
        while at + 1 < filled:
            first, length, start = data[at], data[at + 1], at + 2
            if length >= _MORE:
                if (found := _number(data, at + 1)) is None:
                    return at, 0
                length, start = found
            end = start + length
            if first >> 4 != _PUBLISH or end > filled:
                return at, end - at
            topic, mid, body = self._head(data, first, start, end)
            payload = data[body:end]
            if (size := end - body) > KEPT_BYTES:
                payload = payload[:BEGINNING_BYTES]
            # As Message(...) does, at half the price.
            messages.append(make(Message, (topic, payload, size, first & _RETAIN != 0, received_us, mid, 1 if mid else 0, connection)))
            at = end
        return at, 0

    def _head(self, data: bytes, first: int, start: int, end: int) -> tuple[str, int, int]:
        """Topic, number (0: none, QoS 0) and where the payload begins, of a message that lies in ``data[start:end]``."""
        if first & _QOS_2:
            raise Malformed("it sent a message at QoS 2, though we subscribe at QoS 1")
        if start + 2 > end:
            raise Malformed("it sent a message without topic and number")
        named = body = start + 2 + (data[start] << 8 | data[start + 1])
        mid = 0
        if first & _QOS:
            body += 2
            if body > end or not (mid := data[named] << 8 | data[named + 1]):
                raise Malformed("it sent a message whose number cannot be read")
        elif body > end:
            raise Malformed("it sent a message whose topic does not end")
        raw = data[start + 2 : named]
        topic = self._topics.get(raw)
        if topic is None:
            topic = self._new_topic(raw)
        if body == end:
            return topic, mid, body
        # Nothing in the properties concerns us; there are seldom any.
        return topic, mid, _after_properties(data, body, end) if data[body] else body + 1

    def _new_topic(self, raw: bytes) -> str:
        """A topic that has not been seen lately. What is no text becomes one that belongs to no device."""
        topic = raw.decode("utf-8", "replace")
        if len(self._topics) >= _TOPICS:
            self._topics.clear()
        self._topics[raw] = topic
        return topic

    def _keep(self, rest: bytes, length: int, received_us: int) -> None:
        """Wait for more of the packet that begins in `rest`; skip it when it has no room here and its beginning has come."""
        capacity = len(self._buffer)
        if length > capacity and rest[0] >> 4 != _PUBLISH:
            raise Malformed(f"it sent a packet of {length} bytes that is no message")
        if len(rest) == capacity:
            self._beginning = [self._of_beginning(rest, length, received_us)]
            self._skip = length - capacity
            self._filled = self._needed = 0
            return
        self._buffer[: len(rest)] = rest
        self._filled, self._needed = len(rest), min(length, capacity)

    def _of_beginning(self, data: bytes, length: int, received_us: int) -> Message:
        """A message of `length` bytes in all of which `data` is the beginning."""
        found = _number(data, 1)
        start = found[1] if found is not None else 0
        topic, mid, body = self._head(data, data[0], start, length)
        return Message(topic, data[body : body + BEGINNING_BYTES], length - body, data[0] & _RETAIN != 0, received_us, mid, 1 if mid else 0, self._connection)


def _number(data: bytes, at: int) -> tuple[int, int] | None:
    """The variable byte integer at `at` and where it ends; `None` when it goes on beyond `data`."""
    number = 0
    for place, byte in enumerate(data[at : at + _LONGEST_NUMBER]):
        number |= (byte & ~_MORE) << 7 * place
        if byte < _MORE:
            return number, at + place + 1
    if len(data) - at >= _LONGEST_NUMBER:
        raise Malformed("it sent a packet whose length has more than four bytes")
    return None


def _after_properties(data: bytes, at: int, end: int) -> int:
    """Where the payload begins when properties stand at `at`; `at` itself when they do not fit, for nobody knows then."""
    try:
        found = _number(data, at)
    except Malformed:
        return at
    return at if found is None or (payload := sum(found)) > end else payload


def _packet(frame: bytes) -> mqtt5.Packet:
    """Any packet but a message."""
    if frame[:2] == _OLD_CONNACK:
        raise Malformed("it answers as MQTT 3.1.1 does: set mqtt.protocol to 3.1.1")
    try:
        packet, length = mqtt5.read(memoryview(frame))
    except Exception as error:
        raise Malformed(f"it sent what is no packet ({error})") from error
    except BaseException as error:
        # What the codec does with text that is no UTF-8: a panic of Rust, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Malformed("it sent a packet with text that is no UTF-8") from None
    if length != len(frame):
        raise Malformed("it sent a packet that is shorter than it says")
    return packet
