"""When to read a busy stream: a read that brings one message costs more than ten messages.

The rate of the last slot of time decides. On a quiet stream every message is read at once; on a busy one a little time
passes between two reads, so that each brings a handful, on a very busy one a few dozen. The pause is far below what
anybody waits for, and is made only while messages come fast.
"""

from __future__ import annotations

BUSY_PER_S = 1_000.0
SHORT_PAUSE_S = 0.001
VERY_BUSY_PER_S = 4_000.0
LONGEST_PAUSE_S = 0.004
_TOGETHER = 32
_SLOT_S = 0.05


class Gathering:
    """Says how far apart reads should be. Times are of a steady clock, in seconds."""

    def __init__(self) -> None:
        self._slot_began_s = 0.0
        self._in_slot = 0
        self._pause_s = 0.0

    @property
    def pause_s(self) -> float:
        """How long after a read the next one should be; 0 on a quiet stream."""
        return self._pause_s

    def came(self, count: int, now_s: float) -> None:
        """A read brought `count` messages (0: none were there)."""
        self._in_slot += count
        passed_s = now_s - self._slot_began_s
        if passed_s >= _SLOT_S:
            per_s = self._in_slot / passed_s
            longest_s = LONGEST_PAUSE_S if per_s >= VERY_BUSY_PER_S else SHORT_PAUSE_S
            self._pause_s = min(longest_s, _TOGETHER / per_s) if per_s >= BUSY_PER_S else 0.0
            self._slot_began_s = now_s
            self._in_slot = 0
