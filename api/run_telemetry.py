"""The telemetry that a run of a plan looks at: which points, where, and what they say now."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from api.latest import latest_of, series_of
from api.routes.points import point_out
from api.schemas.base import LocalText
from api.schemas.plan_run import RunWatched
from api.schemas.point import Latest
from api.security.masking import mask_value
from api.services import Services
from domain.contract import value_json
from domain.device_type import PointType
from domain.identity import LIVE
from domain.plan import WantedTelemetry, Watched
from domain.plan_run import PlanRun
from domain.site import Point, Site
from domain.telemetry import Sample, StoreUnavailable
from domain.text import Text
from domain.time import rfc3339
from operations.plans.seen import points_of
from operations.plans.where import assets_in

logger = logging.getLogger(__name__)

MOST_WATCHED = 120
"""So many values a command page shows at most; the site's own pages have the rest."""


def newest_of(parts: Services, run: PlanRun) -> Mapping[str, Latest]:
    """The newest values of all that the run looks at, by point, in its own realm: what is live is no word about a drill.

    Asks the telemetry store: never within a transaction. Values that it does not give are missing.
    """
    points = looked_at(run, parts.sites[run.site])
    return latest_of(parts, points) if run.realm == LIVE else _of_drill(parts, run, points)


def looked_at(run: PlanRun, site: Site) -> Sequence[Point]:
    """Every point that the plan watches, then those by which a step may be confirmed, each once."""
    wanted = (point for _phase, step in run.plan.steps(run.stage) for point in _confirming(run, site, step.done.telemetry))
    return list({point.id: point for point in (*_watched(run, site), *wanted)}.values())[:MOST_WATCHED]


def watched_out(run: PlanRun, site: Site, newest: Mapping[str, Latest]) -> list[RunWatched]:
    """What `looked_at` finds, with its `newest` values."""
    by_plan = {point.id for point in _watched(run, site)}
    return [
        RunWatched(
            asset_name=LocalText.of(site.assets[point.asset].name),
            place=LocalText.of(site.place(site.assets[point.asset])),
            point=point_out(point, newest.get(point.id)),
            stale_after_s=site.devices[point.device].stale_after_s,
            in_plan=point.id in by_plan,
        )
        for point in looked_at(run, site)
    ]


def telemetry_words(run: PlanRun, site: Site, wanted: WantedTelemetry) -> Text:
    """What telemetry has to show, in words: 消防泵 · 运行状态：运行."""
    example = next(iter(points_of(run, wanted, site)), None)
    if example is None:
        return Text("本项目没有可自动确认的设备，由人员确认", "Nothing at this site confirms it; a person does")
    name, asset = example.type.name, site.assets[example.asset].type.name
    asked = _asked(wanted, example.type)
    holds = Text(f"，持续 {wanted.hold_s:g} 秒", f", for {wanted.hold_s:g} s") if wanted.hold_s else Text("", "")
    every = Text("（全部）", " (all of them)") if wanted.every else Text("", "")
    return Text(f"{asset.zh} · {name.zh}：{asked.zh}{every.zh}{holds.zh}", f"{asset.en} · {name.en}: {asked.en}{every.en}{holds.en}")


def _of_drill(parts: Services, run: PlanRun, points: Sequence[Point]) -> Mapping[str, Latest]:
    series = {replace(series_of(parts, point), realm=run.realm): point for point in points}
    try:
        stored = parts.telemetry.latest(list(series)) if series else {}
    except StoreUnavailable as error:
        logger.warning("the values of the drill %s are missing: %s", run.realm, error)
        return {}
    now, devices = parts.clock(), parts.sites[run.site].devices
    return {series[each].id: _simulated(sample, series[each], now - sample.ts, devices[series[each].device].stale_after_s) for each, sample in stored.items()}


def _simulated(sample: Sample, point: Point, age: timedelta, stale_after_s: float) -> Latest:
    return Latest(
        ts=rfc3339(sample.ts),
        value=value_json(mask_value(point.key, sample.value)),
        quality=sample.quality,
        age_s=max(0.0, round(age.total_seconds(), 3)),
        stale=age > timedelta(seconds=stale_after_s),
    )


def _confirming(run: PlanRun, site: Site, wanted: WantedTelemetry | None) -> Sequence[Point]:
    return () if wanted is None else points_of(run, wanted, site)


def _watched(run: PlanRun, site: Site) -> Iterator[Point]:
    for told in run.plan.watched:
        yield from _points(run, site, told)


def _points(run: PlanRun, site: Site, told: Watched) -> Iterator[Point]:
    for asset in assets_in(site, told.asset_type, told.where, asset=run.asset, space=run.space):
        yield from (point for key in told.points if (point := asset.point(key)) is not None)


def _asked(wanted: WantedTelemetry, kind: PointType) -> Text:
    if isinstance(wanted.equals, bool):
        return Text("是", "yes") if wanted.equals else Text("否", "no")
    if wanted.equals is not None:
        return next((name for _code, key, name in kind.codes if key == wanted.equals), Text(wanted.equals, wanted.equals))
    unit = f" {kind.unit}" if kind.unit else ""
    parts = [sign + f"{limit:g}{unit}" for sign, limit in (("> ", wanted.above), ("< ", wanted.below)) if limit is not None]
    return Text("，".join(parts), ", ".join(parts))
