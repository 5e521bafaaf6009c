"""So many in so long: what strangers may do before they have to wait."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from api.problems import TooMany
from domain.text import Text

_REMEMBERED = 10_000


class Quota:
    """At most `most` of each key within `within`, in memory, bounded: of too many keys the one that was idle longest is forgotten."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most = most
        self._within = within
        self._taken: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def check(self, key: str, now: datetime) -> None:
        """Raises `TooMany`, which says how long to wait, while `key` has used up what it has."""
        with self._lock:
            taken = self._of(key, now)
            if len(taken) < self._most:
                return
            seconds = max(1, int((taken[0] + self._within - now).total_seconds() + 0.999))
        minutes = (seconds + 59) // 60
        raise TooMany(
            Text(f"提交过于频繁，请 {minutes} 分钟后再试，紧急情况请致电", f"Too often. Wait {minutes} min, or call us if it is urgent."), retry_after_s=seconds
        )

    def take(self, key: str, now: datetime) -> None:
        """Count one of `key`."""
        with self._lock:
            self._of(key, now).append(now)
            if len(self._taken) > _REMEMBERED:
                self._taken.popitem(last=False)

    def _of(self, key: str, now: datetime) -> deque[datetime]:
        taken = self._taken.setdefault(key, deque())
        self._taken.move_to_end(key)
        while taken and taken[0] <= now - self._within:
            taken.popleft()
        return taken
