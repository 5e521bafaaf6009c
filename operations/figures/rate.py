"""How many alarms an operator gets in ten minutes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Busiest:
    """The most that came within one window, which ends at `until` with the last of them."""

    count: int
    until: datetime


def busiest(moments: Sequence[datetime], window: timedelta, since: datetime, until: datetime) -> Busiest | None:
    """The busiest `window` that ends from `since` on and before `until`, the first one of equals; `moments` ascend.

    A window does not include the moment at which it begins. `None`: there was nothing.
    """
    found: Busiest | None = None
    recent: deque[datetime] = deque()
    for moment in moments:
        recent.append(moment)
        while recent[0] <= moment - window:
            recent.popleft()
        if since <= moment < until and (found is None or len(recent) > found.count):
            found = Busiest(len(recent), moment)
    return found


def nearest_rank(values: Sequence[float], percent: int) -> float | None:
    """The percentile by nearest rank: the smallest value that at least `percent` of a hundred do not exceed. `None`: no values."""
    if not values:
        return None
    return sorted(values)[-(-len(values) * percent // 100) - 1]
