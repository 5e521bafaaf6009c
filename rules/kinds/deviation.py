"""``deviation``: a number is not what it usually is at this hour of the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, model_validator
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType, PointType
from domain.reading import PointKind
from domain.site import Asset, Site
from domain.text import Text
from rules.detector import PointInput
from rules.detectors.usual import Side, Usual
from rules.duration import Duration
from rules.kind import DerivedCondition, Fault, KindSettings, Others, not_a_number, point_types, points_of, unknown_point, wrong_unit
from rules.window import too_short, window_ms

MOST_WEEKS = 8
"""Farther back it is another season."""


class Direction(StrEnum):
    """Which deviations count."""

    ABOVE = "above"
    BELOW = "below"
    BOTH = "both"


class DeviationSettings(KindSettings):
    """`percent`, `by`, or both: then it must be beyond both."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "deviation", "point": "flow", "percent": 50, "by": 2, "unit": "m³/h", "direction": "above"}]}
    )

    kind: Literal["deviation"] = "deviation"
    point: str = Field(description="Key of the point; * and ? stand for any characters", examples=["supply_flow"])
    percent: Annotated[FiniteFloat, Field(gt=0, le=10_000)] | None = Field(
        default=None, description="True when it is farther from the usual than this share of it"
    )
    by: Annotated[FiniteFloat, Field(gt=0)] | None = Field(default=None, description="True when it is farther from the usual than this, in the point's unit")
    unit: str | None = Field(default=None, description="The unit of `by`; must be the point's own")
    direction: Direction = Field(default=Direction.BOTH, description="Which deviations count")
    weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)] = Field(default=4, description="So many past weeks are looked at")
    minimum_weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)] = Field(default=2, description="Nothing is known before so many of them have this hour")
    over: Duration = Field(default=timedelta(minutes=15), description="The mean of so long is compared")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.percent is None and self.by is None:
            raise PydanticCustomError("limits", "there is no limit", {"remedy": "Write `percent:`, or `by:` with its `unit:`, or both"})
        if self.minimum_weeks > self.weeks:
            raise PydanticCustomError("weeks", "`minimum_weeks` is more than `weeks`", {"remedy": "Write at most as many"})
        if self.over > timedelta(hours=1):
            raise PydanticCustomError("over", "`over` is longer than the hour that it is compared with", {"remedy": "Write at most `over: 1h`"})
        return self


class Deviation:
    """The kind. A message's ``{value}`` is the present mean."""

    name = "deviation"
    title = Text("偏离常态", "Deviation from the usual")
    settings = DeviationSettings
    delays = True

    def check(self, settings: DeviationSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        found = point_types(device_type, settings.point)
        if not found:
            yield unknown_point(settings.point, device_type)
        for point in found:
            yield from _check_point(settings, point)
        yield from too_short("over", settings.over, timedelta(seconds=device_type.interval_s), readings=3)

    def rules_named(self, _settings: DeviationSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: DeviationSettings, site: Site, asset: Asset, _others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`."""
        usual = Usual(
            zone=site.time_zone,
            days=site.days,
            weeks=settings.weeks,
            minimum=settings.minimum_weeks,
            over_ms=window_ms(settings.over),
            by=settings.by or 0.0,
            share=(settings.percent or 0.0) / 100,
            side=Side(above=settings.direction is not Direction.BELOW, below=settings.direction is not Direction.ABOVE),
        )
        limit = _limit(settings)
        return [DerivedCondition(point, (PointInput(point.id),), usual, limit) for point in points_of(asset, settings.point)]


KIND = Deviation()


def _check_point(settings: DeviationSettings, point: PointType) -> Iterable[Fault]:
    if point.kind is PointKind.COUNTER:
        yield Fault(("point",), f"`{point.key}` is a counter, which is higher every week", "Use a number that tells how much at a time, or `kind: count`")
        return
    fault = not_a_number(point) or (wrong_unit(settings.unit, point, of="`by`") if settings.by is not None else None)
    if fault is not None:
        yield fault
    elif settings.by is None and settings.unit is not None:
        yield Fault(("unit",), "a share has no unit", "Leave `unit` out")
    elif settings.by is not None and point.low is not None and point.high is not None and settings.by > point.high - point.low:
        yield Fault(("by",), f"`{point.key}` reads from {point.low:g} to {point.high:g} and can never be so far off", "Choose a smaller limit")


def _limit(settings: DeviationSettings) -> Text:
    sign = {Direction.ABOVE: "+", Direction.BELOW: "−", Direction.BOTH: "±"}[settings.direction]
    unit = "" if settings.unit is None else f" {settings.unit}"
    parts = [f"{sign}{settings.percent:g} %"] if settings.percent is not None else []
    parts += [f"{sign}{settings.by:g}{unit}"] if settings.by is not None else []
    return Text("、".join(parts), ", ".join(parts))
