"""Duty and wall screens: one counts as attended only if somebody touched it a short while ago (REQUIREMENTS 22)."""

from __future__ import annotations

import re
from datetime import datetime

from domain.control_room import ATTENDED_FOR, ScreenTouch
from domain.post import Post
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from operations.controlroom import record

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST = 50
"""Screens of one site."""


def touch(tx: Transaction, site: Site, name: str, post: Post, *, by: str, at: datetime) -> ScreenTouch:
    """Somebody is at the screen called `name`, which belongs to `post`."""
    if _NAME.fullmatch(name) is None:
        raise Refusal("屏幕名称只能用小写字母、数字和连字符", "a screen is called by lower-case letters, digits and hyphens")
    known = {touched.name: touched for touched in tx.control_rooms.touches(site.id)}
    if name not in known and len(known) >= MOST:
        raise Refusal(f"一个项目最多 {MOST} 块屏幕", f"a site has {MOST} screens at most")
    touched = ScreenTouch(site.id, name, post, at, by)
    was_attended = attended(tx, site, post, at)
    tx.control_rooms.touch(touched)
    if not was_attended:
        record.tell(tx, site.id, "touch", name, {"post": post.value}, at=at, actor=by)
    return touched


def attended(tx: Transaction, site: Site, post: Post, now: datetime) -> bool:
    """Whether a screen of `post` was touched within the last ten minutes."""
    return any(touched.post is post and now - touched.at < ATTENDED_FOR for touched in tx.control_rooms.touches(site.id))
