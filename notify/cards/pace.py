"""What platforms without a deduplication key, or with a limit of their own, need from us: not twice, and not too fast."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from notify.channels.message import NotifyError, Sent

_MOST_REMEMBERED = 2_000


class Pace:
    """At most `most` messages within `within`, counted in this process: the platform would silence a robot that is faster."""

    def __init__(self, who: str, most: int, within: timedelta) -> None:
        self._who = who
        self._most = most
        self._within = within
        self._sent: deque[datetime] = deque()
        self._lock = Lock()

    def take(self, now: datetime) -> None:
        """Count one at `now`. Raises `NotifyError`, which says how long to wait."""
        with self._lock:
            while self._sent and self._sent[0] <= now - self._within:
                self._sent.popleft()
            if len(self._sent) >= self._most:
                wait_s = max(1.0, (self._sent[0] + self._within - now).total_seconds())
                raise NotifyError(f"{self._who}: a robot may send {self._most} messages in {self._within.total_seconds():g} s", retry_after_s=wait_s)
            self._sent.append(now)


class AlreadyTaken:
    """Which keys a platform without a deduplication key has taken. Of one process: after a crash it may be told twice."""

    def __init__(self) -> None:
        self._taken: OrderedDict[str, Sent] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Sent | None:
        """What came of it; `None`: it was not taken, as far as this process knows."""
        with self._lock:
            return self._taken.get(key)

    def put(self, key: str, sent: Sent) -> Sent:
        """It was taken; gives `sent` back."""
        with self._lock:
            self._taken[key] = sent
            if len(self._taken) > _MOST_REMEMBERED:
                self._taken.popitem(last=False)
            return sent
