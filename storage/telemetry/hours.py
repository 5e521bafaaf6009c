"""Hours of a series, each with what any longer window can be made from: so a year is read from 8,760 of them, not from all its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from domain.reading import Quality, Value
from domain.telemetry import Sample, WindowFunction
from domain.time import from_ms
from storage.telemetry.windowing import Judged, window_start

HOUR_S = 3600


class Hour(msgspec.Struct, array_like=True):
    """An hour (its start in epoch milliseconds) with a value in it that is not bad.

    `last` is the last value of any kind, `uncertain` whether one of them was. `count`, `total`, `least`, `most` and
    `doubted` are of its numbers alone; without any, `count` is 0.
    """

    start: int
    last: bool | float | str | frozenset[str]
    uncertain: bool
    count: int = 0
    total: float = 0.0
    least: float = 0.0
    most: float = 0.0
    doubted: bool = False


_encoder = msgspec.json.Encoder(order="deterministic")
_hours = msgspec.json.Decoder(list[Hour])


def hours_of(values: Iterable[Judged]) -> Iterator[Hour]:
    """The hours of `values`, which come oldest first and are not bad."""
    for start, group in groupby(values, key=lambda one: window_start(one[0], HOUR_S)):
        inside = list(group)
        numbers = [(value, quality) for _, value, quality in inside if type(value) is float]
        last = inside[-1][1]
        uncertain = any(quality is Quality.UNCERTAIN for _, _, quality in inside)
        hour = Hour(start, last if last is not None else "", uncertain)
        if numbers:
            bare = [value for value, _ in numbers]
            hour.count, hour.total, hour.least, hour.most = len(bare), sum(bare), min(bare), max(bare)
            hour.doubted = any(quality is Quality.UNCERTAIN for _, quality in numbers)
        yield hour


def windows_of(hours: Iterable[Hour], window_s: int, function: WindowFunction) -> Iterator[Sample]:
    """As `windowing.windowed`, from hours, oldest first. `window_s` is a whole number of hours."""
    wanted = (hour for hour in hours if function is WindowFunction.LAST or hour.count)
    for start, group in groupby(wanted, key=lambda hour: window_start(hour.start, window_s)):
        inside = list(group)
        uncertain = any(hour.uncertain if function is WindowFunction.LAST else hour.doubted for hour in inside)
        yield Sample(from_ms(start), _one_value(inside, function), Quality.UNCERTAIN if uncertain else Quality.GOOD)


def hours_to_text(hours: Iterable[Hour]) -> str:
    """As they are stored."""
    return _encoder.encode(list(hours)).decode()


def hours_from_text(text: str) -> list[Hour]:
    """What `hours_to_text` made."""
    return _hours.decode(text)


def _one_value(hours: list[Hour], function: WindowFunction) -> Value:
    if function is WindowFunction.LAST:
        return hours[-1].last
    if function is WindowFunction.MIN:
        return min(hour.least for hour in hours)
    if function is WindowFunction.MAX:
        return max(hour.most for hour in hours)
    return sum(hour.total for hour in hours) / sum(hour.count for hour in hours)
