"""What a kind of rule is. Each is one file in ``rules/kinds`` that makes a ``KIND``; nothing else knows their names.

A kind carries the model of its settings (forms, documentation and checks come from it), says what of those settings
cannot be on a device type, and binds them to an asset. What it binds is pure: a test of one value, or a silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

import rules.kinds
from configuration.extensions import discover
from domain.device_type import COMMON_POINTS, DeviceType, PointType
from domain.problem import BadConfiguration, Problem
from domain.reading import PointKind, Value
from domain.site import Asset, Point, Site
from domain.text import Text
from rules.detector import Detector, Input


class KindSettings(BaseModel):
    """What stands under ``when:``. Every kind's settings begin with its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = Field(description="The kind of condition")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the settings that cannot be. `place` is the field under ``when:``; empty: the whole of it."""

    place: tuple[str | int, ...]
    problem: str
    remedy: str


class CannotBind(BadConfiguration):
    """Something in the settings that cannot be at this site, such as a calendar that it does not have.

    Whoever binds knows where the rule is written, and may say so of each of `faults`; else its problems have no line.
    """

    def __init__(self, kind: str, faults: Sequence[Fault]) -> None:
        super().__init__([Problem(".".join(["when", *map(str, fault.place)]), None, f"{kind}: {fault.problem}", fault.remedy) for fault in faults])
        self.faults = tuple(faults)


class ValueTest(Protocol):
    """A condition on one value of a point: a pure function, with a little memory of being active (deadband)."""

    def holds(self, value: Value, *, active: bool) -> bool | None:
        """Whether the condition is true of `value`; `active`: whether it has been true until now.

        `None` when `value` says nothing of it (wrong type): then nothing changes, neither to true nor to normal.
        """

    def __hash__(self) -> int:
        """Tests are values: equal settings on like points share one."""

    def same_around(self, value: float, *, active: bool) -> tuple[float, float]:
        """The numbers around `value`, both ends included, of which `holds` says the same. Only asked of numeric points."""


@dataclass(frozen=True, slots=True)
class PointCondition:
    """A kind's settings on one point. `limit` is what a message may show as ``{limit}``."""

    point: Point
    test: ValueTest
    limit: Text


@dataclass(frozen=True, slots=True)
class SilenceCondition:
    """A kind's settings on one device: it says nothing for `after`."""

    device: str
    point: Point
    after: timedelta
    limit: Text


@dataclass(frozen=True, slots=True)
class DerivedCondition:
    """A kind's settings on one asset, judged by a detector from several `inputs`. `point` is the one it is shown with.

    `tag` tells conditions of one rule, asset and point apart; empty where there is only one.
    """

    point: Point
    inputs: tuple[Input, ...]
    detector: Detector[Any]
    limit: Text
    tag: str = ""


Bound = PointCondition | SilenceCondition | DerivedCondition


class Others(Protocol):
    """The conditions of rules that have been bound already."""

    def of(self, rule: str, asset: str) -> Sequence[str]:
        """The keys of the conditions of `rule` on `asset`; none if it has none there."""


class NoOthers:
    """No other rules."""

    def of(self, rule: str, asset: str) -> Sequence[str]:  # noqa: ARG002  there are none
        """See `Others`."""
        return ()


Settings_contra = TypeVar("Settings_contra", bound=KindSettings, contravariant=True)


class Kind(Protocol[Settings_contra]):
    """A kind of condition."""

    @property
    def name(self) -> str:
        """What stands behind ``kind:``."""

    @property
    def title(self) -> Text:
        """Its name for people."""

    @property
    def settings(self) -> type[KindSettings]:
        """The model of what stands under ``when:``."""

    @property
    def delays(self) -> bool:
        """Whether ``on_delay`` and ``off_delay`` mean anything to it."""

    def check(self, settings: Settings_contra, device_type: DeviceType) -> Iterable[Fault]:
        """What of `settings` cannot be on equipment of `device_type`. Nothing: it fits."""

    def rules_named(self, settings: Settings_contra) -> Sequence[str]:
        """The ids of the rules whose conditions this one looks at; they are bound before it, and may not form a circle."""

    def bind(self, settings: Settings_contra, site: Site, asset: Asset, others: Others) -> Sequence[Bound]:
        """The conditions on `asset`; none where the asset does not have the point. Only called when `check` found nothing.

        `others` are the conditions of the rules in `rules_named`. Raises `CannotBind` for what only the site can tell.
        """


@cache
def kinds() -> dict[str, Kind[Any]]:
    """Every kind by its name."""
    return discover(rules.kinds, "KIND", lambda kind: kind.name)


def point_types(device_type: DeviceType, pattern: str) -> list[PointType]:
    """The points of a type, those of every device included, that `pattern` names.

    A pattern is a key (``pump_2_fault``) or has ``*`` and ``?`` (``pump_*_fault``).
    """
    own = {point.key for point in device_type.points}
    points = (*device_type.points, *(point for point in COMMON_POINTS if point.key not in own))
    return [point for point in points if fnmatchcase(point.key.replace("{n}", "1"), pattern) or _numbered(point.key, pattern)]


def points_of(asset: Asset, pattern: str) -> list[Point]:
    """The points of `asset` that `pattern` names."""
    return [point for point in asset.points if fnmatchcase(point.key, pattern)]


def unknown_point(pattern: str, device_type: DeviceType) -> Fault:
    """That no point of the type is called so."""
    known = ", ".join(point.key for point in (*device_type.points, *COMMON_POINTS))
    return Fault(("point",), f"`{device_type.key}` has no point `{pattern}`", f"It has: {known}")


def not_a_number(point: PointType) -> Fault | None:
    """That `point` is no number, where one is needed."""
    if point.kind in (PointKind.ANALOG, PointKind.COUNTER):
        return None
    return Fault(("point",), f"`{point.key}` is {point.kind.value}, not a number", "Use `kind: state` for it")


def wrong_unit(unit: str | None, point: PointType, *, of: str) -> Fault | None:
    """That `unit`, in which `of` (the limit) is written, is not the point's own."""
    if (unit or "") == point.unit:
        return None
    problem = f"{of} has the unit `{unit}`" if unit else f"{of} has no unit"
    remedy = f"Write `unit: {point.unit}` and {of} in it" if point.unit else "Leave `unit` out"
    return Fault(("unit",), f"{problem}, `{point.key}` has {f'`{point.unit}`' if point.unit else 'none'}", remedy)


def wildcards(pattern: str, key: str) -> tuple[str, ...] | None:
    """What the ``*`` and ``?`` of `pattern` stand for in `key`: ``("2",)`` for ``pump_*_run``; `None` if it does not name it."""
    signs = re.split(r"(\*|\?|\[[^\]]+\])", pattern)
    parts = [re.escape(sign) if index % 2 == 0 else f"({_wildcard(sign)})" for index, sign in enumerate(signs)]
    found = re.fullmatch("".join(parts), key)
    return None if found is None else found.groups()


def _wildcard(sign: str) -> str:
    """One sign of a pattern as a regular expression."""
    return {"*": ".*", "?": "."}.get(sign) or sign.replace("[!", "[^", 1)


def _numbered(key: str, name: str) -> bool:
    return "{n}" in key and re.fullmatch(re.escape(key).replace(re.escape("{n}"), r"\d+"), name) is not None
