"""A rule on one asset and point (or device): what the engine judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.site import Asset, Point
from domain.text import Text
from domain.transition import OrderTemplate
from rules.kind import Bound, ValueTest
from rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Condition:
    """What a condition of any kind has. `key` is ``rule|asset|point`` with the point's full id: unique over all sites."""

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
class ValueCondition(Condition):
    """True or not with each value of `point`."""

    test: ValueTest
    at_once: bool


@dataclass(frozen=True, slots=True)
class DeviceCondition(Condition):
    """True when `device` has said nothing for `after`."""

    after: timedelta
