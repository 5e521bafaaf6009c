"""Handing over what has been judged to the telemetry writer, without reading it from the journal again.

Only a short cut: whatever does not fit is dropped here and read from the journal, where everything stands. So a store
that is slow or down costs the pipeline nothing, and no more memory than the bound.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.telemetry import TelemetryMessage
from ingest.timestamps import Turned

MOST_MESSAGES = 8_000
"""With the groups they come in, for of many a group nothing is stored. A third of a second of the busiest stream; some 8 MB."""


class Handed(NamedTuple):
    """What is to be stored of the journal's records up to offset `end`.

    `keys` are those of items that cannot be told apart by time (see `deduplication`), `turned` the clocks that are seen
    otherwise since the last. `received_us`: when the oldest came.
    """

    end: int
    messages: Sequence[TelemetryMessage]
    keys: Sequence[int]
    turned: Mapping[str, Turned]
    received_us: int


class HandOver:
    """A bounded queue from the pipeline to the telemetry writer. Covers the journal from `start` on, without a gap."""

    def __init__(self, start: int, most_messages: int = MOST_MESSAGES) -> None:
        self._most = most_messages
        self._arrived = threading.Condition()
        self._queue: deque[Handed] = deque()
        self._messages = 0
        self._start = start
        self._wanted = 0
        self._hurried = False

    @property
    def start(self) -> int:
        """What lies before has to be read from the journal. Moves on when something was dropped."""
        return self._start

    @property
    def messages(self) -> int:
        """How many wait."""
        return self._messages

    def put(self, handed: Handed) -> None:
        """Add what follows; drops all that waits when it gets too much. Never waits."""
        with self._arrived:
            self._queue.append(handed)
            self._messages += len(handed.messages)
            if self._messages + len(self._queue) > self._most:
                self._queue.clear()
                self._messages = 0
                self._start = handed.end
                self._arrived.notify()
            elif self._messages >= self._wanted:
                self._arrived.notify()

    def wait(self, timeout_s: float, messages: int = 0) -> bool:
        """Wait until something is there, and at least so many messages, or all was dropped; `False` if not within `timeout_s`.

        For one thread only. Does not wait once `hurry` was called.
        """
        with self._arrived:
            before, self._wanted = self._start, messages
            self._arrived.wait_for(lambda: self._hurried or (self._queue and self._messages >= messages) or self._start != before, timeout_s)
            return bool(self._queue) or self._start != before

    def hurry(self) -> None:
        """Let nobody wait here any longer."""
        with self._arrived:
            self._hurried = True
            self._arrived.notify()

    def take(self, offset: int, most_messages: int) -> list[Handed]:
        """What follows `offset`, about as many messages as wanted; nothing if the journal has to be read first."""
        taken: list[Handed] = []
        count = 0
        with self._arrived:
            if offset < self._start:
                return taken
            while self._queue and count < most_messages:
                handed = self._queue.popleft()
                self._messages -= len(handed.messages)
                self._start = handed.end
                # What the writer has read from the journal meanwhile is not handed over once more.
                if handed.end > offset:
                    taken.append(handed)
                    count += len(handed.messages)
        return taken
