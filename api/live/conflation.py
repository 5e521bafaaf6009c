"""At most one reading a second of each point: the newest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from api.live.live_state import LiveValue

INTERVAL_S = 1.0


class Conflation:
    """Lets the first value of a point through at once and then one per interval, always the newest. On the event loop only."""

    def __init__(self, tell: Callable[[str, Mapping[str, LiveValue]], None]) -> None:
        self._tell = tell
        self._told: dict[str, float] = {}
        self._waiting: dict[str, dict[str, LiveValue]] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def values(self, site: str, changed: Mapping[str, LiveValue]) -> None:
        """Values that have just changed."""
        now = asyncio.get_running_loop().time()
        at_once = {point: value for point, value in changed.items() if now - self._told.get(point, -INTERVAL_S) >= INTERVAL_S}
        later = {point: value for point, value in changed.items() if point not in at_once}
        waiting = self._waiting.setdefault(site, {})
        for point in at_once:
            waiting.pop(point, None)
            self._told[point] = now
        waiting.update(later)
        if at_once:
            self._tell(site, at_once)
        self._arm(site)

    def close(self) -> None:
        """Tell nothing more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _arm(self, site: str) -> None:
        waiting = self._waiting[site]
        if waiting and site not in self._timers:
            due = min(self._told[point] for point in waiting) + INTERVAL_S
            self._timers[site] = asyncio.get_running_loop().call_at(due, self._let_through, site)

    def _let_through(self, site: str) -> None:
        del self._timers[site]
        self.values(site, dict(self._waiting[site]))
