"""``rate_of_change``: a number rises, falls or changes by so much within a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, model_validator
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType, PointType
from domain.site import Asset, Site
from domain.text import Text
from rules.detector import PointInput
from rules.detectors.change import Change, Way
from rules.duration import Duration, say_duration
from rules.kind import DerivedCondition, Fault, KindSettings, Others, not_a_number, point_types, points_of, unknown_point, wrong_unit
from rules.window import too_short, window_ms

DEADBAND_SHARE = 0.1
"""Of the change that is asked for, unless the rule says otherwise."""


class RateOfChangeSettings(KindSettings):
    """Exactly one of `rises`, `falls` and `changes`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "rate_of_change", "point": "temp", "rises": 10, "within": "10m", "unit": "°C"}]})

    kind: Literal["rate_of_change"] = "rate_of_change"
    point: str = Field(description="Key of the point; * and ? stand for any characters", examples=["room_temp", "voltage_l?"])
    rises: FiniteFloat | None = Field(default=None, gt=0, description="True when the value is so much above the lowest of the time")
    falls: FiniteFloat | None = Field(default=None, gt=0, description="True when the value is so much below the highest of the time")
    changes: FiniteFloat | None = Field(default=None, gt=0, description="True when either is so")
    within: Duration = Field(description="The time over which it is compared", examples=["10m"])
    deadband: FiniteFloat | None = Field(default=None, ge=0, description="By how much less it must change to be normal; a tenth of the change if left out")
    unit: str | None = Field(default=None, description="The unit of the change; must be the point's own")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [way.value for way in Way if getattr(self, way.value) is not None]
        if len(given) != 1:
            said = "none of them" if not given else " and ".join(given)
            raise PydanticCustomError("ways", "exactly one change is needed; here is {said}", {"said": said, "remedy": f"Write one of: {', '.join(Way)}"})
        if self.deadband is not None and self.deadband >= self.by:
            raise PydanticCustomError("deadband", "with this deadband it could never be normal again", {"remedy": "Write less than the change itself"})
        return self

    @property
    def way(self) -> Way:
        """Which change is meant."""
        return next(way for way in Way if getattr(self, way.value) is not None)

    @property
    def by(self) -> float:
        """How great it is."""
        return float(getattr(self, self.way.value))


class RateOfChange:
    """The kind. A message's ``{value}`` is by how much it changed."""

    name = "rate_of_change"
    title = Text("变化过快", "Rate of change")
    settings = RateOfChangeSettings
    delays = True

    def check(self, settings: RateOfChangeSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        found = point_types(device_type, settings.point)
        if not found:
            yield unknown_point(settings.point, device_type)
        for point in found:
            yield from _check_point(settings, point)
        yield from too_short("within", settings.within, timedelta(seconds=device_type.interval_s), readings=2)

    def rules_named(self, _settings: RateOfChangeSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: RateOfChangeSettings, _site: Site, asset: Asset, _others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`."""
        deadband = DEADBAND_SHARE * settings.by if settings.deadband is None else settings.deadband
        change = Change(settings.way, settings.by, window_ms(settings.within), deadband)
        unit = "" if settings.unit is None else f" {settings.unit}"
        length = say_duration(settings.within)
        limit = Text(f"{length.zh}内 {settings.by:g}{unit}", f"{settings.by:g}{unit} in {length.en}")
        return [DerivedCondition(point, (PointInput(point.id),), change, limit) for point in points_of(asset, settings.point)]


KIND = RateOfChange()


def _check_point(settings: RateOfChangeSettings, point: PointType) -> Iterable[Fault]:
    fault = not_a_number(point) or wrong_unit(settings.unit, point, of="the change")
    if fault is not None:
        yield fault
    elif point.low is not None and point.high is not None and settings.by > point.high - point.low:
        yield Fault(
            (settings.way.value,), f"`{point.key}` reads from {point.low:g} to {point.high:g} and can never change by so much", "Choose a smaller change"
        )
