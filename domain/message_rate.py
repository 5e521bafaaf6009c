"""How often a device speaks: messages counted in spans of time that follow each other, one spoken span and the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_SHORTEST_SPAN_S = 600.0
_INTERVALS = 10
_SOONEST = 0.3
"""A count that has just begun says nothing for this part of its span: three intervals at least, or one message more or less is half of it."""


def span_s(interval_s: float) -> float:
    """Over how many seconds the messages of a device are counted that promises one every `interval_s`: ten of them, ten minutes at least."""
    return max(_SHORTEST_SPAN_S, _INTERVALS * interval_s)


@dataclass(frozen=True, slots=True)
class Counted:
    """`messages` from `since` on, before `until`; `before`: in the span that ended at `since`, `None` if nobody counted then."""

    since: datetime
    until: datetime
    messages: int
    before: int | None


def per_minute(counted: Counted | None, now: datetime) -> float | None:
    """Messages a minute over the span that ends `now`; of the span before, its last part counts evenly. `None`: nobody has counted for long enough."""
    if counted is None:
        return None
    length_s = (counted.until - counted.since).total_seconds()
    if now >= counted.until:
        messages, before, into_s = 0, counted.messages, (now - counted.until).total_seconds()
    else:
        into_s = (now - counted.since).total_seconds()
        messages = counted.messages
        if counted.before is None:
            return None if into_s < _SOONEST * length_s else 60 * messages / into_s
        before = counted.before
    left = max(0.0, 1 - into_s / length_s)
    return 60 * (messages + before * left) / length_s
