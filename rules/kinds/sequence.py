"""``sequence``: something happens, and what has to follow does not: a pump is commanded on and no water flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, FiniteFloat, PlainSerializer, PlainValidator, StrictBool, StrictStr, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType
from domain.site import Asset, Point, Site
from domain.text import Text
from rules.detector import Detector, EventInput, Input
from rules.detectors.after_event import AfterEvent
from rules.detectors.after_state import AfterState
from rules.detectors.combination import Combination
from rules.detectors.happening import Happening
from rules.detectors.member import joined
from rules.duration import Duration, say_duration
from rules.event import check_event, shown_for_events
from rules.kind import DerivedCondition, Fault, KindSettings, Others, wildcards
from rules.kind_part import KindPart, whole_schema
from rules.signals import Schema, Signal, faults_in, inline_schema, read_inline, rules_named_in, signal_of, write_inline
from rules.window import window_ms


class EventPart(KindPart):
    """An event of a device."""

    event: str = Field(description="Name of the event", examples=["access.granted"])
    where: dict[str, StrictBool | FiniteFloat | StrictStr] = Field(default={}, description="Only those whose data say this")


def _read_part(written: object) -> KindSettings | EventPart:
    if isinstance(written, EventPart):
        return written
    if isinstance(written, Mapping) and "event" in written and "kind" not in written:
        return EventPart.model_validate(written)
    return read_inline(written)


def _part_schema() -> JsonSchemaValue:
    return {"anyOf": [inline_schema(), whole_schema(EventPart)]}


Part = Annotated[KindSettings | EventPart, PlainValidator(_read_part), PlainSerializer(write_inline, return_type=dict[str, Any]), Schema(_part_schema)]


class SequenceSettings(KindSettings):
    """`first`, and not `then` within the time. Each is a condition or an event."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "sequence",
                    "first": {"kind": "state", "point": "pump_*_run", "equals": True},
                    "then": {"kind": "threshold", "point": "flow", "above": 1, "unit": "m³/h"},
                    "within": "30s",
                },
                {"kind": "sequence", "first": {"event": "access.granted"}, "then": {"kind": "state", "point": "open", "equals": True}, "within": "15s"},
            ]
        }
    )

    kind: Literal["sequence"] = "sequence"
    first: Part = Field(description="What begins it: a condition that becomes true, or an event")
    then: Part = Field(description="What has to follow: a condition that is true, or an event")
    within: Duration = Field(description="So soon", examples=["30s"])
    hold: Duration | None = Field(default=None, description="After an event: true for so long unless it follows after all; as `within` if left out")

    @model_validator(mode="after")
    def _hold_is_for_events(self) -> Self:
        if self.hold is not None and not isinstance(self.first, EventPart):
            raise PydanticCustomError("hold", "`hold` is for events: a condition ends by itself", {"remedy": "Leave it out"})
        return self


class SequenceKind:
    """The kind. With patterns (``pump_*_run``), both sides speak of the same number."""

    name = "sequence"
    title = Text("该有的没跟上", "Something that does not follow")
    settings = SequenceSettings
    delays = True

    def check(self, settings: SequenceSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        for place, part in (("first", settings.first), ("then", settings.then)):
            if isinstance(part, EventPart):
                yield from check_event(part.event, device_type, (place, "event"))
            else:
                yield from faults_in(part, device_type, (place,))
        for place, length in (("within", settings.within), ("hold", settings.hold)):
            if length is not None and not length:
                yield Fault((place,), f"`{place}` has no length", f"Write a length of time, such as `{place}: 30s`")
        numbers = [_wildcards_in(settings.first), _wildcards_in(settings.then)]
        if all(numbers) and numbers[0] != numbers[1]:
            yield Fault(("then",), "the patterns of `first` and `then` leave open different numbers", "Write as many * and ? on both sides")

    def rules_named(self, settings: SequenceSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return rules_named_in([part for part in (settings.first, settings.then) if isinstance(part, KindSettings)])

    def bind(self, settings: SequenceSettings, site: Site, asset: Asset, others: Others) -> Sequence[DerivedCondition]:
        """See `rules.kind.Kind`."""
        firsts, thens = (_signals(part, site, asset, others) for part in (settings.first, settings.then))
        bound = []
        for first in firsts:
            number = _number(settings.first, first.point)
            answers = [then for then in thens if _number(settings.then, then.point) == number or not number or not _wildcards_in(settings.then)]
            if answers:
                bound.append(_bound(settings, first, answers))
        return bound


KIND = SequenceKind()


def _bound(settings: SequenceSettings, first: Signal, answers: Sequence[Signal]) -> DerivedCondition:
    inputs, (one, other) = joined([(first.detector, first.inputs), _any_of(answers)])
    within = window_ms(settings.within)
    event = isinstance(settings.first, EventPart)
    detector: Detector[Any] = (
        AfterEvent(one, other, within, within if settings.hold is None else window_ms(settings.hold)) if event else AfterState(one, other, within)
    )
    shown = answers[0].point if event and not isinstance(settings.then, EventPart) else first.point
    return DerivedCondition(shown, inputs, detector, say_duration(settings.within))


def _any_of(signals: Sequence[Signal]) -> tuple[Detector[Any], tuple[Input, ...]]:
    """One of them is enough."""
    if len(signals) == 1:
        return signals[0].detector, signals[0].inputs
    inputs, members = joined([(signal.detector, signal.inputs) for signal in signals])
    return Combination(members, at_least=1), inputs


def _signals(part: KindSettings | EventPart, site: Site, asset: Asset, others: Others) -> list[Signal]:
    if isinstance(part, KindSettings):
        return signal_of(part, site, asset, others)
    name = Text(part.event, part.event)
    return [Signal(shown_for_events(asset), (EventInput(asset.id, part.event),), Happening(part.where), name)]


def _pattern(part: KindSettings | EventPart) -> str:
    """The pattern with which a part names its point; empty where it names none, or several."""
    found = getattr(part, "point", None)
    inner = getattr(part, "when", None)
    return found if isinstance(found, str) else _pattern(inner) if isinstance(inner, KindSettings) else ""


def _wildcards_in(part: KindSettings | EventPart) -> int:
    pattern = _pattern(part)
    return sum(pattern.count(sign) for sign in "*?[")


def _number(part: KindSettings | EventPart, point: Point) -> tuple[str, ...]:
    """What the pattern's signs stand for in the key of `point`."""
    pattern = _pattern(part)
    return (wildcards(pattern, point.key) or ()) if pattern else ()
