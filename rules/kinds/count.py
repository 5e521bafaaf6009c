"""``count``: so many events, so many changes to a value, or so much more on a counter, within a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, StrictBool, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType, PointType
from domain.reading import PointKind
from domain.site import Asset, Site
from domain.text import Text
from rules.detector import EventInput, PointInput
from rules.detectors.change_count import ChangeCount
from rules.detectors.event_count import EventCount
from rules.detectors.increase import Increase
from rules.duration import Duration, say_duration
from rules.event import check_event, shown_for_events
from rules.kind import DerivedCondition, Fault, KindSettings, Others, point_types, points_of, unknown_point, wrong_unit
from rules.kinds.state import KIND as STATE
from rules.kinds.state import StateSettings, Word
from rules.window import too_short, window_ms

MOST = 1_000
"""More events than these in a window are no number that anybody waits for."""


class CountSettings(KindSettings):
    """An `event`, or a `point` with either `becomes` or `increases`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "count", "event": "access.denied", "by": "card", "at_least": 5, "within": "1m"},
                {"kind": "count", "point": "pump_*_run", "becomes": True, "at_least": 10, "within": "1h"},
                {"kind": "count", "point": "starts", "increases": True, "at_least": 20, "within": "1d"},
            ]
        }
    )

    kind: Literal["count"] = "count"
    event: str | None = Field(default=None, description="Name of the events that are counted", examples=["access.denied"])
    where: dict[str, StrictBool | FiniteFloat | StrictStr] = Field(default={}, description="Of an event: only those whose data say this")
    by: str | None = Field(default=None, min_length=1, description="Of an event: count apart what its data say here, such as each card")
    point: str | None = Field(default=None, description="Key of the point; * and ? stand for any characters", examples=["pump_*_run"])
    becomes: Word | None = Field(default=None, description="Of a point: count how often its value becomes this; of flags, how often this one is set")
    increases: Literal[True] | None = Field(default=None, description="Of a counter: count by how much it grows")
    at_least: Annotated[FiniteFloat, Field(gt=0)] = Field(description="True from so many (so much) on")
    within: Duration = Field(description="Each counts for so long", examples=["1m", "1h"])
    unit: str | None = Field(default=None, description="Of a counter: the unit of `at_least`; must be the point's own")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = [name for name in ("event", "becomes", "increases") if getattr(self, name) is not None]
        if len(given) != 1 or (self.point is None) is (self.event is None):
            said = "nothing" if not given else " and ".join(given)
            remedy = "Write `event:`, or `point:` with either `becomes:` or `increases: true`"
            raise PydanticCustomError("counted", "exactly one thing must be counted; here is {said}", {"said": said, "remedy": remedy})
        if self.event is None and (self.where or self.by):
            raise PydanticCustomError("counted", "`where` and `by` are for events", {"remedy": "Leave them out"})
        if self.increases is None and self.unit is not None:
            raise PydanticCustomError("counted", "times have no unit", {"remedy": "Leave `unit` out"})
        if self.increases is None and (self.at_least > MOST or self.at_least != int(self.at_least)):
            raise PydanticCustomError("counted", "`at_least` is a whole number up to {most}", {"most": MOST, "remedy": "Write a whole number"})
        return self


class Count:
    """The kind. A message's ``{value}`` is how many (how much) there were; of an event counted `by` something, where one is enough, that thing."""

    name = "count"
    title = Text("次数", "Count")
    settings = CountSettings
    delays = True

    def check(self, settings: CountSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        yield from too_short("within", settings.within, timedelta(0), readings=1)
        if settings.event is not None:
            yield from check_event(settings.event, device_type, ("event",))
            return
        found = point_types(device_type, settings.point or "")
        if not found:
            yield unknown_point(settings.point or "", device_type)
        for point in found:
            yield from _check_point(settings, point, device_type)

    def rules_named(self, _settings: CountSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: CountSettings, site: Site, asset: Asset, others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`."""
        window = window_ms(settings.within)
        limit = _limit(settings)
        if settings.event is not None:
            count = EventCount(int(settings.at_least), window, settings.where, settings.by)
            return [DerivedCondition(shown_for_events(asset), (EventInput(asset.id, settings.event),), count, limit)]
        if settings.increases:
            increase = Increase(settings.at_least, window)
            return [DerivedCondition(point, (PointInput(point.id),), increase, limit) for point in points_of(asset, settings.point or "")]
        return [
            DerivedCondition(found.point, (PointInput(found.point.id),), ChangeCount(found.test, int(settings.at_least), window), limit)
            for point in points_of(asset, settings.point or "")
            for found in STATE.bind(_as_state(settings, point.key, point.type), site, asset, others)
        ]


KIND = Count()


def _check_point(settings: CountSettings, point: PointType, device_type: DeviceType) -> Iterable[Fault]:
    if settings.increases is None:
        for fault in STATE.check(_as_state(settings, point.key.replace("{n}", "1"), point), device_type):
            yield Fault(("point",) if fault.place == ("point",) else ("becomes",), fault.problem, _NUMBERS if fault.place == ("point",) else fault.remedy)
        return
    if point.kind is not PointKind.COUNTER:
        yield Fault(("point",), f"`{point.key}` is {point.kind.value}, not a counter", "Use `kind: rate_of_change` for a number, `becomes:` for a word")
        return
    if (fault_of_unit := wrong_unit(settings.unit, point, of="`at_least`")) is not None:
        yield fault_of_unit
    yield from too_short("within", settings.within, timedelta(seconds=device_type.interval_s), readings=2)


_NUMBERS = "Of a counter, write `increases: true`; for a number, use `kind: rate_of_change`"


def _as_state(settings: CountSettings, key: str, point: PointType) -> StateSettings:
    """What it becomes, as the kind `state` knows it."""
    return StateSettings.model_validate({"point": key, "has" if point.kind is PointKind.FLAGS else "equals": settings.becomes})


def _limit(settings: CountSettings) -> Text:
    length = say_duration(settings.within)
    unit = "" if settings.unit is None else f" {settings.unit}"
    if settings.increases:
        return Text(f"{length.zh}内 {settings.at_least:g}{unit}", f"{settings.at_least:g}{unit} in {length.en}")
    return Text(f"{length.zh}内 {settings.at_least:g} 次", f"{settings.at_least:g} in {length.en}")
