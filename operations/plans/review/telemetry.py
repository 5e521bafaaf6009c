"""The telemetry of a run beside its time line: what the plan watches, from shortly before the beginning to shortly after the end.

Gaps stay gaps: where a value was bad, or nothing came for longer than the device may be silent, there is an empty sample.
A store that does not answer costs the curves, never the review. Asked outside of transactions: nothing waits on it there.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from domain.plan import Watched
from domain.plan_run import PlanRun
from domain.reading import PointKind, Quality, Value
from domain.site import Asset, Point, Site
from domain.telemetry import Series, StoreUnavailable, TelemetryStore, WindowFunction
from operations.plans.where import assets_in

log = logging.getLogger(__name__)

BEFORE = timedelta(minutes=10)
AFTER = timedelta(minutes=2)
MOST_CURVES = 12
MOST_SAMPLES = 240
"""Of one curve: as many as half a screen can show."""
_NUMBERS = (PointKind.ANALOG, PointKind.COUNTER)


@dataclass(frozen=True, slots=True)
class Curve:
    """What one point showed. A sample is (UTC time, value); `None` begins a gap that lasts until the next sample.

    The first sample of a point whose value is said only when it changes may be older than the span: it held from then on.
    `window_s`: each sample is the mean (of words: the last) of so many seconds; `None`: as stored.
    """

    point: Point
    samples: Sequence[tuple[datetime, Value]]
    window_s: int | None = None


@dataclass(frozen=True, slots=True)
class Curves:
    """The curves between `start` and `end`; `left_out` points found no place; `away`: the store did not answer."""

    start: datetime
    end: datetime
    curves: Sequence[Curve]
    left_out: int = 0
    away: bool = False


def curves_of(telemetry: TelemetryStore, run: PlanRun, site: Site, ended_at: datetime) -> Curves:
    """What the points that the plan of `run` watches showed, in the run's own realm: those of its asset first."""
    start, end = run.begun_at - BEFORE, ended_at + AFTER
    points = points_of(run, site)
    try:
        curves = [_curve(telemetry, run, site, point, start, end) for point in points[:MOST_CURVES]]
    except StoreUnavailable as error:
        log.warning("the telemetry of the run %s cannot be asked: %s", run.number, error)
        return Curves(start, end, (), away=True)
    return Curves(start, end, curves, max(0, len(points) - MOST_CURVES))


def points_of(run: PlanRun, site: Site) -> Sequence[Point]:
    """The points that the plan watches, as far as the site has them and somebody measures them; each once."""
    found = (
        point
        for watched in run.plan.watched
        for asset in assets_in(site, watched.asset_type, watched.where, asset=run.asset, space=run.space)
        for point in _points(watched, asset)
    )
    known = dict.fromkeys(point.id for point in found if point.device in site.devices)
    return sorted((site.points[each] for each in known), key=lambda point: point.asset != run.asset)


def _points(watched: Watched, asset: Asset) -> Iterator[Point]:
    return (point for key in watched.points if (point := asset.point(key)) is not None)


def _curve(telemetry: TelemetryStore, run: PlanRun, site: Site, point: Point, start: datetime, end: datetime) -> Curve:
    device = site.devices[point.device]
    series = Series(site.id, device.id, device.type.key, point.raw_key, run.realm)
    samples = telemetry.range(series, start, end, limit=MOST_SAMPLES + 1)
    window_s = None
    if len(samples) > MOST_SAMPLES:
        window_s = math.ceil((end - start).total_seconds() / MOST_SAMPLES)
        function = WindowFunction.MEAN if point.type.kind in _NUMBERS else WindowFunction.LAST
        samples = telemetry.windows(series, start, end, window_s=window_s, function=function)
    values = [(each.ts, None if each.quality is Quality.BAD else each.value) for each in samples]
    if point.type.kind in _NUMBERS:
        return Curve(point, list(_with_gaps(values, max(device.stale_after_s, 2.0 * (window_s or 0)), end)), window_s)
    before = telemetry.latest([series], before=start).get(series)
    held = [] if before is None or before.ts >= start else [(before.ts, None if before.quality is Quality.BAD else before.value)]
    return Curve(point, [*held, *values], window_s)


def _with_gaps(values: Sequence[tuple[datetime, Value]], silent_s: float, end: datetime) -> Iterator[tuple[datetime, Value]]:
    """Numbers are said again at every interval: who says nothing for longer is silent, and nobody knows the value."""
    silent = timedelta(seconds=silent_s)
    for (ts, value), (following, _next) in pairwise([*values, (end, None)]):
        yield ts, value
        if value is not None and following - ts > silent:
            yield ts + silent, None
