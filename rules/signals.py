"""Conditions inside conditions: an inline ``when:`` on an asset, as something that can be heard, whatever its kind.

`composite`, `sequence`, `schedule` and ``suppress_while`` are made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, GetJsonSchemaHandler, PlainSerializer, PlainValidator, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import CoreSchema

from domain.device_type import DeviceType
from domain.site import Asset, Point, Site
from domain.text import Text
from rules.detector import Detector, Input, PointInput
from rules.detectors.present_value import PresentValue
from rules.kind import Fault, Kind, KindSettings, Others, PointCondition, SilenceCondition, ValueTest, kinds

DEEPEST = 3
"""So many conditions may stand one inside the other within a rule's own: more, and nobody understands it."""

_INSIDE: ContextVar[int] = ContextVar("_INSIDE", default=0)


@dataclass(frozen=True, slots=True)
class Signal:
    """A condition on an asset that can be heard: `detector` judges the news of `inputs`, in their order.

    `point` is the one it would be shown with, `limit` what a message shows of its limit.
    """

    point: Point
    inputs: tuple[Input, ...]
    detector: Detector[Any]
    limit: Text


def signal_of(settings: KindSettings, site: Site, asset: Asset, others: Others) -> list[Signal]:
    """The signals of an inline condition on `asset`: one for each point of a pattern, none where it has no such point.

    `others` holds the conditions of the rules in `rules_named_in`. Only for settings in which `faults_in` finds nothing:
    a silence is no signal, and raises `TypeError`.
    """
    signals = []
    for bound in kind_of(settings).bind(settings, site, asset, others):
        if isinstance(bound, SilenceCondition):
            raise TypeError(f"`{settings.kind}` is judged by the clock and cannot stand inside a condition")
        if isinstance(bound, PointCondition):
            signals.append(Signal(bound.point, (PointInput(bound.point.id),), _present_value(bound.test), bound.limit))
        else:
            signals.append(Signal(bound.point, bound.inputs, bound.detector, bound.limit))
    return signals


def kind_of(settings: KindSettings) -> Kind[Any]:
    """The kind that `settings` belong to."""
    return kinds()[settings.kind]


def read_when(written: Mapping[str, object]) -> KindSettings:
    """The settings that stand in `written`, of the kind that its ``kind`` names. Raises pydantic's `ValidationError`."""
    name = written.get("kind")
    kind = kinds().get(name) if isinstance(name, str) else None
    if kind is None:
        said = "`kind` is missing" if name is None else f"there is no kind of rule `{name}`"
        error = PydanticCustomError("kind", "{said}", {"said": said, "remedy": f"Use one of: {', '.join(kinds())}"})
        raise ValidationError.from_exception_data("when", [InitErrorDetails(type=error, loc=("kind",), input=name)])
    return kind.settings.model_validate(written)


def faults_in(settings: KindSettings, device_type: DeviceType, place: tuple[str | int, ...]) -> Iterator[Fault]:
    """What of an inline condition at `place` cannot be on equipment of `device_type`."""
    kind = kind_of(settings)
    if not kind.delays:
        yield Fault(
            (*place, "kind"), f"`{settings.kind}` cannot stand inside another condition", f"Make a rule of it, and name that: {{rule: {device_type.key}.…}}"
        )
        return
    for fault in kind.check(settings, device_type):
        yield replace(fault, place=(*place, *fault.place))


def rules_named_in(members: Iterable[KindSettings]) -> Sequence[str]:
    """The ids of the rules that inline conditions look at, each once."""
    return tuple(dict.fromkeys(rule for member in members for rule in kind_of(member).rules_named(member)))


def read_inline(written: object) -> KindSettings:
    """The condition that stands in a field. Raises pydantic's errors."""
    if isinstance(written, KindSettings):
        return written
    if not isinstance(written, Mapping):
        raise PydanticCustomError("condition", "expected a condition", {"remedy": "Write one, such as {kind: state, point: fault, equals: true}"})
    depth = _INSIDE.get() + 1
    if depth > DEEPEST:
        raise PydanticCustomError("depth", "more than {deepest} conditions stand one inside the other", {"deepest": DEEPEST, "remedy": "Make rules of some"})
    token = _INSIDE.set(depth)
    try:
        return read_when(written)
    finally:
        _INSIDE.reset(token)


def write_inline(part: BaseModel) -> dict[str, Any]:
    """A condition, or another part of settings, as it may be written."""
    return part.model_dump(mode="json", by_alias=True, exclude_none=True)


def inline_schema() -> JsonSchemaValue:
    """Tells forms that a whole condition stands here, and of which kinds it may be."""
    names = [name for name, kind in kinds().items() if kind.delays]
    return {
        "type": "object",
        "title": "Condition",
        "format": "steward-condition",
        "required": ["kind"],
        "properties": {"kind": {"type": "string", "enum": names, "description": "The kind of condition"}},
        "additionalProperties": True,
    }


@dataclass(frozen=True, slots=True)
class Schema:
    """What a field with a reader of its own looks like in JSON schema; asked for when every kind is known."""

    of: Callable[[], JsonSchemaValue]

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return self.of()


When = Annotated[KindSettings, PlainValidator(read_inline), PlainSerializer(write_inline, return_type=dict[str, Any]), Schema(inline_schema)]
"""A field that takes a whole inline condition."""


@lru_cache(maxsize=4096)
def _present_value(test: ValueTest) -> PresentValue:
    """The points of one type share it."""
    return PresentValue(test)
