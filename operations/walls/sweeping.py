"""What Steward finds about walls by itself: gone, unattended, there again. Each absence is told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import AlarmState
from domain.control_room import ATTENDED_FOR
from domain.records import AlarmFilter, Records, Transaction
from domain.site import Site
from domain.wall import GONE_AFTER, WallAbsence, WatchedWall
from operations.deciding import Due, decide
from operations.walls import announcements
from operations.walls.record import tell
from rules.alarms.record import SYSTEM

LOOK_EVERY = timedelta(seconds=30)
_UNSEEN = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED})
_MOST_ALARMS = 200
_BETWEEN = "/"


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Look at the walls that are due at `now`; returns how many absences began or ended. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_look, f"{wall.site}{_BETWEEN}{wall.name}", sites[wall.site]) for wall in tx.walls.due_before(now) if wall.site in sites]
    return decide(records, due, now)


def _look(tx: Transaction, subject: str, site: Site, now: datetime) -> int:
    wall = tx.walls.get(site.id, subject.removeprefix(f"{site.id}{_BETWEEN}"))
    if wall is None or wall.next_at > now:
        return 0
    if now - wall.next_at > GONE_AFTER:
        # Steward itself was away: whoever is there has to be given the time to say so.
        tx.walls.save(replace(wall, next_at=now + GONE_AFTER))
        return 0
    found = _absence(tx, wall, now)
    if found is None:
        if wall.absence is not None:
            tell(tx, wall, "present", at=now, actor=SYSTEM)
        tx.walls.save(replace(wall, absence=None, absent_since=None, told_at=None, next_at=now + LOOK_EVERY))
        return int(wall.absence is not None)
    absence, since = found
    if absence is wall.absence:
        tx.walls.save(replace(wall, next_at=now + LOOK_EVERY))
        return 0
    saved = tx.walls.save(replace(wall, absence=absence, absent_since=since, told_at=now, next_at=now + LOOK_EVERY))
    announcements.absent(tx, saved, absence, since, site, now)
    tell(tx, saved, absence.value, at=now, actor=SYSTEM)
    return 1


def _absence(tx: Transaction, wall: WatchedWall, now: datetime) -> tuple[WallAbsence, datetime] | None:
    """What is wrong, and since when; `None`: nothing. A wall that is gone is nothing more than gone."""
    if now - wall.seen_at >= GONE_AFTER:
        return WallAbsence.GONE, wall.seen_at
    waiting = tx.alarms.list(AlarmFilter(sites=(wall.site,), states=_UNSEEN), limit=_MOST_ALARMS).items
    if not waiting:
        return None
    touched = next((touch.at for touch in tx.control_rooms.touches(wall.site) if touch.name == wall.name), wall.watched_since)
    since = max(touched, wall.watched_since, min(alarm.raised_at for alarm in waiting))
    return (WallAbsence.UNATTENDED, since) if now - since >= ATTENDED_FOR else None
