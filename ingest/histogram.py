"""How long or how large something was, counted in fixed buckets: a sum, a distribution, and the newest for quantiles.

An observation costs about a tenth of a microsecond and happens once a group or a batch, never once a message. One
thread observes; any may read at any time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds for durations, in seconds: from a fast disk's fsync to a store that is about to time out."""
MESSAGES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""Upper bounds for numbers of messages."""
RECENT = 128
"""How many of the newest observations quantiles are made from; a power of two."""


class Histogram:
    """Observations of one kind. `bounds` are upper bounds, inclusive and rising; what is larger than all is counted too."""

    __slots__ = ("_counts", "_next", "_recent", "_sum", "bounds")

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self.bounds = tuple(bounds)
        self._counts = [0] * (len(self.bounds) + 1)
        self._sum = 0.0
        self._recent: list[float] = []
        self._next = 0

    def observe(self, value: float) -> None:
        """Count one observation."""
        self._counts[bisect_left(self.bounds, value)] += 1
        self._sum += value
        if len(self._recent) < RECENT:
            self._recent.append(value)
        else:
            self._recent[self._next] = value
            self._next = (self._next + 1) & (RECENT - 1)

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self._counts)

    @property
    def sum(self) -> float:
        """All of them added up."""
        return self._sum

    def quantile(self, share: float) -> float | None:
        """The value that `share` (0 to 1) of the newest observations do not exceed; `None`: there were none."""
        recent = sorted(self._recent)
        return recent[min(len(recent) - 1, int(share * len(recent)))] if recent else None

    def as_told(self) -> dict[str, object]:
        """For the live feed: ``bounds``, ``counts`` (one more, not added up), ``sum``, ``median``, ``p99`` (`None`: nothing yet)."""
        return {"bounds": self.bounds, "counts": list(self._counts), "sum": self._sum, "median": self.quantile(0.5), "p99": self.quantile(0.99)}
