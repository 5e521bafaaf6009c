"""Saying that a wall screen is relied on, that it is there, that it is relied on no more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from domain.post import Post
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.wall import GONE_AFTER, WatchedWall
from operations.walls.record import tell

MOST = 50
"""Walls of one site."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SEEN_AGAIN_AFTER = timedelta(seconds=15)


def watch(tx: Transaction, site: Site, name: str, post: Post, *, by: str, at: datetime) -> WatchedWall:
    """From now on the wall called `name`, of `post`, is expected to be there. One that is watched already may change its post. Raises `Refusal`."""
    if _NAME.fullmatch(name) is None:
        raise Refusal("屏幕名称只能用小写字母、数字和连字符", "a screen is called by lower-case letters, digits and hyphens")
    known = tx.walls.get(site.id, name)
    if known is not None:
        return known if known.post is post else tx.walls.save(replace(known, post=post))
    if len(tx.walls.of_site(site.id)) >= MOST:
        raise Refusal(f"一个项目最多 {MOST} 块屏幕", f"a site has {MOST} screens at most")
    wall = WatchedWall(site.id, name, post, watched_since=at, seen_at=at, next_at=at + GONE_AFTER)
    tx.walls.add(wall)
    tell(tx, wall, "watched", at=at, actor=by)
    return wall


def unwatch(tx: Transaction, site: Site, name: str, *, by: str, at: datetime) -> None:
    """It may go; doing it twice does nothing."""
    wall = tx.walls.get(site.id, name)
    if wall is not None:
        tx.walls.remove(wall)
        tell(tx, wall, "unwatched", at=at, actor=by)


def seen(tx: Transaction, site: Site, name: str, at: datetime) -> None:
    """The wall itself has asked; kept no more often than every fifteen seconds, and not at all of one that nobody relies on."""
    wall = tx.walls.get(site.id, name)
    if wall is not None and at - wall.seen_at >= _SEEN_AGAIN_AFTER:
        tx.walls.seen(site.id, name, at)
