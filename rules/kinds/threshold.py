"""``threshold``: a number beyond a limit, with a deadband on the way back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, model_validator
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType, PointType
from domain.reading import Value
from domain.site import Asset, Site
from domain.text import Text
from rules.kind import Fault, KindSettings, Others, PointCondition, not_a_number, point_types, points_of, unknown_point, wrong_unit

DEADBAND_SHARE = 0.02
"""Of the point's span, unless the rule says otherwise."""


class ThresholdSettings(KindSettings):
    """Exactly one of `above`, `at_least`, `below`, `at_most` and `outside`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "threshold", "point": "temp", "above": 35, "deadband": 1, "unit": "°C"}]})

    kind: Literal["threshold"] = "threshold"
    point: str = Field(description="Key of the point; * and ? stand for any characters", examples=["room_temp", "voltage_l?"])
    above: FiniteFloat | None = Field(default=None, description="True while the value is greater")
    at_least: FiniteFloat | None = Field(default=None, description="True while the value is as great or greater")
    below: FiniteFloat | None = Field(default=None, description="True while the value is less")
    at_most: FiniteFloat | None = Field(default=None, description="True while the value is as small or smaller")
    outside: tuple[FiniteFloat, FiniteFloat] | None = Field(default=None, description="True while the value is less than the first or greater than the second")
    deadband: FiniteFloat | None = Field(
        default=None, ge=0, description="How far back beyond the limit it must come to be normal; 2 % of the point's span if left out"
    )
    unit: str | None = Field(default=None, description="The unit of the limits; must be the point's own")

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        limits = [name for name in ("above", "at_least", "below", "at_most", "outside") if getattr(self, name) is not None]
        if len(limits) != 1:
            said = "none of them" if not limits else " and ".join(limits)
            remedy = "Write one of: above, at_least, below, at_most, outside: [low, high]"
            raise PydanticCustomError("limits", "exactly one limit is needed; here is {said}", {"said": said, "remedy": remedy})
        if self.outside is not None and self.outside[0] >= self.outside[1]:
            raise PydanticCustomError("limits", "`outside` has no inside", {"remedy": "Write the lower limit first: outside: [low, high]"})
        return self

    def limits(self) -> tuple[float, float]:
        """The greatest and the least value that are still true on either side, as ``(low, high)``: true while ≤ low or ≥ high."""
        if self.outside is not None:
            return math.nextafter(self.outside[0], -math.inf), math.nextafter(self.outside[1], math.inf)
        if self.above is not None:
            return -math.inf, math.nextafter(self.above, math.inf)
        if self.below is not None:
            return math.nextafter(self.below, -math.inf), math.inf
        return (-math.inf, self.at_least) if self.at_least is not None else (self.at_most or 0.0, math.inf)


@dataclass(frozen=True, slots=True)
class ThresholdTest:
    """True while a value is ≤ `low` or ≥ `high`; once true, until it is ≥ `low_back` and ≤ `high_back`."""

    low: float
    high: float
    low_back: float
    high_back: float

    def holds(self, value: Value, *, active: bool) -> bool | None:
        """See `rules.kind.ValueTest`."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124  not a number differs from itself
            return None
        if active:
            return value < self.low_back or value > self.high_back
        return value <= self.low or value >= self.high

    def same_around(self, value: float, *, active: bool) -> tuple[float, float]:
        """See `rules.kind.ValueTest`."""
        if active:
            if value < self.low_back:
                return -math.inf, math.nextafter(self.low_back, -math.inf)
            if value > self.high_back:
                return math.nextafter(self.high_back, math.inf), math.inf
            return self.low_back, self.high_back
        if value <= self.low:
            return -math.inf, self.low
        if value >= self.high:
            return self.high, math.inf
        return math.nextafter(self.low, math.inf), math.nextafter(self.high, -math.inf)


class Threshold:
    """The kind."""

    name = "threshold"
    title = Text("越限", "Threshold")
    settings = ThresholdSettings
    delays = True

    def check(self, settings: ThresholdSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        found = point_types(device_type, settings.point)
        if not found:
            yield unknown_point(settings.point, device_type)
        for point in found:
            yield from _check_point(settings, point)

    def rules_named(self, _settings: ThresholdSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: ThresholdSettings, _site: Site, asset: Asset, _others: Others) -> Sequence[PointCondition]:
        """See `rules.kind.Kind`."""
        return [PointCondition(point, *_made(settings, point.type)) for point in points_of(asset, settings.point)]


KIND = Threshold()


def _check_point(settings: ThresholdSettings, point: PointType) -> Iterable[Fault]:
    fault = not_a_number(point) or wrong_unit(settings.unit, point, of="the limit")
    if fault is not None:
        yield fault
        return
    low, high = _written(settings, "low"), _written(settings, "high")
    least, most = -math.inf if point.low is None else point.low, math.inf if point.high is None else point.high
    field = next(name for name in ("above", "at_least", "below", "at_most", "outside") if getattr(settings, name) is not None)
    if not (least <= low or low == -math.inf) or not (high <= most or high == math.inf):
        yield Fault((field,), f"`{point.key}` reads from {least:g} to {most:g}: beyond, the sensor is saturated and its value bad", "Choose a limit within")
        return
    deadband = _deadband(settings, point)
    if low + deadband > most or high - deadband < least or low + deadband > high - deadband:
        yield Fault(
            ("deadband",) if settings.deadband is not None else (field,),
            f"with a deadband of {deadband:g} it could never be normal again",
            "Choose a smaller deadband",
        )


@lru_cache(maxsize=4096)
def _made(settings: ThresholdSettings, point: PointType) -> tuple[ThresholdTest, Text]:
    """Test and limit; the points of one type share them."""
    low, high = settings.limits()
    deadband = _deadband(settings, point)
    return ThresholdTest(low, high, _written(settings, "low") + deadband, _written(settings, "high") - deadband), _limit(settings)


def _written(settings: ThresholdSettings, side: Literal["low", "high"]) -> float:
    """The limit on one side as it was written; infinite where there is none."""
    if settings.outside is not None:
        return settings.outside[0] if side == "low" else settings.outside[1]
    if side == "low":
        limit = settings.below if settings.below is not None else settings.at_most
        return -math.inf if limit is None else limit
    limit = settings.above if settings.above is not None else settings.at_least
    return math.inf if limit is None else limit


def _deadband(settings: ThresholdSettings, point: PointType) -> float:
    """As the rule says; else a share of what the sensor spans, of its normal range, or of the limit itself."""
    if settings.deadband is not None:
        return settings.deadband
    if point.low is not None and point.high is not None:
        return DEADBAND_SHARE * (point.high - point.low)
    if point.normal is not None and point.normal[0] is not None and point.normal[1] is not None and point.normal[1] > point.normal[0]:
        return DEADBAND_SHARE * (point.normal[1] - point.normal[0])
    if settings.outside is not None:
        return DEADBAND_SHARE * (settings.outside[1] - settings.outside[0])
    return DEADBAND_SHARE * min(abs(_written(settings, "low")), abs(_written(settings, "high")))


def _limit(settings: ThresholdSettings) -> Text:
    unit = "" if settings.unit is None else f" {settings.unit}"
    if settings.outside is not None:
        said = f"{settings.outside[0]:g}–{settings.outside[1]:g}{unit}"
    else:
        said = f"{min((_written(settings, 'low'), _written(settings, 'high')), key=abs):g}{unit}"
    return Text(said, said)
