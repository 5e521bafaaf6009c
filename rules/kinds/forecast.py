"""``forecast``: if a number goes on as it went, it reaches a limit soon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, model_validator
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType, PointType
from domain.site import Asset, Site
from domain.text import Text
from rules.detector import PointInput
from rules.detectors.outlook import FEWEST_BUCKETS, Outlook
from rules.duration import Duration, say_duration
from rules.kind import DerivedCondition, Fault, KindSettings, Others, not_a_number, point_types, points_of, unknown_point, wrong_unit
from rules.kind_part import KindPart
from rules.window import too_short, window_ms


class Reaches(KindPart):
    """Exactly one of `above` and `below`."""

    above: FiniteFloat | None = Field(default=None, description="The limit, for a number that rises towards it")
    below: FiniteFloat | None = Field(default=None, description="The limit, for a number that falls towards it")

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.above is None) is (self.below is None):
            raise PydanticCustomError("limits", "exactly one limit is needed", {"remedy": "Write either `above:` or `below:`"})
        return self

    @property
    def limit(self) -> float:
        """The limit, whichever it is."""
        return self.below if self.below is not None else self.above or 0.0


class ForecastSettings(KindSettings):
    """Where it goes, how soon, and over which time its trend is taken."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "forecast", "point": "tank_level", "reaches": {"below": 20}, "within": "40m", "over": "30m", "unit": "%"}]}
    )

    kind: Literal["forecast"] = "forecast"
    point: str = Field(description="Key of the point; * and ? stand for any characters", examples=["tank_level"])
    reaches: Reaches = Field(description="The limit, from below or from above")
    within: Duration = Field(description="True when it will be there so soon", examples=["40m"])
    over: Duration = Field(description="Its trend is that of so long", examples=["30m"])
    minimum_samples: Annotated[int, Field(ge=FEWEST_BUCKETS, le=10_000)] = Field(default=6, description="Nothing is known with fewer readings in that time")
    unit: str | None = Field(default=None, description="The unit of the limit; must be the point's own")


class Forecast:
    """The kind. A message's ``{value}`` is the minutes that are left; 0 beyond the limit."""

    name = "forecast"
    title = Text("趋势预测", "Forecast")
    settings = ForecastSettings
    delays = True

    def check(self, settings: ForecastSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        found = point_types(device_type, settings.point)
        if not found:
            yield unknown_point(settings.point, device_type)
        for point in found:
            yield from _check_point(settings, point)
        yield from too_short("within", settings.within, timedelta(0), readings=1)
        yield from too_short("over", settings.over, timedelta(seconds=device_type.interval_s), readings=settings.minimum_samples)

    def rules_named(self, _settings: ForecastSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: ForecastSettings, _site: Site, asset: Asset, _others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`."""
        reaches = settings.reaches
        outlook = Outlook(reaches.limit, reaches.below is not None, window_ms(settings.within), window_ms(settings.over), settings.minimum_samples)
        unit = "" if settings.unit is None else f" {settings.unit}"
        length = say_duration(settings.within)
        limit = Text(f"{length.zh}内到 {reaches.limit:g}{unit}", f"{reaches.limit:g}{unit} in {length.en}")
        return [DerivedCondition(point, (PointInput(point.id),), outlook, limit) for point in points_of(asset, settings.point)]


KIND = Forecast()


def _check_point(settings: ForecastSettings, point: PointType) -> Iterable[Fault]:
    fault = not_a_number(point) or wrong_unit(settings.unit, point, of="the limit")
    if fault is not None:
        yield fault
        return
    limit = settings.reaches.limit
    if (point.low is not None and limit < point.low) or (point.high is not None and limit > point.high):
        low, high = "−∞" if point.low is None else f"{point.low:g}", "∞" if point.high is None else f"{point.high:g}"
        yield Fault(("reaches",), f"`{point.key}` reads from {low} to {high}: it never gets there", "Choose a limit within")
