"""Conditions that come and go while faults happen, by a driver that knows exactly which alarms and orders must be there.

Each device has a life by seed: a pit whose float rises and falls, a door that refuses people a known number of times, a
device that cannot speak. The messages go out one after the other over one connection, each with a time and an id of its own,
and each again until the broker has taken it; so the order of a device's words is never in doubt.
"""

from __future__ import annotations

import json
import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from simulators.broker_address import BrokerAddress
from simulators.packets import CONNACK, DISCONNECT, DUP, connect, publish_head, take_acknowledgements
from tests.faults.site import COUNTED, DENIED, DENIED_AT_LEAST, GARBLED, HIGH, PITS, SITE

_FLOAT, _EVENT = "float_high", "access.denied"
_LONGEST_LIFE = 5
_GARBLED_EACH = 10
"""Fewer than are kept singly in quarantine."""
_CONNECT_WITHIN_S = 5.0
_PAUSE_S = 0.1
_REPEAT_AFTER_S = 2.0
_MOST_IDENTIFIERS = 65_535

Condition = tuple[str, str]
"""Rule and asset."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a device says at its turn: a value that comes or goes, an event, or (`key` empty) what nobody can read."""

    device: str
    key: str
    value: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A word that the broker has taken. `ts` is epoch ms, for no two of a device the same."""

    word: Word
    ts: int

    @property
    def garbled(self) -> bool:
        """Whether it belongs in quarantine."""
        return not self.word.key

    @property
    def topic(self) -> str:
        """Where it says it."""
        return f"steward/v1/{SITE}/{self.word.device}/{'event' if self.word.key == _EVENT else 'telemetry'}"

    @property
    def payload(self) -> bytes:
        """The message, byte for byte."""
        if self.garbled:
            # No two are alike: after a pause several devices speak in the same millisecond.
            return b'{"ts": %d, "id": "%s", "values": {garbled' % (self.ts, self.word.device.encode())
        what: dict[str, object] = {"values": {self.word.key: self.word.value}}
        if self.word.key == _EVENT:
            what = {"event": _EVENT, "data": {"card": "1234"}}
        return json.dumps({"ts": self.ts, "id": f"{self.word.device}-{self.ts}", **what}).encode()


@dataclass(frozen=True, slots=True)
class ExpectedAlarm:
    """The one alarm of a condition: how often it came (the first time included) and went, and whether it stands now."""

    came: int
    went: int

    @property
    def stands(self) -> bool:
        """Whether the condition is there in the end."""
        return self.came > self.went


def script(seed: int, words: int, *, garbled: bool = True) -> list[Word]:
    """The lives of devices, interleaved, about `words` words together; whole lives only."""
    chance = random.Random(seed)
    lives: list[list[Word]] = []
    for number, device in enumerate(PITS):
        length = chance.randint(2, _LONGEST_LIFE)
        lives.append([Word(device, _FLOAT, turn % 2 == 1) for turn in range(length)])
        if number < len(COUNTED):
            lives.append([Word(COUNTED[number], _EVENT, value=True)] * (DENIED_AT_LEAST - chance.randint(0, 1)))
        if garbled and number < len(GARBLED):
            lives.append([Word(GARBLED[number], "", value=True)] * chance.randint(1, _GARBLED_EACH))
    chance.shuffle(lives)
    chosen: list[Iterator[Word]] = []
    total = 0
    for life in lives:
        if total >= words:
            break
        chosen.append(iter(life))
        total += len(life)
    said: list[Word] = []
    while chosen:
        life_now = chance.choice(chosen)
        word = next(life_now, None)
        if word is None:
            chosen.remove(life_now)
        else:
            said.append(word)
    return said


def expected_alarms(said: Iterable[Said]) -> Mapping[Condition, ExpectedAlarm]:
    """What must be there after these words, in this order for each device."""
    held: dict[str, bool] = {}
    came: Counter[Condition] = Counter()
    went: Counter[Condition] = Counter()
    denied: Counter[str] = Counter()
    for one in said:
        word = one.word
        before = held.get(word.device)
        held[word.device] = word.value
        if word.key == _FLOAT:
            condition = (HIGH, word.device)
            came[condition] += word.value and not before
            went[condition] += bool(before) and not word.value
        elif word.key == _EVENT:
            denied[word.device] += 1
    for device, count in denied.items():
        came[(DENIED, device)] += count >= DENIED_AT_LEAST
    return {condition: ExpectedAlarm(count, went[condition]) for condition, count in came.items() if count}


class AlarmDriver:
    """Says `words` at `per_s` a second on a thread of its own; `given_up` when the broker took nothing for `give_up_s`."""

    def __init__(self, broker: BrokerAddress, words: Sequence[Word], *, per_s: float, give_up_s: float = 60.0) -> None:
        self.resent = 0
        self.given_up = False
        self._broker = broker
        self._words = words
        self._per_s = per_s
        self._give_up_s = give_up_s
        self._said: list[Said] = []
        self._latest: dict[str, int] = {}
        self._identifier = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alarm driver", daemon=True)

    @property
    def said(self) -> Sequence[Said]:
        """What the broker has taken, in order."""
        return tuple(self._said)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Say no more than the word that is under way; returns at once."""
        self._stop.set()

    def join(self, within_s: float = 300.0) -> None:
        """Wait until everything is said."""
        self._thread.join(within_s)
        assert not self._thread.is_alive(), "the alarm driver did not come to its end"
        assert not self.given_up, "the broker took no alarms any more"

    def _run(self) -> None:
        began = time.monotonic()
        line: socket.socket | None = None
        for number, word in enumerate(self._words):
            if self._stop.wait(max(0.0, began + number / self._per_s - time.monotonic())):
                break
            said = Said(word, self._time_of(word.device))
            line = self._deliver(line, said)
            if line is None:
                break
            self._said.append(said)
        if line is not None:
            with suppress(OSError):
                line.sendall(DISCONNECT)
            line.close()

    def _time_of(self, device: str) -> int:
        ts = self._latest[device] = max(self._latest.get(device, 0) + 1, time.time_ns() // 1_000_000)
        return ts

    def _deliver(self, line: socket.socket | None, said: Said) -> socket.socket | None:
        """Send it until it is acknowledged, over `line` or a new one; the line, or `None` if it had to give up."""
        self._identifier = self._identifier % _MOST_IDENTIFIERS + 1
        packet = publish_head(said.topic, len(said.payload)) + self._identifier.to_bytes(2, "big") + said.payload
        until = time.monotonic() + self._give_up_s
        while time.monotonic() < until:
            try:
                line = line or self._connect()
                line.sendall(packet)
                _await_acknowledgement(line, self._identifier)
            except OSError:
                if line is not None:
                    line.close()
                line = None
                packet = bytes((packet[0] | DUP,)) + packet[1:]
                self.resent += 1
                time.sleep(_PAUSE_S)
            else:
                return line
        self.given_up = True
        return None

    def _connect(self) -> socket.socket:
        line = socket.create_connection((self._broker.host, self._broker.port), _CONNECT_WITHIN_S)
        try:
            line.settimeout(_REPEAT_AFTER_S)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(connect(f"alarms-{secrets.token_hex(4)}", self._broker.username, self._broker.password))
            answer = line.recv(4)
            if len(answer) != 4 or answer[0] != CONNACK or answer[3] != 0:
                raise ConnectionError(f"the broker refused the connection: {answer.hex()}")
        except OSError:
            line.close()
            raise
        return line


def _await_acknowledgement(line: socket.socket, identifier: int) -> None:
    heard = bytearray()
    while True:
        came = line.recv(4096)
        if not came:
            raise ConnectionError("the broker closed the connection")
        heard += came
        if identifier in take_acknowledgements(heard):
            return
