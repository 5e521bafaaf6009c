"""Trying again: how long to wait, and saying so once."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator

log = logging.getLogger(__name__)


def delays(first_s: float, longest_s: float) -> Iterator[float]:
    """Waits that double up to `longest_s`, each with jitter (half to one and a half), without end."""
    delay_s = first_s
    while True:
        yield delay_s * random.uniform(0.5, 1.5)
        delay_s = min(longest_s, delay_s * 2)


class Complaint:
    """A trouble that lasts: one line when it begins, one when it is over."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._said = False

    @property
    def standing(self) -> bool:
        """Whether it lasts."""
        return self._said

    def raise_(self, why: object) -> None:
        """It is there (said the first time only)."""
        if not self._said:
            self._said = True
            log.error("%s: %s; trying again until it works", self._what, why)

    def settle(self) -> None:
        """It is over (said if it had been said to be there)."""
        if self._said:
            self._said = False
            log.info("%s: works again", self._what)
