"""What one reader of the stream wants, and what waits for it."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from domain.event_log import EventType, NewEvent
from domain.identity import LIVE

MOST_WAITING = 2_000
"""Events that may wait for a reader; one that is slower is cut off and resumes."""

EVERY_SITE = frozenset({"", "*"})
"""What events that concern the whole installation have as their site."""


@dataclass(frozen=True, slots=True)
class Wants:
    """Which events. `sites` are those that the person may see; `readings_of` is the site whose readings are wanted.

    With `asset`, only what concerns it; events of the system come in any case. Drills stay out, but for the one whose id is
    `drill`: its events come beside the live ones.
    """

    types: frozenset[EventType]
    sites: frozenset[str]
    asset: str | None = None
    readings_of: str | None = None
    drill: str | None = None

    def event(self, event: NewEvent) -> bool:
        """Whether this event is wanted and may be seen."""
        if event.realm not in (LIVE, self.drill) or event.type not in self.types or event.site not in self.sites | EVERY_SITE:
            return False
        return self.asset in (None, event.asset) or event.type is EventType.SYSTEM

    def reading(self, point: str) -> bool:
        """Whether readings of this point (of the site in `readings_of`) are wanted."""
        return self.asset is None or point.startswith(f"{self.readings_of}.{self.asset}.")


class Subscription:
    """What waits for one reader: events in order, and of each point only the newest value. Used on the event loop only."""

    def __init__(self, wants: Wants) -> None:
        self.wants = wants
        self.ended = False
        self._events: deque[bytes] = deque()
        self._readings: dict[str, bytes] = {}
        self._news = asyncio.Event()

    def offer(self, message: bytes) -> None:
        """One more event; too many that wait end the subscription."""
        if len(self._events) >= MOST_WAITING:
            self.end()
        elif not self.ended:
            self._events.append(message)
            self._news.set()

    def offer_reading(self, point: str, message: bytes) -> None:
        """A newer value of a point takes the place of one that still waits."""
        if not self.ended:
            self._readings[point] = message
            self._news.set()

    def end(self) -> None:
        """Nothing more comes; what waits is dropped, for the reader resumes."""
        self.ended = True
        self._events.clear()
        self._readings.clear()
        self._news.set()

    def take(self) -> bytes:
        """Everything that waits, events first; empty if nothing does."""
        message = b"".join((*self._events, *self._readings.values()))
        self._events.clear()
        self._readings.clear()
        if not self.ended:
            self._news.clear()
        return message

    async def news(self, within_s: float) -> None:
        """Return when something waits or it ended, at the latest after `within_s`."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return
