"""Where something is wrong: by place and system, and by site."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, Schema
from domain.severity import Severity


class _Load(Schema):
    """How much is wrong somewhere."""

    active: int
    unacknowledged: int = Field(description="Of the active ones.")
    hidden: int = Field(description="Shelved, suppressed or out of service.")
    worst: Severity | None = Field(description="null: nothing is active.")
    since: Moment | None = Field(description="When the oldest of the worst ones was raised.")


class SystemCell(_Load):
    """One system of one place."""

    system: str
    assets: int


class PlaceLoad(Schema):
    """A place directly under a site (a building, the car park): its systems. Those that it does not have are left out."""

    site: str
    space: str
    name: LocalText
    systems: list[SystemCell]


class SiteLoad(_Load):
    """One site beside the others."""

    site: str
    name: LocalText
    late: int = Field(description="Open orders with a limit that has passed.")
    unaccepted: int = Field(description="Dispatched orders that nobody has accepted.")
    unanswered: int = Field(description="Call-outs that nobody answered though all were called.")
    empty_posts: int = Field(description="Posts with nobody, or too few.")
