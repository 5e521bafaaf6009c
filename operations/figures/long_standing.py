"""Long-standing alarms: there for more than a day, seen or not, and nobody does away with them (ISA-18.2 calls them stale)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alarm import Alarm, AlarmEntry, AlarmState
from domain.site import Site
from domain.time import rfc3339
from operations.figures.actors import Actor
from operations.figures.annunciation import HIDDEN

STANDING = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED})
"""The condition is there, and shown."""


def longest_standing(site: Site) -> timedelta:
    """How long an alarm may stand at `site` before it counts (site setting `long_standing_h`)."""
    return timedelta(hours=site.settings.get("long_standing_h", 24))


@dataclass(frozen=True, slots=True)
class LongStanding:
    """An alarm that has stood without a break since `since`."""

    alarm_id: str
    actor: Actor
    since: datetime

    def as_json(self) -> dict[str, object]:
        """The shape of the API."""
        return {"alarm_id": self.alarm_id, **self.actor.as_json(), "since": rfc3339(self.since)}


def long_standing(
    histories: Mapping[str, Sequence[AlarmEntry]], alarms: Mapping[str, Alarm], since: datetime, until: datetime, limit: timedelta
) -> tuple[LongStanding, ...]:
    """Those that, at some moment from `since` to `until`, were shown and had stood for `limit`; the longest first."""
    found = []
    for alarm_id, history in histories.items():
        begun = _stood(history, since, until, limit)
        if begun is not None:
            found.append(LongStanding(alarm_id, Actor.of(alarms[alarm_id]), begun))
    return tuple(sorted(found, key=lambda each: (each.since, each.alarm_id)))


def _stood(history: Sequence[AlarmEntry], since: datetime, until: datetime, limit: timedelta) -> datetime | None:
    """Since when it had stood, the last time that it had for `limit` within the time asked for. Being hidden is no break."""
    begun: datetime | None = None
    found: datetime | None = None
    ends = [*(entry.at for entry in history[1:]), until]
    for entry, end in zip(history, ends, strict=True):
        if entry.state in STANDING:
            begun = begun or entry.at
            if max(entry.at, begun + limit, since) < min(end, until):
                found = begun
        elif entry.state not in HIDDEN:
            begun = None
    return found
