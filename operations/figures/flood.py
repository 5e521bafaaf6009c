"""Alarm floods (EEMUA 191): more alarms than one operator can take in.

A flood begins with the alarm that makes ten in ten minutes per operator, and ends when fewer than five are left in the
last ten minutes. Site settings: `operators`, `flood_alarms` and `flood_window_s`; half of `flood_alarms` ends it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.records import Transaction
from domain.site import Site
from operations.figures.annunciation import CALLING
from operations.figures.reading import LOOK_BACK, calls_between

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """When a flood begins (so many in `window` or more) and ends (fewer than that), for all `operators` together."""

    operators: int = 1
    window: timedelta = timedelta(minutes=10)
    begins_at: int = 10
    ends_below: int = 5

    @classmethod
    def of(cls, site: Site) -> FloodLimits:
        """As the settings of `site` say."""
        operators = max(1, int(site.settings.get("operators", 1)))
        each = max(1.0, site.settings.get("flood_alarms", 10))
        window = timedelta(seconds=max(1.0, site.settings.get("flood_window_s", 600)))
        return cls(operators, window, math.ceil(each * operators), math.ceil(each * operators / 2))


@dataclass(frozen=True, slots=True)
class FloodSpan:
    """A flood from `since` on; `until` is when it ends if no further alarm comes."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Flood:
    """A flood that is going on: since when, and how many alarms came within the last `window`."""

    since: datetime
    alarms: int
    operators: int
    window: timedelta


def floods(moments: Sequence[datetime], limits: FloodLimits) -> list[FloodSpan]:
    """The floods that annunciations at `moments` (ascending) made; at the first of them there is none."""
    found: list[FloodSpan] = []
    recent: deque[datetime] = deque()
    since: datetime | None = None
    for moment in moments:
        if since is not None and (calm := _calm_at(recent, limits)) < moment:
            found.append(FloodSpan(since, calm))
            since = None
        while recent and recent[0] <= moment - limits.window:
            recent.popleft()
        recent.append(moment)
        if since is None and len(recent) >= limits.begins_at:
            since = moment
    if since is not None:
        found.append(FloodSpan(since, _calm_at(recent, limits)))
    return found


def flood_at(tx: Transaction, site: Site, now: datetime) -> Flood | None:
    """The flood that is going on at `site` at `now`; `None`: there is none. One that has lasted longer than a day began a day ago."""
    limits = FloodLimits.of(site)
    newest = tx.alarms.entries_between(site.id, now - limits.window + _INSTANT, now + _INSTANT)
    if sum(entry.event in CALLING for entry in newest) < limits.ends_below:
        return None
    moments = [entry.at for entry in calls_between(tx, site.id, now - LOOK_BACK, now + _INSTANT)]
    last = next(reversed(floods(moments, limits)), None)
    if last is None or last.until <= now:
        return None
    return Flood(last.since, sum(moment > now - limits.window for moment in moments), limits.operators, limits.window)


def _calm_at(recent: Sequence[datetime], limits: FloodLimits) -> datetime:
    """When fewer than `ends_below` are left in the window, if none comes."""
    return recent[-limits.ends_below] + limits.window
