"""Requests that are not let in: counted by where they come from, and told in the log without anything secret."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from domain.sparing import SparingEach

log = logging.getLogger(__name__)

WINDOW_S = 60.0
MOST_PER_WINDOW = 10
_MOST_ADDRESSES = 10_000


class Refusals:
    """Who has been refused how often within the last minute or so.

    Many platforms push for all their customers from the same addresses: so an address that is refused too often is slowed
    down, but what is signed right is let in from there, too.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._said = SparingEach(log, steady)
        self.total = 0

    def add(self, address: str, source: str | None, why: str) -> None:
        """A request from `address` is refused. `source` is `None` where there is none such: what was asked for may be a secret in the wrong place."""
        begun_s, count = self._counts.pop(address, (self._steady(), 0))
        if self._steady() - begun_s > WINDOW_S:
            begun_s, count = self._steady(), 0
        self._counts[address] = begun_s, count + 1
        if len(self._counts) > _MOST_ADDRESSES:
            self._counts.popitem(last=False)
        self.total += 1
        if source is None:
            self._said.of("").say(
                logging.WARNING, "a push from %s is refused: its path is not that of a source (%d refused since the start)", address, self.total
            )
        else:
            self._said.of(source).say(logging.WARNING, "%s: a push from %s is refused: %s (%d refused since the start)", source, address, why, self.total)

    def too_many(self, address: str) -> bool:
        """Whether `address` was refused too often to be given much of our time."""
        begun_s, count = self._counts.get(address, (0.0, 0))
        return count >= MOST_PER_WINDOW and self._steady() - begun_s <= WINDOW_S
