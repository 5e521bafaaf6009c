"""``state``: a word, a yes or no, or one of several flags is (or is not) what it should be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StrictBool, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from domain.device_type import DeviceType, PointType
from domain.reading import PointKind, Value
from domain.site import Asset, Site
from domain.text import Text
from rules.kind import Fault, KindSettings, Others, PointCondition, point_types, points_of, unknown_point

Word = StrictBool | StrictStr
Words = Annotated[tuple[Word, ...], Field(min_length=1)]

_WAYS = ("equals", "not_equals", "in", "not_in", "has")


class StateSettings(KindSettings):
    """Exactly one of `equals`, `not_equals`, `in`, `not_in` and `has`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "state", "point": "trapped", "equals": True}]})

    kind: Literal["state"] = "state"
    point: str = Field(description="Key of the point; * and ? stand for any characters", examples=["trapped", "pump_*_fault"])
    equals: Word | None = Field(default=None, description="True while the value is this")
    not_equals: Word | None = Field(default=None, description="True while the value is anything else")
    any_of: Words | None = Field(default=None, alias="in", description="True while the value is one of these")
    none_of: Words | None = Field(default=None, alias="not_in", description="True while the value is none of these")
    has: Annotated[str | tuple[StrictStr, ...], Field(min_length=1)] | None = Field(
        default=None, description="Of flags: true while this one, or one of these, is set"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [way for way, value in zip(_WAYS, (self.equals, self.not_equals, self.any_of, self.none_of, self.has), strict=True) if value is not None]
        if len(given) != 1:
            said = "none of them" if not given else " and ".join(given)
            raise PydanticCustomError("ways", "exactly one comparison is needed; here is {said}", {"said": said, "remedy": f"Write one of: {', '.join(_WAYS)}"})
        return self

    @property
    def way(self) -> str:
        """The field that holds the comparison."""
        return next(way for way, value in zip(_WAYS, (self.equals, self.not_equals, self.any_of, self.none_of, self.has), strict=True) if value is not None)

    @property
    def words(self) -> tuple[Word, ...]:
        """What it compares with."""
        for single in (self.equals, self.not_equals):
            if single is not None:
                return (single,)
        if self.has is not None:
            return (self.has,) if isinstance(self.has, str) else self.has
        return self.any_of or self.none_of or ()


@dataclass(frozen=True, slots=True)
class WordTest:
    """True while the value is one of `words`, or, `negated`, while it is none of them."""

    words: frozenset[bool | str]
    negated: bool
    of: type[bool | str]

    def holds(self, value: Value, *, active: bool) -> bool | None:  # noqa: ARG002  words have no deadband
        """See `rules.kind.ValueTest`."""
        if not isinstance(value, self.of):
            return None
        return (value in self.words) is not self.negated

    def same_around(self, value: float, *, active: bool) -> tuple[float, float]:  # noqa: ARG002  see `holds`
        """Words are no numbers: nothing is the same around them."""
        return math.inf, -math.inf


@dataclass(frozen=True, slots=True)
class FlagsTest:
    """True while one of `words` is set."""

    words: frozenset[bool | str]

    def holds(self, value: Value, *, active: bool) -> bool | None:  # noqa: ARG002  flags have no deadband
        """See `rules.kind.ValueTest`."""
        return not self.words.isdisjoint(value) if isinstance(value, frozenset) else None

    def same_around(self, value: float, *, active: bool) -> tuple[float, float]:  # noqa: ARG002  see `holds`
        """Flags are no numbers: nothing is the same around them."""
        return math.inf, -math.inf


class State:
    """The kind."""

    name = "state"
    title = Text("状态", "State")
    settings = StateSettings
    delays = True

    def check(self, settings: StateSettings, device_type: DeviceType) -> Iterable[Fault]:
        """See `rules.kind.Kind`."""
        found = point_types(device_type, settings.point)
        if not found:
            yield unknown_point(settings.point, device_type)
        for point in found:
            yield from _check_point(settings, point)

    def rules_named(self, _settings: StateSettings) -> Sequence[str]:
        """See `rules.kind.Kind`."""
        return ()

    def bind(self, settings: StateSettings, _site: Site, asset: Asset, _others: Others) -> Sequence[PointCondition]:
        """See `rules.kind.Kind`."""
        return [PointCondition(point, *_made(settings, point.type)) for point in points_of(asset, settings.point)]


KIND = State()


def _check_point(settings: StateSettings, point: PointType) -> Iterable[Fault]:
    if point.kind in (PointKind.ANALOG, PointKind.COUNTER):
        yield Fault(("point",), f"`{point.key}` is a number", "Use `kind: threshold` for it")
        return
    if (settings.has is not None) is not (point.kind is PointKind.FLAGS):
        remedy = "Write `has: <flag>`" if point.kind is PointKind.FLAGS else "`has` is for flags: write `equals:`"
        yield Fault((settings.way,), f"`{point.key}` is {point.kind.value}, which does not go with `{settings.way}`", remedy)
        return
    if point.kind is PointKind.TEXT:
        wrong: list[Word] = [word for word in settings.words if not isinstance(word, str)]
        known = "any text, in quotes"
    elif point.kind is PointKind.BINARY:
        wrong = [word for word in settings.words if not isinstance(word, bool)]
        known = "true, false"
    else:
        keys = [key for _, key, _ in point.codes]
        wrong = [word for word in settings.words if word not in keys]
        known = ", ".join(keys)
    for word in wrong:
        said = str(word).lower() if isinstance(word, bool) else word
        hint = ' (YAML reads on, off, yes and no as true or false: put them in quotes, "off")' if isinstance(word, bool) else ""
        yield Fault((settings.way,), f"`{point.key}` is never `{said}`", f"Its values: {known}{hint}")


@lru_cache(maxsize=4096)
def _made(settings: StateSettings, point: PointType) -> tuple[WordTest | FlagsTest, Text]:
    """Test and limit; the points of one type share them."""
    return _test(settings, point), _limit(settings, point)


def _test(settings: StateSettings, point: PointType) -> WordTest | FlagsTest:
    words = frozenset(settings.words)
    if point.kind is PointKind.FLAGS:
        return FlagsTest(words)
    return WordTest(words, settings.way in ("not_equals", "not_in"), bool if point.kind is PointKind.BINARY else str)


def _limit(settings: StateSettings, point: PointType) -> Text:
    names = {key: name for _, key, name in point.codes} | {True: Text("是", "yes"), False: Text("否", "no")}
    said = [names.get(word, Text(str(word), str(word))) for word in settings.words]
    return Text("、".join(text.zh for text in said), ", ".join(text.en for text in said))
