"""Equipment out of service (停用)."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.schemas.alarm import HumanStep
from api.schemas.base import Moment, PageOf, Schema
from api.schemas.scope import Scope


class OutOfService(Schema):
    """What somebody has taken out of service: alarms in its scope are hidden, visibly, until it is put back."""

    id: str
    site: str
    scope: Scope
    reason: str
    by: str
    at: Moment
    until: Moment
    ended_at: Moment | None
    ended_by: str | None
    spares: list[str] = Field(description="Rules, by id or the beginning of one with `*`, whose alarms it never hides.")
    version: int = Field(description="Give it as `If-Match` with the next step.")


class OutOfServicePage(PageOf[OutOfService]):
    """What is out of service, by site, oldest first."""


class TakeOutOfService(HumanStep):
    """Take equipment out of service."""

    site: str = Field(max_length=64)
    scope: Scope
    reason: str = Field(min_length=1, max_length=2000, examples=["更换探测器 · detector is being replaced"])
    until: AwareDatetime = Field(description="RFC 3339 with zone; at most 30 days ahead.")


class PutBack(HumanStep):
    """Put it back into service."""

    note: str = Field("", max_length=2000)
