"""One line on a terminal that renews itself; nothing where there is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

EVERY_S = 0.25


class TerminalLine:
    """Shows how work goes on. `shown` says whether anybody can see it."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._clock = clock
        self._next_s = clock()
        self.shown = not quiet and self._stream.isatty()

    def show(self, words: Callable[[], str]) -> None:
        """Show `words()`, which is asked for only as often as it is shown: four times a second."""
        if self.shown and self._clock() >= self._next_s:
            self._next_s = self._clock() + EVERY_S
            self._stream.write(f"\r\x1b[K{words()}")
            self._stream.flush()

    def end(self) -> None:
        """Clear the line for what is said at the end."""
        if self.shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


class Rate:
    """How many a second: over the last second or so."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since_s, self._before, self._per_s = clock(), 0, 0.0

    def of(self, count: int) -> float:
        """The rate now that `count` have been counted since the start."""
        now_s = self._clock()
        if (passed := now_s - self._since_s) >= 1.0:
            self._per_s = (count - self._before) / passed
            self._since_s, self._before = now_s, count
        return self._per_s
