"""No two messages of a topic are received in the same millisecond.

What comes without a time of its own is known by when it was received, and is stored under that, to the millisecond. A
device that sends two such messages in one burst means two readings: the later one counts as received a little later.
"""

from __future__ import annotations

MOST_AHEAD_MS = 1_000
"""A topic with more than a message a millisecond does not run away from the clock further than this."""
_MOST_TOPICS = 50_000


class ReceiveTimes:
    """Remembers when each topic was last heard. For one thread."""

    def __init__(self) -> None:
        self._last_ms: dict[str, int] = {}

    def apart(self, topic: str, received_us: int) -> int:
        """When a message of `topic` that came at `received_us` (epoch µs) counts as received: after the one before it."""
        ms = received_us // 1000
        last_ms = self._last_ms.get(topic, 0)
        if ms <= last_ms < ms + MOST_AHEAD_MS:
            ms = last_ms + 1
            received_us = ms * 1000
        elif len(self._last_ms) >= _MOST_TOPICS:
            self._last_ms.clear()
        self._last_ms[topic] = ms
        return received_us
