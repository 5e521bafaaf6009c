"""Trying again: how long to wait, and saying so once."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

QUIET_S = 60.0
"""A trouble that comes back sooner than this is the same one: it is counted, and not said again."""


def delays(first_s: float, longest_s: float) -> Iterator[float]:
    """Waits that double up to `longest_s`, each with jitter (half to one and a half), without end."""
    delay_s = first_s
    while True:
        yield delay_s * random.uniform(0.5, 1.5)
        delay_s = min(longest_s, delay_s * 2)


class Complaint:
    """A trouble that lasts: one line when it begins, one when it is over; no more than that a minute if it comes and goes."""

    def __init__(self, what: str, steady: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._steady = steady
        self._standing = False
        self._said = False
        self._said_s: float | None = None
        self._unsaid = 0

    @property
    def standing(self) -> bool:
        """Whether it lasts."""
        return self._standing

    def raise_(self, why: object) -> None:
        """It is there (said the first time only, or when one that was not worth a line lasts after all)."""
        if not self._standing:
            self._standing = True
            self._said = False
            self._unsaid += 1
        if self._said:
            return
        now = self._steady()
        if self._said_s is not None and now - self._said_s < QUIET_S:
            return
        times = f" ({self._unsaid} times since it was last said)" if self._unsaid > 1 else ""
        self._said, self._said_s, self._unsaid = True, now, 0
        log.error("%s: %s%s; trying again until it works", self._what, why, times)

    def settle(self) -> None:
        """It is over (said if it had been said to be there)."""
        if self._standing:
            self._standing = False
            if self._said:
                log.info("%s: works again", self._what)
