"""How a fleet is doing, for the terminal or the log."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import TextIO

logger = logging.getLogger(__name__)

LOG_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What a fleet has done `elapsed_s` after its start. `per_s` is the rate of the last second.

    `doing` is the last step of the scenario; `refused` says why there is no connection, if there is none.
    """

    elapsed_s: float
    published: int
    acknowledged: int
    dropped: int
    per_s: float
    connections_up: int
    connections: int
    doing: str | None = None
    refused: str | None = None

    def __str__(self) -> str:
        parts = [f"{self.per_s:.1f} msg/s", f"{self.connections_up}/{self.connections} connections", f"{self.acknowledged} acknowledged"]
        if self.dropped:
            parts.append(f"{self.dropped} dropped")
        if self.refused is not None and self.connections_up < self.connections:
            parts.append(f"the broker says: {self.refused}")
        if self.doing is not None:
            parts.append(self.doing)
        return " · ".join(parts)


class ProgressLine:
    """Shows progress: one line that renews itself on a terminal, otherwise a log line a minute."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._live = self._stream.isatty()
        self._next_log_s = 0.0

    def __call__(self, progress: Progress) -> None:
        """Show `progress`."""
        if self._live:
            self._stream.write(f"\r\x1b[K{progress}")
            self._stream.flush()
        elif progress.elapsed_s >= self._next_log_s:
            self._next_log_s = progress.elapsed_s + LOG_EVERY_S
            logger.info("simulators: %s", progress)

    def end(self) -> None:
        """Leave the line as it stands."""
        if self._live:
            self._stream.write("\n")
            self._stream.flush()
