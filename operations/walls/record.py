"""Telling the event log of walls: open pages read anew."""

from __future__ import annotations

from datetime import datetime

from domain.records import Transaction
from domain.wall import WatchedWall
from operations.controlroom import record


def tell(tx: Transaction, wall: WatchedWall, what: str, *, at: datetime, actor: str) -> None:
    """Something happened to `wall`; `what` is ``watched``, ``unwatched``, ``gone``, ``unattended`` or ``present``."""
    record.tell(tx, wall.site, "wall", wall.name, {"post": wall.post.value, "wall": what}, at=at, actor=actor)
