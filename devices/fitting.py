"""Which device types somebody unknown could be, by what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.device_type import COMMON_POINTS, DeviceType, PointType
from domain.reading import PointKind

_MOST_NUMBERED = 64


@dataclass(frozen=True, slots=True)
class Fit:
    """A type that somebody could be: it has points for the keys `known`, and none for `unknown`.

    `counts` says how many of its numbered things were heard where that is more than one (``{"pump": 2}``).
    """

    type: DeviceType
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    counts: Mapping[str, int]


def fitting(said: Mapping[str, object], types: Iterable[DeviceType]) -> tuple[Fit, ...]:
    """The types that have a point of their own for at least one of the keys `said`, with a value of its kind; best first.

    Best is who leaves the fewest keys without a point; among those whose own points were heard most fully.
    What every device may say (battery, signal) tells nothing of its type.
    """
    found = [(fit, own) for type_ in types for fit, own in [_fit(said, type_)] if own]
    found.sort(key=lambda each: (len(each[0].unknown), -each[1] / len(each[0].type.points), each[0].type.key))
    return tuple(fit for fit, _ in found)


def _fit(said: Mapping[str, object], type_: DeviceType) -> tuple[Fit, int]:
    """How `type_` fits, and how many of its own points were heard."""
    known: list[str] = []
    counts: dict[str, int] = {}
    own: set[str] = set()
    for key, value in said.items():
        point, number = _point(key, type_)
        if point is not None and _is_of(point, value):
            known.append(key)
            own.add(point.key)
            if number > 1:
                stem = point.key.split("_{n}")[0]
                counts[stem] = max(number, counts.get(stem, 1))
        elif any(common.key == key and _is_of(common, value) for common in COMMON_POINTS):
            known.append(key)
    return Fit(type_, tuple(known), tuple(key for key in said if key not in known), counts), len(own)


def _point(key: str, type_: DeviceType) -> tuple[PointType | None, int]:
    """The type's own point for `key`, and its number (0: it has none)."""
    for point in type_.points:
        if point.key == key:
            return point, 0
        before, numbered, after = point.key.partition("{n}")
        found = re.fullmatch(rf"{re.escape(before)}([1-9]\d?){re.escape(after)}", key) if numbered else None
        if found is not None and int(found[1]) <= _MOST_NUMBERED:
            return point, int(found[1])
    return None, 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: Mapping[PointKind, Callable[[object], bool]] = {
    PointKind.ANALOG: _is_number,
    PointKind.COUNTER: _is_number,
    PointKind.BINARY: lambda value: isinstance(value, bool),
    PointKind.ENUM: lambda value: isinstance(value, str) or _is_number(value),
    PointKind.FLAGS: lambda value: isinstance(value, list | int) and not isinstance(value, bool),
    PointKind.TEXT: lambda value: isinstance(value, str),
}


def _is_of(point: PointType, value: object) -> bool:
    """Whether `value` is of the point's kind, and a word among its words; what could not be measured (`None`) is of any."""
    if value is None:
        return True
    if not _KINDS[point.kind](value):
        return False
    if point.kind is PointKind.ENUM:
        return any(str(value) in (code, key) for code, key, _ in point.codes)
    return True
