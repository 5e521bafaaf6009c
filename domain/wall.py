"""Wall screens that somebody has said are there to be watched: when each was last seen, and for how long nobody has been at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.post import Post

GONE_AFTER = timedelta(minutes=3)
"""A screen asks every twenty seconds. One that has not for so long is switched off, or cut off."""


class WallAbsence(StrEnum):
    """What is wrong with a wall screen."""

    GONE = "gone"
    """It is not shown any more."""
    UNATTENDED = "unattended"
    """It shows an alarm that nobody has acknowledged, and nobody has touched it (`domain.control_room.ATTENDED_FOR`)."""


@dataclass(frozen=True, slots=True)
class WatchedWall:
    """A screen of a site, by its name. `post` is whose it is. Times are UTC.

    An absence begins when it is found and told, and ends when it is found to be over: each is told once. `next_at`: when
    it is looked at next.
    """

    site: str
    name: str
    post: Post
    watched_since: datetime
    seen_at: datetime
    next_at: datetime
    absence: WallAbsence | None = None
    absent_since: datetime | None = None
    told_at: datetime | None = None
    version: int = 1


class Walls(Protocol):
    """The watched walls, in the records."""

    def get(self, site: str, name: str) -> WatchedWall | None:
        """The wall."""

    def of_site(self, site: str) -> Sequence[WatchedWall]:
        """All of a site, by name."""

    def due_before(self, moment: datetime) -> Sequence[WatchedWall]:
        """Those whose `next_at` has come."""

    def add(self, wall: WatchedWall) -> bool:
        """A new one, unless there is one of its name; whether it was new."""

    def seen(self, site: str, name: str, at: datetime) -> None:
        """It was there at `at`. No other field changes, not the version either: a look at it and a decision do not hinder each other."""

    def save(self, wall: WatchedWall) -> WatchedWall:
        """Store all but `seen_at` if the stored version is still `wall.version`; returns it with the next one. Else `Conflict`."""

    def remove(self, wall: WatchedWall) -> None:
        """It is watched no more."""
