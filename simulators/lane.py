"""One connection of a load: sends its share as fast as window and rate allow, and keeps account of every message."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulators.broker_address import BrokerAddress
from simulators.packets import CONNACK, DISCONNECT, DUP, connect, take_acknowledgements

BATCH = 64
CONNECT_WITHIN_S = 5.0
PAUSE_S = 0.2
LISTEN_S = 0.05
MOST_IDENTIFIERS = 65_535


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a device says, but for packet identifier (after `head`) and time (between `before` and `after`)."""

    device: str
    head: bytes
    before: bytes
    after: bytes


@dataclass(slots=True)
class _Sent:
    """A message on its way: which one it is, and its bytes for sending it again."""

    number: int
    packet: bytes


class Lane:
    """Sends `messages` of `parcels` in turn over one connection. `now_ms` is the wall clock."""

    def __init__(
        self,
        name: str,
        broker: BrokerAddress,
        parcels: Sequence[Parcel],
        messages: int,
        rate: float | None,
        window: int,
        give_up_s: float,
        now_ms: Callable[[], int],
    ) -> None:
        self.name = name
        self.sent = self.acknowledged = self.resent = 0
        self.given_up = False
        self._broker = broker
        self._parcels = parcels
        self._messages = messages
        self._rate = rate
        self._window = min(window, MOST_IDENTIFIERS - 1)
        self._give_up_s = give_up_s
        self._now_ms = now_ms
        self._stamps = array("q")
        self._taken = bytearray(messages)
        self._latest = [0] * len(parcels)
        self._on_the_way: dict[int, _Sent] = {}
        self._identifier = 0
        self._started = self._heard = 0.0

    def run(self, stop: threading.Event) -> None:
        """Send all, and return when all is acknowledged, `stop` is set, or the broker does not answer any more."""
        self._started = self._heard = time.monotonic()
        while self.acknowledged < self._messages and not stop.is_set() and not self.given_up:
            try:
                with self._connect() as line:
                    self._repeat(line)
                    self._exchange(line, stop)
                    line.sendall(DISCONNECT)
            except OSError:
                self.given_up = time.monotonic() - self._heard > self._give_up_s
                stop.wait(PAUSE_S)

    def timestamps(self) -> dict[str, array[int]]:
        """The times of the acknowledged messages, by device."""
        found: dict[str, array[int]] = {parcel.device: array("q") for parcel in self._parcels}
        for number, stamp in enumerate(self._stamps):
            if self._taken[number]:
                found[self._parcels[number % len(self._parcels)].device].append(stamp)
        return found

    def _connect(self) -> socket.socket:
        line = socket.create_connection((self._broker.host, self._broker.port), CONNECT_WITHIN_S)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self._broker.encrypted:
                ca = None if self._broker.tls_ca is None else str(self._broker.tls_ca)
                line = ssl.create_default_context(cafile=ca).wrap_socket(line, server_hostname=self._broker.host)
            line.sendall(connect(self.name, self._broker.username, self._broker.password))
            answer = line.recv(4)
            if len(answer) != 4 or answer[0] != CONNACK or answer[3] != 0:  # noqa: PLR2004  the four bytes of CONNACK
                raise ConnectionError(f"the broker refused the connection: {answer.hex()}")
        except OSError:
            line.close()
            raise
        line.settimeout(LISTEN_S)
        return line

    def _repeat(self, line: socket.socket) -> None:
        """What a lost connection left unacknowledged goes out again, in order."""
        for sent in self._on_the_way.values():
            line.sendall(bytes((sent.packet[0] | DUP,)) + sent.packet[1:])
            self.resent += 1

    def _exchange(self, line: socket.socket, stop: threading.Event) -> None:
        heard = bytearray()
        while self.acknowledged < self._messages and not stop.is_set():
            room = min(BATCH, self._window - len(self._on_the_way), self._messages - self.sent, self._allowed())
            if room > 0:
                if not self._on_the_way:
                    self._heard = time.monotonic()  # silence counts from the first question
                line.settimeout(self._give_up_s)
                line.sendall(b"".join(self._next() for _ in range(room)))
            elif not self._on_the_way:
                stop.wait(0.002)
                continue
            self._listen(line, heard)

    def _allowed(self) -> int:
        if self._rate is None:
            return BATCH
        return int((time.monotonic() - self._started) * self._rate) + 1 - self.sent

    def _next(self) -> bytes:
        number = self.sent
        which = number % len(self._parcels)
        parcel = self._parcels[which]
        stamp = self._latest[which] = max(self._latest[which] + 1, self._now_ms())
        self._stamps.append(stamp)
        while True:
            self._identifier = self._identifier % MOST_IDENTIFIERS + 1
            if self._identifier not in self._on_the_way:
                break
        packet = b"".join((parcel.head, self._identifier.to_bytes(2, "big"), parcel.before, str(stamp).encode(), parcel.after))
        self._on_the_way[self._identifier] = _Sent(number, packet)
        self.sent += 1
        return packet

    def _listen(self, line: socket.socket, heard: bytearray) -> None:
        # With room left in the window there is more to send: take only what is there already.
        line.settimeout(LISTEN_S if len(self._on_the_way) >= self._window or self.sent == self._messages else 0.001)
        try:
            came = line.recv(65_536)
        except TimeoutError:
            if time.monotonic() - self._heard > self._give_up_s:
                self.given_up = True
                raise
            return
        if not came:
            raise ConnectionError("the broker closed the connection")
        heard += came
        for identifier in take_acknowledgements(heard):
            sent = self._on_the_way.pop(identifier, None)
            if sent is not None:
                self._taken[sent.number] = 1
                self.acknowledged += 1
                self._heard = time.monotonic()
