"""What is told about a wall that is gone or that nobody looks at: to the post whose it is, and to the manager."""

from __future__ import annotations

from datetime import datetime

from domain.outbox import NotificationKind
from domain.post import POST_NAMES, Post
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.wall import WallAbsence, WatchedWall
from operations.telling import clock, tell

_TITLES = {
    WallAbsence.GONE: Text("值班大屏“{name}”已离线", "The wall screen {name} is gone"),
    WallAbsence.UNATTENDED: Text("值班大屏“{name}”无人值守", "Nobody is at the wall screen {name}"),
}
_BODIES = {
    WallAbsence.GONE: Text("最后在线 {since}（{post}）；请检查电源、网络和页面", "last seen {since} ({post}); check its power, its network and its page"),
    WallAbsence.UNATTENDED: Text(
        "有未确认告警，自 {since} 起无人操作（{post}）；请派人到岗", "an alarm waits and nobody has touched it since {since} ({post}); send somebody"
    ),
}


def absent(tx: Transaction, wall: WatchedWall, absence: WallAbsence, since: datetime, site: Site, at: datetime) -> None:
    """Tell both, once for this absence."""
    title = _TITLES[absence].filled(name=wall.name)
    body = _BODIES[absence].filled(since=clock(since, site.time_zone), post=POST_NAMES[wall.post])
    for post in dict.fromkeys((wall.post, Post.MANAGER)):
        key = f"wall|{site.id}|{wall.name}|{absence.value}|{since.isoformat()}|{post.value}"
        tell(tx, key, NotificationKind.CONTROL_ROOM, post.department, title, body, at, site=site.id, severity=Severity.HIGH, posts=(post.value,))
