"""Swaps of shifts, and calendars to subscribe to."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Moment, PageOf, Schema
from api.schemas.duty import Username
from domain.post import Post
from domain.swap import SwapState


class NewSwap(Schema):
    """I want somebody to take a shift of mine; `in_return`: one of theirs that I take."""

    duty_id: str = Field(min_length=1, max_length=64)
    username: Username | None = Field(None, description="null: anybody.")
    in_return: str | None = Field(None, max_length=64)
    note: str = Field("", max_length=200)


class SwapShift(Schema):
    """A shift that changes hands."""

    since: Moment
    until: Moment
    posts: list[Post]
    shift: str | None


class Swap(Schema):
    """A swap. `hints` are rules that it does not keep: `rest`, `department`. `may`: the steps that you may take."""

    id: str
    site: str
    state: SwapState
    asker: str
    asker_name: str
    colleague: str | None
    colleague_name: str | None
    taker: str | None
    taker_name: str | None
    given: SwapShift
    in_return: SwapShift | None
    asked_at: Moment
    expires_at: Moment | None
    note: str
    hints: list[str]
    decided_by: str | None
    decided_at: Moment | None
    may: list[str]
    version: int


class SwapPage(PageOf[Swap]):
    """Swaps, newest first."""


class NewCalendarFeed(Schema):
    """A calendar to subscribe to; `site`: the cover of the whole site, for leads; null: my own shifts."""

    site: str | None = Field(None, max_length=64)


class CalendarFeed(Schema):
    """A calendar; whoever has its address can read it. `path` is null if it can no longer be shown."""

    id: str
    site: str | None
    path: str | None
    made_at: Moment
    used_at: Moment | None


class CalendarFeeds(Schema):
    """Mine."""

    items: list[CalendarFeed]
