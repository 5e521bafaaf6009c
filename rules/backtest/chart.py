"""Points over the window of a backtest, thinned out so that a chart can show them with both limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from domain.reading import PointKind, Value
from domain.site import Point, Site
from domain.telemetry import Sample, Series, TelemetryStore, WindowFunction
from domain.text import Text
from domain.time import rfc3339
from rules.backtest.episode import value_json
from rules.kind import KindSettings

MOST_SAMPLES = 500
_LIMITS = ("above", "at_least", "below", "at_most", "outside")


@dataclass(frozen=True, slots=True)
class Bar:
    """What a point read within one window that begins at `at`: the least and the greatest number, or its last word."""

    at: datetime
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class Chart:
    """A point over time. Windows without a trusted value are left out. `limits` are numbers that either version looks at."""

    point: str
    name: Text
    unit: str
    window_s: int
    limits_before: tuple[float, ...]
    limits_after: tuple[float, ...]
    bars: tuple[Bar, ...]
    rank: tuple[int, int] = (0, 0)
    """How many alarms of this point were gained or lost, and how many there are."""

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "point": self.point,
            "name": self.name.as_json(),
            "unit": self.unit,
            "window_s": self.window_s,
            "limits": {"before": list(self.limits_before), "after": list(self.limits_after)},
            "samples": [{"ts": rfc3339(bar.at), "min": value_json(bar.low), "max": value_json(bar.high)} for bar in self.bars],
        }


def chart(
    store: TelemetryStore,
    site: Site,
    point: Point,
    since: datetime,
    until: datetime,
    *,
    before: KindSettings | None,
    after: KindSettings | None,
    rank: tuple[int, int],
) -> Chart:
    """`point` from `since` to `until`, in at most 500 windows. Raises `StoreUnavailable`."""
    # Windows begin at multiples of their length since 1970, so a range may touch one more than fits into it.
    window_s = max(1, ceil((until - since) / timedelta(seconds=1) / (MOST_SAMPLES - 1)))
    series = Series(site.id, point.device, site.devices[point.device].type.key, point.raw_key)

    def windows(function: WindowFunction) -> Sequence[Sample]:
        return store.windows(series, since, until, window_s=window_s, function=function)

    if point.type.kind in (PointKind.ANALOG, PointKind.COUNTER):
        bars = _bars(windows(WindowFunction.MIN), windows(WindowFunction.MAX))
    else:
        words = windows(WindowFunction.LAST)
        bars = _bars(words, words)
    return Chart(point.id, point.name, point.type.unit, window_s, limits(before), limits(after), bars, rank)


def limits(when: KindSettings | None) -> tuple[float, ...]:
    """The numbers that a condition compares values with, for those kinds that say so; least first."""
    found: set[float] = set()
    for name in _LIMITS:
        written = getattr(when, name, None)
        found.update(float(each) for each in (written if isinstance(written, tuple) else (written,)) if isinstance(each, int | float))
    return tuple(sorted(found))


def _bars(lows: Iterable[Sample], highs: Iterable[Sample]) -> tuple[Bar, ...]:
    highest = {sample.ts: sample.value for sample in highs}  # a window may have come between the two questions
    return tuple(Bar(sample.ts, sample.value, highest[sample.ts]) for sample in lows if sample.ts in highest)
