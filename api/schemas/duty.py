"""Who is on duty."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.schemas.base import Moment, PageOf, Schema
from domain.dispatch import DutySource
from domain.post import Post

Username = Annotated[str, Field(min_length=1, max_length=64)]


class Duty(Schema):
    """Somebody is on duty from `since` to before `until`."""

    id: str
    username: str
    name: str
    site: str
    post: Post | None = Field(description="null: no fixed one.")
    since: Moment
    until: Moment
    source: DutySource
    added_by: str
    shift: str | None = Field(description="The shift of the rota that it is; null: none.")
    day: date | None = Field(description="The local day to which that shift belongs.")
    version: int


class DutyPage(PageOf[Duty]):
    """Duties, by when they begin."""


class NewDuty(Schema):
    """Somebody will be on duty."""

    username: Username
    site: str = Field(min_length=1, max_length=64)
    post: Post | None = None
    since: AwareDatetime
    until: AwareDatetime


class MyDutyIn(Schema):
    """I sign on or off."""

    on: bool
    site: str | None = Field(None, max_length=64, description="Needed to sign on.")
    post: Post | None = None
    until: AwareDatetime | None = Field(None, description="null: twelve hours from now.")


class MyDuty(Schema):
    """Whether I am on duty: `duty` is the first of `duties`, of which there is one for each post that I stand on."""

    duty: Duty | None
    duties: list[Duty]
    next: Duty | None = Field(description="My next shift within a month.")


class MyPlaceIn(Schema):
    """I scanned a tag: of an asset, or of a space."""

    site: str = Field(min_length=1, max_length=64)
    asset: str | None = Field(None, max_length=64)
    space: str | None = Field(None, max_length=64)


class MyPlace(Schema):
    """Where I am known to be: only on duty, and only until I sign off."""

    space: str | None = Field(description="null: you are not on duty there, so nothing was kept.")
