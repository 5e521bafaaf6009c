"""A heap of deadlines that tolerates being out of date: what is really due is asked of its owner when it comes up."""

from __future__ import annotations

import heapq
from collections.abc import Callable


class Deadlines:
    """Who has to be looked at when. `current` gives the deadline that holds now of a key (epoch ms), or `None`.

    Putting a deadline off costs nothing: the earlier entry stays and is put again when it comes up.
    """

    __slots__ = ("_current", "_heap", "_queued")

    def __init__(self, current: Callable[[str], int | None]) -> None:
        self._current = current
        self._heap: list[tuple[int, str]] = []
        self._queued: dict[str, int] = {}

    def put(self, key: str, due: int) -> None:
        """Look at `key` at `due` or, if it is known for earlier, then."""
        queued = self._queued.get(key)
        if queued is None or due < queued:
            self._queued[key] = due
            heapq.heappush(self._heap, (due, key))

    def next(self) -> int | None:
        """The earliest deadline; `None` when there is none."""
        while self._heap:
            due, key = self._heap[0]
            if self._queued.get(key) != due:
                heapq.heappop(self._heap)
                continue
            current = self._current(key)
            if current == due:
                return due
            heapq.heappop(self._heap)
            del self._queued[key]
            if current is not None:
                self.put(key, current)
        return None

    def pop(self, now: int) -> str | None:
        """The key of the earliest deadline that is not after `now`, taken out; `None` when there is none."""
        due = self.next()
        return None if due is None or due > now else self.take()

    def take(self) -> str:
        """The key of the earliest deadline, which `next` has just given, taken out."""
        _, key = heapq.heappop(self._heap)
        del self._queued[key]
        return key
