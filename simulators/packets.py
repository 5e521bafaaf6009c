"""The few packets of MQTT 3.1.1 that a publisher needs, as bytes: for load, where a client library would be the bottleneck."""

from __future__ import annotations

from collections.abc import Iterator

CONNACK = 0x20
PUBACK = 0x40
PINGREQ = b"\xc0\x00"
DISCONNECT = b"\xe0\x00"
DUP = 0x08

_PUBLISH_QOS1 = 0x32
_HEADER_BYTES = 2
_PUBACK_LENGTH = 2


def connect(client_id: str, username: str | None, password: str | None, *, keep_alive_s: int = 60) -> bytes:
    """CONNECT with a clean session."""
    flags = 0x02 | (0x80 if username is not None else 0) | (0x40 if password is not None else 0)
    body = _text("MQTT") + bytes((4, flags)) + keep_alive_s.to_bytes(2, "big") + _text(client_id)
    for word in (username, password):
        if word is not None:
            body += _text(word)
    return b"\x10" + _length(len(body)) + body


def publish_head(topic: str, payload_length: int) -> bytes:
    """PUBLISH with QoS 1 up to the packet identifier; two bytes of that and `payload_length` bytes must follow."""
    name = _text(topic)
    return bytes((_PUBLISH_QOS1,)) + _length(len(name) + 2 + payload_length) + name


def puback(identifier: int) -> bytes:
    """PUBACK, as a broker answers."""
    return bytes((PUBACK, _PUBACK_LENGTH)) + identifier.to_bytes(2, "big")


def take_acknowledgements(buffer: bytearray) -> Iterator[int]:
    """The packet identifiers of every PUBACK in `buffer`; whole packets are removed from it, others passed over."""
    at = 0
    while len(buffer) - at >= _HEADER_BYTES:
        length = buffer[at + 1]  # what a broker sends to a publisher is short: one byte of length
        end = at + _HEADER_BYTES + length
        if len(buffer) < end:
            break
        if buffer[at] == PUBACK and length >= _PUBACK_LENGTH:
            yield (buffer[at + 2] << 8) | buffer[at + 3]
        at = end
    del buffer[:at]


def _text(word: str) -> bytes:
    encoded = word.encode()
    return len(encoded).to_bytes(2, "big") + encoded


def _length(length: int) -> bytes:
    """The remaining length, seven bits a byte."""
    encoded = bytearray()
    while True:
        length, low = length >> 7, length & 0x7F
        encoded.append(low | (0x80 if length else 0))
        if not length:
            return bytes(encoded)
