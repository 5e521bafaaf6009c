"""A robust trend: the median of the slopes between all pairs of points (Theil 1950, Sen 1968).

It takes nearly a third of the points to be wild before the trend is wrong; one spike does nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

AGREEING = 0.8
"""So great a share of the pairs must go the way of the trend: noise around a level goes either way about as often."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through `level` at `at` (epoch ms). `slope` is per millisecond and never 0."""

    slope: float
    at: float
    level: float

    def value(self, moment: float) -> float:
        """Where the line is at `moment`."""
        return self.level + self.slope * (moment - self.at)

    def reaches(self, limit: float, moment: int) -> float | None:
        """In how many milliseconds after `moment` the line reaches `limit`; `None`: it goes away from it."""
        left = (limit - self.value(moment)) / self.slope
        return left if left >= 0 else None


def trend(points: Sequence[tuple[float, float]]) -> Trend | None:
    """The trend of `points` (time, value), in order of time; `None` where there is none: too few, or they do not agree."""
    slopes = [(value - earlier) / (time - begin) for index, (begin, earlier) in enumerate(points) for time, value in points[index + 1 :] if time > begin]
    if not slopes:
        return None
    slopes.sort()
    slope = slopes[len(slopes) // 2]
    agreeing = bisect_left(slopes, 0.0) if slope < 0 else len(slopes) - bisect_right(slopes, 0.0)
    if slope == 0 or agreeing < AGREEING * len(slopes):
        return None
    at = points[-1][0]
    return Trend(slope, at, median(value - slope * (time - at) for time, value in points))
