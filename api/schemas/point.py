"""Points and readings."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import LocalText, Moment, PageOf, ReadingValue, Schema
from domain.reading import PointKind, Quality


class PointValue(Schema):
    """A word that an enum or flags point can take."""

    key: str
    name: LocalText


class Range(Schema):
    """A range; null: open on that side."""

    low: float | None
    high: float | None


class Latest(Schema):
    """The newest value of a point."""

    ts: Moment
    value: ReadingValue
    quality: Quality
    age_s: float = Field(description="Seconds since it occurred, when this was asked.")
    stale: bool = Field(description="Older than three expected intervals: never to be shown as if true.")


class Point(Schema):
    """One measured value of an asset."""

    id: str = Field(examples=["riverside.t3-lift-1.room_temp"])
    site: str
    asset: str
    key: str
    name: LocalText
    kind: PointKind
    unit: str
    device: str
    values: list[PointValue] = Field(description="Of an enum or flags point, in order; otherwise empty.")
    normal: Range | None = Field(description="The range that is normal, for charts.")
    normal_value: bool | str | None = Field(description="Of a binary or enum: the quiet value.")
    range: Range | None = Field(description="What the sensor can report.")
    latest: Latest | None = Field(description="null: never seen.")


class PointPage(PageOf[Point]):
    """Points, by asset, in the order of their type."""


class Reading(Schema):
    """A value at a time; for a window, `ts` is its start."""

    ts: Moment
    value: ReadingValue
    quality: Quality


class ReadingPage(PageOf[Reading]):
    """Readings, oldest first."""


class LiveReading(Reading):
    """The `data:` of a `reading` on the live stream."""

    point: str
    site: str
    asset: str
