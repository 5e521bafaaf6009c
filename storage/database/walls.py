"""Wall screens that are watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select, update

from domain.post import Post
from domain.records import Conflict
from domain.wall import WallAbsence, WatchedWall
from storage.database.tables.walls import watched_walls
from storage.database.writing import add_unless_there

_WALL = watched_walls.c


class DatabaseWalls:
    """`domain.wall.Walls`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, site: str, name: str) -> WatchedWall | None:
        """The wall."""
        row = self._connection.execute(select(watched_walls).where(_named(site, name))).one_or_none()
        return None if row is None else _wall_of(row)

    def of_site(self, site: str) -> Sequence[WatchedWall]:
        """All of a site, by name."""
        return [_wall_of(row) for row in self._connection.execute(select(watched_walls).where(_WALL.site == site).order_by(_WALL.name))]

    def due_before(self, moment: datetime) -> Sequence[WatchedWall]:
        """Those whose `next_at` has come."""
        due = select(watched_walls).where(_WALL.next_at <= moment).order_by(_WALL.next_at, _WALL.site, _WALL.name)
        return [_wall_of(row) for row in self._connection.execute(due)]

    def add(self, wall: WatchedWall) -> bool:
        """A new one, unless there is one of its name; whether it was new."""
        return add_unless_there(self._connection, watched_walls, asdict(wall))

    def seen(self, site: str, name: str, at: datetime) -> None:
        """It was there at `at`."""
        self._connection.execute(update(watched_walls).where(_named(site, name), _WALL.seen_at < at).values(seen_at=at))

    def save(self, wall: WatchedWall) -> WatchedWall:
        """Store all but `seen_at` with the next version, or raise `Conflict`."""
        following = replace(wall, version=wall.version + 1)
        columns = {name: value for name, value in asdict(following).items() if name not in ("site", "name", "seen_at")}
        changed = update(watched_walls).where(_named(wall.site, wall.name), _WALL.version == wall.version)
        if self._connection.execute(changed.values(**columns)).rowcount != 1:
            raise Conflict(f"the wall {wall.name} is no longer at version {wall.version}")
        return following

    def remove(self, wall: WatchedWall) -> None:
        """It is watched no more."""
        self._connection.execute(delete(watched_walls).where(_named(wall.site, wall.name)))


def _named(site: str, name: str) -> ColumnElement[bool]:
    return and_(_WALL.site == site, _WALL.name == name)


def _wall_of(row: Row[Any]) -> WatchedWall:
    values = row._asdict()
    absence = values["absence"]
    return WatchedWall(**{**values, "post": Post(values["post"]), "absence": None if absence is None else WallAbsence(absence)})
