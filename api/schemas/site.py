"""Sites and their spaces."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, PageOf, Schema
from domain.site import SpaceKind


class SiteCounts(Schema):
    """How much there is."""

    spaces: int
    assets: int
    devices: int
    points: int
    active_alarms: int
    open_orders: int


class Site(Schema):
    """A managed property."""

    id: str = Field(examples=["riverside"])
    name: LocalText
    time_zone: str = Field(examples=["Asia/Shanghai"])
    connected: bool = Field(description="Whether live values reach the server now.")
    counts: SiteCounts


class SitePage(PageOf[Site]):
    """Sites, by id."""


class Space(Schema):
    """A building, floor, room or zone."""

    id: str
    site: str
    kind: SpaceKind
    name: LocalText
    parent: str | None = Field(description="null: directly under the site.")


class SpacePage(PageOf[Space]):
    """Spaces, in the order of the site file."""
