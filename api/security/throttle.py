"""Slowing down those who guess: per name and per address."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

FREE_TRIES = 5
"""Wrong passwords for one name before it has to wait."""
FREE_TRIES_OF_ADDRESS = 30
"""Wrong passwords from one address before it has to wait: a whole duty room may share one."""
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_FORGET = timedelta(minutes=15)
_REMEMBERED = 10_000


def locked_for(failures: int, free: int = FREE_TRIES) -> timedelta:
    """How long to wait after so many failures in a row: 30 s, doubling to a quarter of an hour."""
    if failures < free:
        return timedelta()
    return min(_FIRST_WAIT * (1 << min(failures - free, 10)), _LONGEST_WAIT)


@dataclass(slots=True)
class _Tries:
    failures: int
    last: datetime
    until: datetime


class Throttle:
    """Failures by key, in memory, bounded. Names without an account are counted here as accounts are in the records."""

    def __init__(self, free: int) -> None:
        self._free = free
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long `key` still has to wait; zero: go on."""
        with self._lock:
            tries = self._tries.get(key)
            return timedelta() if tries is None else max(tries.until - now, timedelta())

    def failed(self, key: str, now: datetime) -> None:
        """One more failure of `key`."""
        with self._lock:
            tries = self._tries.pop(key, None)
            failures = 1 if tries is None or now - max(tries.last, tries.until) > _FORGET else tries.failures + 1
            self._tries[key] = _Tries(failures, now, now + locked_for(failures, self._free))
            if len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """`key` knew the password: forget its failures."""
        with self._lock:
            self._tries.pop(key, None)
