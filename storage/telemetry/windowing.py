"""Windows of time, aligned to 1970-01-01T00:00Z, and one value for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from domain.reading import Quality, Value
from domain.telemetry import Sample, WindowFunction
from domain.time import from_ms, to_ms

Judged = tuple[int, Value, Quality]
"""Epoch milliseconds, a value that is not bad, and its quality."""


def from_ms_up(moment: datetime) -> int:
    """The first whole epoch millisecond that is not before `moment`."""
    ts = to_ms(moment)
    return ts if from_ms(ts) == moment else ts + 1


def window_start(ts: int, window_s: int) -> int:
    """The start of the window that `ts` lies in, both in epoch milliseconds."""
    return ts - ts % (window_s * 1000)


def windowed(values: Iterable[Judged], window_s: int, function: WindowFunction) -> Iterator[Sample]:
    """One sample for each window that has a value; `values` come oldest first.

    Only numbers count, except for `LAST`, which takes any. A window is uncertain when a value in it is.
    """
    wanted = (one for one in values if function is WindowFunction.LAST or type(one[1]) is float)
    for start, group in groupby(wanted, key=lambda one: window_start(one[0], window_s)):
        inside = list(group)
        uncertain = any(quality is Quality.UNCERTAIN for _, _, quality in inside)
        yield Sample(from_ms(start), _one_value([value for _, value, _ in inside], function), Quality.UNCERTAIN if uncertain else Quality.GOOD)


def _one_value(values: list[Value], function: WindowFunction) -> Value:
    if function is WindowFunction.LAST:
        return values[-1]
    numbers = [value for value in values if isinstance(value, float)]
    if function is WindowFunction.MIN:
        return min(numbers)
    if function is WindowFunction.MAX:
        return max(numbers)
    return sum(numbers) / len(numbers)
