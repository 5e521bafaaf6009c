"""Numbers over time: the newest ones of a point, thinned so that a window never holds more than a few hundred."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from rules.detector import News
from rules.detectors.remembered import items, mapping, number, whole

SLOTS = 60
"""A window has so many; of each, its lowest, its highest and its newest number are kept."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in the order of their `times`."""

    times: tuple[int, ...] = ()
    values: tuple[float, ...] = ()

    def since(self, moment: int, until: int) -> tuple[float, ...]:
        """Those of times from `moment` up to `until`, both included."""
        return self.values[bisect_left(self.times, moment) : bisect_right(self.times, until)]

    def with_newest(self, at: int, value: float, slot_ms: int, keep_ms: int) -> Numbers:
        """With a number newer than all, without those older than `keep_ms`, and with at most three of each slot."""
        times, values = self.times, self.values
        first = bisect_left(times, at - keep_ms)
        end = len(times)
        if end - first > 2 and times[-3] // slot_ms == at // slot_ms:  # noqa: PLR2004  lowest, highest and newest
            # The one between the other two tells nothing more, now that it is not the newest.
            middle = sorted(range(end - 3, end), key=values.__getitem__)[1]
            return Numbers((*times[first:middle], *times[middle + 1 :], at), (*values[first:middle], *values[middle + 1 :], value))
        return Numbers((*times[first:], at), (*values[first:], value))

    def with_late(self, at: int, value: float, slot_ms: int) -> Numbers:
        """With a number that is older than the newest, if its slot does not tell as much already."""
        times, values = self.times, self.values
        begin = bisect_left(times, at // slot_ms * slot_ms)
        end = bisect_left(times, (at // slot_ms + 1) * slot_ms)
        slot = sorted(range(begin, end), key=values.__getitem__)
        index = bisect_right(times, at)
        if len(slot) > 2:  # noqa: PLR2004  as in with_newest
            if values[slot[0]] <= value <= values[slot[-1]]:
                return self
            extreme = slot[0] if value < values[slot[0]] else slot[-1]
            if extreme != len(times) - 1:
                times, values = (*times[:extreme], *times[extreme + 1 :]), (*values[:extreme], *values[extreme + 1 :])
                index -= extreme < index
        return Numbers((*times[:index], at, *times[index:]), (*values[:index], value, *values[index:]))

    def has(self, at: int, value: float) -> bool:
        """Whether this very number of this very time is there."""
        index = bisect_left(self.times, at)
        while index < len(self.times) and self.times[index] == at:
            if self.values[index] == value:
                return True
            index += 1
        return False

    def as_json(self) -> dict[str, object]:
        """For `numbers_from`."""
        return {"times": self.times, "values": self.values}


def numbers_from(data: object) -> Numbers:
    """What `Numbers.as_json` wrote."""
    fields = mapping(data)
    times, values = items(fields["times"], whole), items(fields["values"], number)
    if len(times) != len(values):
        raise ValueError("times and values are pairs")
    return Numbers(times, values)


def number_of(news: News) -> float | None:
    """The number that `news` tells; `None` if it is not trusted, or none, or no finite one."""
    value = news.value
    if not news.trusted or isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
