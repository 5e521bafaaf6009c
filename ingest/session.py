"""The session with the broker: what a client has to do for us, whichever it is.

Messages come in batches that the pipeline asks for, and are acknowledged strictly in the order they came. A session
that is interrupted goes on where it was: the broker sends again what was not acknowledged. A message remembers the
connection it came over; one of an older connection is not acknowledged any more, because its number means another
message now.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

KEPT_BYTES = 256 * 1024
"""Of a longer payload only the beginning is handed over: it is going to be quarantined."""
_BEGINNING_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Tls:
    """How to be sure of the broker. `ca_file` `None`: the system's authorities."""

    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Where the broker is and how to speak with it. `protocol` is 5 or 4 (3.1.1)."""

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = None
    protocol: int = 5
    keep_alive_s: int = 30
    receive_maximum: int = 500
    """How many messages the broker may have in flight to us (MQTT 5; with 3.1.1 that is the broker's own setting)."""
    session_expiry_s: int = 7 * 24 * 3600
    """How long the broker keeps messages for us while we are away (MQTT 5; with 3.1.1: as it likes)."""
    tls: Tls | None = None


class Message(NamedTuple):
    """A message of a session. `payload` is cut when `size` exceeds `KEPT_BYTES`. `connection` counts up from 1."""

    topic: str
    payload: bytes
    size: int
    retained: bool
    received_us: int
    mid: int
    qos: int
    connection: int


class Session(Protocol):
    """A persistent session at QoS 1 with acknowledgements of our own."""

    def start(self) -> None:
        """Begin to connect, and connect again for ever. Returns at once."""

    def receive(self, limit: int, wait_s: float) -> Sequence[Message]:
        """What has come, in order, at most `limit` messages; none if none came within `wait_s`.

        Never waits for more than the first: while a group is being made durable the next one gathers by itself. On a
        stream so busy that each waking costs more than the message, the session lets a few gather before it reads.
        """

    def acknowledge(self, messages: Sequence[Message]) -> int:
        """Acknowledge `messages`, which must be the next in order. Returns how many are of the present connection."""

    def stop(self) -> None:
        """Send what is to be acknowledged, say goodbye and end. The session stays with the broker."""

    @property
    def connected(self) -> bool:
        """Whether the broker has accepted us and our subscriptions."""

    @property
    def trouble(self) -> str:
        """Why there is no connection; empty when there is one."""

    @property
    def connection(self) -> int:
        """How many connections there have been; 0 before the first."""

    @property
    def waiting(self) -> int:
        """How many messages came that `receive` has not given out."""


class Inbox:
    """Where a session's own thread leaves messages for the pipeline. Bounded by what the broker may have in flight."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._arrived = threading.Condition()
        self._asleep = False
        self._closed = threading.Event()

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, message: Message) -> None:
        """Add a message."""
        self._messages.append(message)
        if self._asleep:
            with self._arrived:
                self._arrived.notify()

    def forget(self) -> None:
        """Drop what the broker will send again, for the connection is over."""
        kept = [message for message in self._messages if message.qos == 0]
        self._messages.clear()
        self._messages.extend(kept)

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closed.set()
        with self._arrived:
            self._arrived.notify_all()

    def take(self, limit: int, wait_s: float) -> list[Message]:
        """See `Session.receive`."""
        if not self._messages:
            with self._arrived:
                self._asleep = True
                self._arrived.wait_for(lambda: bool(self._messages) or self._closed.is_set(), wait_s)
                self._asleep = False
        return [self._messages.popleft() for _ in range(min(limit, len(self._messages)))]


def trimmed(payload: bytes) -> bytes:
    """`payload`, or the beginning of one that is too long to be read."""
    return payload if len(payload) <= KEPT_BYTES else payload[:_BEGINNING_BYTES]
