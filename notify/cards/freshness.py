"""Callbacks that are old or were seen before: whoever records a signed one must not be able to send it again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from notify.channels.message import NotOurs

WINDOW = timedelta(minutes=5)
"""How far the clocks of a platform and of this machine may be apart."""
_MOST_REMEMBERED = 20_000
_MILLISECONDS_FROM = 10_000_000_000
"""A time in seconds has ten digits until the year 2286; one in milliseconds has thirteen."""


class Freshness:
    """What one channel has taken lately. Of one process: another one knows only that nothing may be older than the window."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, datetime] = OrderedDict()
        self._lock = Lock()

    def check(self, stamp: str, now: datetime, *parts: bytes) -> Callable[[], None]:
        """Take what was signed at `stamp` (Unix seconds or milliseconds) and is told apart by `parts`. Raises `NotOurs`.

        To be called once the signature has been found right: what is not signed must not fill the memory. What it returns
        forgets it again: to be called if it could not be stored, so that the platform may repeat it.
        """
        at = _moment(stamp)
        if abs(now.timestamp() - at) > WINDOW.total_seconds():
            raise NotOurs("too old, or from the future: is the clock of this machine right?")
        digest = hashlib.sha256(b"\0".join((stamp.encode(), *parts))).digest()
        with self._lock:
            while self._seen and (next(iter(self._seen.values())) <= now - 2 * WINDOW or len(self._seen) >= _MOST_REMEMBERED):
                self._seen.popitem(last=False)
            if digest in self._seen:
                raise NotOurs("seen before")
            self._seen[digest] = now
        return lambda: self._forget(digest)

    def _forget(self, digest: bytes) -> None:
        with self._lock:
            self._seen.pop(digest, None)


def _moment(stamp: str) -> float:
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 16):  # noqa: PLR2004  microseconds have sixteen digits
        raise NotOurs("it does not say when it was signed")
    at = int(stamp)
    return at / 1000 if at >= _MILLISECONDS_FROM else float(at)
