"""A rule on one asset and point (or device): what the engine judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.site import Asset, Point
from domain.text import Text
from domain.transition import OrderTemplate
from rules.detector import Detector, Input
from rules.kind import Bound, ValueTest
from rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Condition:
    """What a condition of any kind has. `key` is ``rule|asset|point`` with the point's full id: unique over all sites.

    Where one rule has several on an asset and point, ``@`` and what tells them apart stands behind it.
    """

    key: str
    rule: Rule
    asset: Asset
    place: Text
    order: OrderTemplate
    point: Point
    device: str
    bound: Bound
    on_delay_ms: int
    off_delay_ms: int


@dataclass(frozen=True, slots=True)
class DelayedCondition(Condition):
    """True or not from one moment to the next, and raised when it has been so for long enough."""

    at_once: bool


@dataclass(frozen=True, slots=True)
class ValueCondition(DelayedCondition):
    """True or not with each value of `point`."""

    test: ValueTest


@dataclass(frozen=True, slots=True)
class DerivedCondition(DelayedCondition):
    """True or not as `detector` says of the news of its `inputs`. `digest` is another for other settings or inputs."""

    inputs: tuple[Input, ...]
    detector: Detector[Any]
    digest: str


@dataclass(frozen=True, slots=True)
class DeviceCondition(Condition):
    """True when `device` has said nothing for `after`."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule's ``suppress_while`` on one asset: while it says true, alarms of that rule there are suppressed by design.

    `covers` is ``rule|asset``; one rule and asset may have several guards (one for each point of a pattern).
    """

    key: str
    covers: str
    inputs: tuple[Input, ...]
    detector: Detector[Any]
    digest: str
