"""A reading: the value of a point, when it occurred, when it was received, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Value = bool | float | str | frozenset[str] | None
"""Of a point. Analog and counter: float. Binary: bool. Enum and text: str. Flags: a set of words. `None`: could not be measured."""


class PointKind(StrEnum):
    """What sort of values a point takes."""

    ANALOG = "analog"
    BINARY = "binary"
    ENUM = "enum"
    COUNTER = "counter"
    FLAGS = "flags"
    TEXT = "text"


class Quality(StrEnum):
    """How far a value can be trusted. Bad is never read as normal."""

    GOOD = "good"
    UNCERTAIN = "uncertain"
    BAD = "bad"


class Flag(StrEnum):
    """Something that happened to a reading on its way."""

    CLOCK_SKEW = "CLOCK_SKEW"
    """The device's timestamp was unusable; the receive time stands in its place."""
    LATE = "LATE"
    """Received long after it occurred."""
    RETAINED = "RETAINED"
    """The broker's retained copy, of unknown age: updates values, never raises."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one point.

    `point` is ``{site}.{asset}.{key}``. `occurred_at` and `received_at` are aware, in UTC. `value` is `None` exactly
    when `quality` is bad.
    """

    point: str
    occurred_at: datetime
    received_at: datetime
    value: Value
    quality: Quality = Quality.GOOD
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class DeviceEvent:
    """Something that a device says happened (``access.denied``), with whatever it says about it."""

    site: str
    asset: str
    device: str
    name: str
    occurred_at: datetime
    received_at: datetime
    data: dict[str, object]
    id: str | None = None
    flags: frozenset[Flag] = frozenset()
