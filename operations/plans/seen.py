"""What telemetry shows of a step: since when, by event time, the equipment has been as the step wants it.

A value that is missing, bad or stale never counts. Numbers are said again at every interval; words only when they change,
so a word is as fresh as the last number of its device, and where a device says no numbers, as long as it is not silent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.plan import WantedTelemetry
from domain.plan_run import PlanRun
from domain.reading import PointKind, Quality, Value
from domain.site import Device, Point, Site
from domain.telemetry import Sample, Series
from operations.plans.where import assets_in

_INSTANT = timedelta(milliseconds=1)
_NUMBERS = frozenset({PointKind.ANALOG, PointKind.COUNTER})
_SIGNS_OF_LIFE = 3
"""So many numbers of a device are asked to find when it spoke last."""
_LOOKS_BACK = timedelta(hours=1)
"""So long before now a step may have been done without anybody having looked."""


class Readings(Protocol):
    """The part of a `domain.telemetry.TelemetryStore` that is asked. Both raise `StoreUnavailable`."""

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        """The newest value of each series; those without any are missing."""

    def range(self, series: Series, start: datetime, end: datetime, *, limit: int = 10_000) -> Sequence[Sample]:
        """Values with ``start <= ts < end``, oldest first, bad ones included with value `None`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Telemetry shows it since `since` (UTC, event time); `done`: for long enough. `value` is what the first of its points says."""

    since: datetime
    done: bool
    value: bool | float | str

    def held_at(self, hold_s: float) -> datetime:
        """When it had been so for `hold_s` seconds."""
        return self.since + timedelta(seconds=hold_s)


def points_of(run: PlanRun, wanted: WantedTelemetry, site: Site) -> Sequence[Point]:
    """The points that can show it, as far as somebody measures them."""
    found = (asset.point(wanted.point) for asset in assets_in(site, wanted.asset_type, wanted.where, asset=run.asset, space=run.space))
    return [point for point in found if point is not None and point.device in site.devices]


def series_of(points: Collection[Point], site: Site, realm: str) -> Sequence[Series]:
    """What has to be asked to see `points`: themselves, and signs of life of their devices."""
    own = [_series(site, point, realm) for point in points]
    alive = [_series(site, each, realm) for point in points for each in _signs(site.devices[point.device])]
    return list(dict.fromkeys([*own, *alive]))


def look(
    store: Readings,
    newest: Mapping[Series, Sample],
    run: PlanRun,
    wanted: WantedTelemetry,
    site: Site,
    now: datetime,
    is_silent: Callable[[Device], bool],
) -> Seen | None:
    """What `newest` (see `series_of`) and `store` show of `wanted` at `now`; `None`: it is not so, or not known.

    `every` point that somebody measures has to show it, else one is enough. `is_silent` says whether an alarm stands
    because the device is silent. Raises `StoreUnavailable`.
    """
    points = points_of(run, wanted, site)
    found = [_of_point(store, newest, point, run, wanted, site, now, is_silent) for point in points]
    shown = [each for each in found if each is not None]
    if not shown or (wanted.every and len(shown) < len(points)):
        return None
    if wanted.every:
        latest = max(shown, key=lambda each: each.since)
        return Seen(latest.since, all(each.done for each in shown), shown[0].value)
    return min(shown, key=lambda each: (not each.done, each.since))


def shows(wanted: WantedTelemetry, value: Value, quality: Quality) -> bool:
    """Whether a good `value` is what is wanted."""
    if quality is not Quality.GOOD or value is None or isinstance(value, frozenset):
        return False
    if wanted.equals is not None:
        return type(value) is type(wanted.equals) and value == wanted.equals
    if isinstance(value, bool | str):
        return False
    return (wanted.above is None or value > wanted.above) and (wanted.below is None or value < wanted.below)


def _of_point(
    store: Readings,
    newest: Mapping[Series, Sample],
    point: Point,
    run: PlanRun,
    wanted: WantedTelemetry,
    site: Site,
    now: datetime,
    is_silent: Callable[[Device], bool],
) -> Seen | None:
    series, device = _series(site, point, run.realm), site.devices[point.device]
    sample = newest.get(series)
    if sample is None or not shows(wanted, sample.value, sample.quality) or sample.value is None or isinstance(sample.value, frozenset):
        return None
    known_until = _known_until(newest, sample, point, run.realm, site, now)
    if now - known_until > timedelta(seconds=device.stale_after_s) or (point.type.kind not in _NUMBERS and is_silent(device)):
        return None
    hold = timedelta(seconds=wanted.hold_s)
    begin = max((run.started_at or run.begun_at) - hold, known_until - hold - _LOOKS_BACK)
    since = _since(store, series, wanted, begin, known_until, _gap(point, device))
    return Seen(since, known_until - since >= hold, sample.value)


def _known_until(newest: Mapping[Series, Sample], sample: Sample, point: Point, realm: str, site: Site, now: datetime) -> datetime:
    """Until when the newest value of `point` is known to hold; never in the future, whatever a device's clock says."""
    if point.type.kind in _NUMBERS:
        return min(sample.ts, now)
    signs = [_series(site, each, realm) for each in _signs(site.devices[point.device])]
    if not signs:
        return now
    return min(now, max([sample.ts, *(newest[each].ts for each in signs if each in newest)]))


def _since(store: Readings, series: Series, wanted: WantedTelemetry, start: datetime, end: datetime, gap: timedelta | None) -> datetime:
    """From when on, not before `start`, it has been so without a break until `end`. A silence longer than `gap` is a break."""
    before = store.latest([series], before=start).get(series)
    samples = [*([] if before is None else [before]), *(each for each in store.range(series, start, end + _INSTANT) if before is None or each.ts > before.ts)]
    since, last = None, None
    for each in samples:
        broken = gap is not None and last is not None and each.ts - last > gap
        if not shows(wanted, each.value, each.quality):
            since = None
        elif since is None or broken:
            since = each.ts
        last = each.ts
    return end if since is None else min(max(since, start), end)


def _gap(point: Point, device: Device) -> timedelta | None:
    return timedelta(seconds=device.stale_after_s) if point.type.kind in _NUMBERS else None


def _signs(device: Device) -> Sequence[Point]:
    """Numbers of the device, which it says at every interval."""
    return [point for point in device.points.values() if point.type.kind is PointKind.ANALOG][:_SIGNS_OF_LIFE]


def _series(site: Site, point: Point, realm: str) -> Series:
    return Series(site.id, point.device, site.devices[point.device].type.key, point.raw_key, realm)
