"""One connection of a load: sends its share as fast as window and rate allow, and keeps account of every message."""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from itertools import compress

from simulators.broker_address import BrokerAddress
from simulators.pace import Pace
from simulators.packets import CONNACK, DISCONNECT, PINGREQ, connect, take_acknowledgements
from simulators.ring import Parcel, Ring

CONNECT_WITHIN_S = 5.0
PAUSE_S = 0.2
LISTEN_S = 0.05
"""Answers that are not waited for are looked at so often."""
PING_S = 20.0
FAREWELL_S = 2.0
"""After being told to stop, answers are waited for as long as they come within this time."""
_ANSWER_BYTES = 4
_MOST_BYTES = 65_536


class Lane:
    """Sends `messages` of `parcels` in turn over one connection, the first `after_s` late. `now_ms` is the wall clock.

    Messages that go out together have the same time; a device speaks at most once among them, so its times differ.
    """

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
        *,
        after_s: float = 0.0,
    ) -> None:
        self.name = name
        self.sent = self.acknowledged = self.resent = 0
        self.given_up = False
        self._broker = broker
        self._parcels = parcels
        self._ring = Ring(parcels, window)
        self._messages = messages
        self._rate = rate
        self._window = min(window, self._ring.places)
        self._give_up_s = give_up_s
        self._now_ms = now_ms
        self._after_s = after_s
        self._stamps = array("q")
        self._taken = bytearray(messages)
        self._oldest = 0
        self._heard = bytearray()
        self._heard_s = self._looked_s = self._spoke_s = 0.0

    def run(self, stop: threading.Event) -> None:
        """Send all, and return when all is acknowledged, or all that was sent when `stop` was set, or the broker does not answer any more."""
        self._heard_s = time.monotonic()
        pace = Pace(self._rate, self._heard_s + self._after_s)
        while self.acknowledged < self._messages and not stop.is_set() and not self.given_up:
            try:
                with self._connect() as line:
                    self._repeat(line)
                    self._exchange(line, pace, stop)
                    line.sendall(DISCONNECT)
            except OSError:
                self.given_up = time.monotonic() - self._heard_s > self._give_up_s
                stop.wait(PAUSE_S)

    def timestamps(self) -> dict[str, array[int]]:
        """The times of the acknowledged messages, by device."""
        step = len(self._parcels)
        return {parcel.device: array("q", compress(self._stamps[at::step], self._taken[at::step])) for at, parcel in enumerate(self._parcels)}

    @property
    def _waiting(self) -> int:
        return self.sent - self.acknowledged

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
        self._heard.clear()
        self._looked_s = self._spoke_s = time.monotonic()
        return line

    def _repeat(self, line: socket.socket) -> None:
        """What a lost connection left unacknowledged goes out again, in order."""
        line.settimeout(self._give_up_s)
        for number in range(self._oldest, self.sent):
            if not self._taken[number]:
                line.sendall(self._ring.repeated(number, self._stamps[number]))
                self.resent += 1

    def _exchange(self, line: socket.socket, pace: Pace, stop: threading.Event) -> None:
        while self.acknowledged < self._messages:
            now_s = time.monotonic()
            if stop.is_set():
                # What is under way may have arrived: an answer that still comes belongs to the account.
                if not self._waiting or now_s - self._heard_s > FAREWELL_S:
                    return
                self._listen(line, LISTEN_S)
                continue
            left = self._messages - self.sent
            due = pace.due(now_s, self.sent)
            room = min(left, self._oldest + self._window - self.sent, left if due is None else due)
            if room > 0:
                self._send(line, room, now_s)
            if self._waiting >= self._window or self.sent == self._messages or (due is None and room == 0):
                self._listen(line, LISTEN_S)
            elif due is not None:
                # Answers gather in the socket meanwhile: one call for many of them.
                if 2 * self._waiting > self._window or (self._waiting and now_s - self._looked_s > LISTEN_S):
                    self._listen(line, 0)
                if now_s - self._spoke_s > PING_S:
                    line.sendall(PINGREQ)
                    self._spoke_s = now_s
                time.sleep(min(pace.wait_s(time.monotonic(), self.sent), LISTEN_S))

    def _send(self, line: socket.socket, room: int, now_s: float) -> None:
        if not self._waiting:
            self._heard_s = now_s  # silence counts from the first question
        self._spoke_s = now_s
        step = len(self._parcels)
        while room > 0:
            count = min(room, step, self._ring.run_from(self.sent))
            before = self.sent + count - 1 - step  # the last of them is that device's second word, at least
            stamp = max(self._now_ms(), self._stamps[before] + 1 if before >= 0 else 0)
            self._stamps.extend([stamp] * count)
            packets = self._ring.packets(self.sent, count, stamp)
            self.sent += count
            line.sendall(packets)
            room -= count

    def _listen(self, line: socket.socket, wait_s: float) -> None:
        """Take what answers have come; with time to wait, let half a window of them gather, if so many are due."""
        self._looked_s = time.monotonic()
        if wait_s and not self._await_answers(line, wait_s):
            if time.monotonic() - self._heard_s > self._give_up_s:
                self.given_up = True
                raise TimeoutError("the broker does not answer")
            return
        line.settimeout(0)
        try:
            came = line.recv(_MOST_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        finally:
            line.settimeout(self._give_up_s)
        if not came:
            raise ConnectionError("the broker closed the connection")
        self._take(came)

    def _await_answers(self, line: socket.socket, wait_s: float) -> bool:
        """Whether something came within `wait_s`."""
        if isinstance(line, ssl.SSLSocket):
            return line.pending() > 0 or bool(select.select([line], [], [], wait_s)[0])
        # The broker sends each answer by itself; waking for each of them would cost more than all the rest.
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, max(1, _ANSWER_BYTES * min(self._window, self._waiting) // 2))
        if select.select([line], [], [], wait_s)[0]:
            return True
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        return bool(select.select([line], [], [], 0)[0])

    def _take(self, came: bytes) -> None:
        """Account for the answers in `came`: at once when they are the next ones in order, as they should be."""
        length = len(came)
        if not self._heard and length % _ANSWER_BYTES == 0 and length <= _ANSWER_BYTES * self._window and came == self._ring.answers(self._oldest, length):
            count = length // _ANSWER_BYTES
            end = self._oldest + count
            if end <= self.sent and not any(self._taken[self._oldest : end]):
                self._taken[self._oldest : end] = b"\1" * count
                self._oldest = end
                self.acknowledged += count
                self._heard_s = time.monotonic()
                return
        self._heard += came
        for identifier in take_acknowledgements(self._heard):
            number = self._ring.number_of(identifier, self._oldest)
            if number < self.sent and not self._taken[number]:
                self._taken[number] = 1
                self.acknowledged += 1
                self._heard_s = time.monotonic()
        while self._oldest < self.sent and self._taken[self._oldest]:
            self._oldest += 1
