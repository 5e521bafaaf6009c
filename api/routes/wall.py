"""What a wall screen has to know beside alarms, orders and posts: whether somebody is at it, and whether messages get out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.schemas.base import LocalText
from api.schemas.wall import StuckMessages, Wall, WallAbsence, WatchWall
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.control_room import ATTENDED_FOR
from domain.people import Permission
from domain.records import Transaction
from domain.time import rfc3339
from domain.wall import WatchedWall
from notify.registry import channel_kinds
from operations import walls
from operations.outside_messages import outside_messages

router = APIRouter(tags=["control-room"])

ScreenAsked = Annotated[str, Query(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$", description="Its name, as it is touched by.")]


@router.get("/wall/{site}")
def get_wall(
    site: str,
    parts: Parts,
    rights: SignedIn,
    screen: ScreenAsked = "wall",
    showing: Annotated[bool, Query(description="The screen itself asks, in the hands of somebody who may acknowledge: then it has been seen now.")] = False,  # noqa: FBT002  a query parameter
) -> Wall:
    """A wall screen as it stands: attended or not, and since when messages to the outside have not got out."""
    rights.see(site, parts.sites)
    if showing and rights.may(Permission.ACKNOWLEDGE, site):
        with parts.records.transaction() as tx:
            walls.seen(tx, parts.sites[site], screen, parts.clock())
    with parts.records.reading() as tx:
        return _wall_out(tx, site, screen, rights, parts.clock())


@router.post("/wall/{site}/watch", response_model=Wall)
def watch_wall(site: str, body: WatchWall, parts: Parts, rights: SignedIn, write: Writing, screen: ScreenAsked = "wall") -> Response:
    """Rely on a screen: its post and the manager are told when it is gone, or when an alarm waits on it and nobody touches it. Or no longer."""
    rights.see(site, parts.sites)
    rights.need(Permission.ACKNOWLEDGE, site)

    def act(tx: Transaction) -> Wall:
        if body.watched:
            walls.watch(tx, parts.sites[site], screen, body.post, by=write.by, at=write.now)
        else:
            walls.unwatch(tx, parts.sites[site], screen, by=write.by, at=write.now)
        return _wall_out(tx, site, screen, rights, write.now)

    return write.once("wall.watch", f"{site}/{screen}", body.model_dump_json(), act, detail="watched" if body.watched else "not watched")


def _wall_out(tx: Transaction, site: str, screen: str, rights: Rights, now: datetime) -> Wall:
    touch = next((touch for touch in tx.control_rooms.touches(site) if touch.name == screen), None)
    found = outside_messages(tx, site, now)
    watched = tx.walls.get(site, screen)
    return Wall(
        site=site,
        screen=screen,
        post=None if touch is None else touch.post,
        touched_at=None if touch is None else rfc3339(touch.at),
        attended=touch is not None and now - touch.at < ATTENDED_FOR,
        stuck=None if found is None else StuckMessages(since=rfc3339(found.since), channels=[_name(channel) for channel in found.channels]),
        may_acknowledge=rights.may(Permission.ACKNOWLEDGE, site),
        watched=watched is not None,
        absence=None if watched is None else _absence_out(watched),
    )


def _absence_out(wall: WatchedWall) -> WallAbsence | None:
    if wall.absence is None or wall.absent_since is None or wall.told_at is None:
        return None
    return WallAbsence(kind=wall.absence, since=rfc3339(wall.absent_since), told_at=rfc3339(wall.told_at))


def _name(channel: str) -> LocalText:
    kind = channel_kinds().get(channel)
    return LocalText(zh=channel, en=channel) if kind is None else LocalText.of(kind.title)
