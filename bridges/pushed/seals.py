"""Knowing a signature again: it belongs to the content with which it first came."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

MOST_SEALS = 50_000
KEPT_S = 86_400.0
"""Longer than any time within which a signed time is taken for fresh."""


class Known(Enum):
    """What is known of a signature."""

    NEW = "new"
    TAKEN = "taken"
    """The same has been published: there is nothing to do."""
    MISUSED = "misused"
    """It came before with another content."""


@dataclass(slots=True)
class _Seal:
    content: bytes
    seen_s: float
    taken: bool = False


class Seals:
    """The signatures of one source. They are forgotten when the process ends; a repeat after that has the same message id."""

    def __init__(self, steady: Callable[[], float] = time.monotonic, most: int = MOST_SEALS) -> None:
        self._steady = steady
        self._most = most
        self._seals: OrderedDict[bytes, _Seal] = OrderedDict()

    def see(self, seal: bytes, content: bytes) -> Known:
        """`seal` has come with `content`."""
        digest = hashlib.sha256(content).digest()
        now = self._steady()
        while self._seals and (len(self._seals) > self._most or now - next(iter(self._seals.values())).seen_s > KEPT_S):
            self._seals.popitem(last=False)
        found = self._seals.setdefault(seal, _Seal(digest, now))
        if found.content != digest:
            return Known.MISUSED
        return Known.TAKEN if found.taken else Known.NEW

    def take(self, seal: bytes) -> None:
        """What came with `seal` is published."""
        if (found := self._seals.get(seal)) is not None:
            found.taken = True
