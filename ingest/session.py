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
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from domain.time import EPOCH

KEPT_BYTES = 256 * 1024
"""Of a longer payload only the beginning is handed over: it is going to be quarantined."""
BEGINNING_BYTES = 4096
"""What is handed over of such a one."""
_WAITING_MESSAGES = 20_000
_WAITING_BYTES = 32 << 20


Client = Literal["auto", "mqtt5", "paho"]
HERE, GONE = b"online", b"offline"
"""What a session says of itself, retained, on the topic it is given for that: the broker says the second if we cannot."""


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
    client: Client = "auto"
    """Which client speaks: `mqtt5`, `paho`, or what suits the protocol."""
    keep_alive_s: int = 30
    receive_maximum: int = 1000
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
    """A persistent session at QoS 1 with acknowledgements of our own.

    `receive` and `acknowledge` are for one thread, which need not be the one that starts and stops it.
    """

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
    """Where a session's own thread leaves messages for the pipeline, in the batches that came of one read.

    A session stops reading while it is `full`, for the broker's window bounds neither weight nor messages without
    acknowledgement, and Mosquitto 2.0.11 opens it wide at each acknowledgement (measured: a whole window more for one).
    """

    def __init__(self, most: int = _WAITING_MESSAGES, heaviest: int = _WAITING_BYTES) -> None:
        self._most = most
        self._heaviest = heaviest
        self._batches: deque[Sequence[Message]] = deque()
        self._count = 0
        self._bytes = 0
        self._arrived = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return self._count

    @property
    def full(self) -> bool:
        """Whether nothing more should be read for now."""
        return self._count >= self._most or self._bytes >= self._heaviest

    def put_all(self, messages: Sequence[Message]) -> None:
        """Add what came together. Wakes the pipeline at most once."""
        if not messages:
            return
        weight = _weight(messages)
        with self._arrived:
            self._batches.append(messages)
            self._count += len(messages)
            self._bytes += weight
            self._arrived.notify()

    def forget(self) -> None:
        """Drop what the broker will send again, for the connection is over."""
        with self._arrived:
            kept = [message for batch in self._batches for message in batch if message.qos == 0]
            self._batches.clear()
            self._count = self._bytes = 0
            if kept:
                self._batches.append(kept)
                self._count, self._bytes = len(kept), _weight(kept)

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._arrived:
            self._closed = True
            self._arrived.notify_all()

    def take(self, limit: int, wait_s: float) -> Sequence[Message]:
        """See `Session.receive`."""
        with self._arrived:
            if not self._batches and wait_s > 0:
                self._arrived.wait_for(lambda: self._batches or self._closed, wait_s)
            taken: list[Message] = []
            while self._batches and len(taken) < limit:
                batch = self._batches.popleft()
                if len(batch) > (room := limit - len(taken)):
                    self._batches.appendleft(batch[room:])
                    batch = batch[:room]
                taken.extend(batch)
            self._count -= len(taken)
            self._bytes -= _weight(taken)
            return taken


def _weight(messages: Sequence[Message]) -> int:
    return sum([len(message.payload) for message in messages])


def trimmed(payload: bytes) -> bytes:
    """`payload`, or the beginning of one that is too long to be read."""
    return payload if len(payload) <= KEPT_BYTES else payload[:BEGINNING_BYTES]


def to_us(moment: datetime) -> int:
    """`moment` as whole microseconds since 1970 UTC."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class Standing:
    """How a session stands with the broker, as `Session` tells it; both kinds keep it so."""

    def __init__(self) -> None:
        self._inbox = Inbox()
        self._connection = 0
        self._connected = False
        self._trouble = ""

    @property
    def connected(self) -> bool:
        """See `Session`."""
        return self._connected

    @property
    def connection(self) -> int:
        """See `Session`."""
        return self._connection

    @property
    def waiting(self) -> int:
        """See `Session`."""
        return len(self._inbox)

    @property
    def trouble(self) -> str:
        """Why there is no connection; empty when there is one."""
        return "" if self._connected else self._trouble
