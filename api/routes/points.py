"""Points and their readings."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.asked import AssetAsked, SiteAsked
from api.latest import latest_of, series_of
from api.paging import Paging
from api.problems import BadRequest, NotFound
from api.schemas.base import LocalText
from api.schemas.point import Point, PointPage, PointValue, Range, Reading, ReadingPage
from api.security.masking import mask_value
from api.security.signed_in import SignedIn
from api.services import Parts
from api.windows import DEFAULT_SPAN, Windows, windows_asked
from domain.contract import value_json
from domain.site import Point as SitePoint
from domain.telemetry import Sample, WindowFunction
from domain.text import Text
from domain.time import from_ms, rfc3339, to_ms

router = APIRouter(tags=["point"])


@router.get("/points")
def list_points(parts: Parts, rights: SignedIn, paging: Paging, asset: AssetAsked = None, site: SiteAsked = None) -> PointPage:
    """Points with their newest value."""
    numbered = [
        (f"{each}/{found.id}/{number:04d}", point)
        for each in sorted(rights.sites(site, parts.sites))
        for found in sorted(parts.sites[each].assets.values(), key=lambda found: found.id)
        if asset in (None, found.id)
        for number, point in enumerate(found.points)
    ]
    page = paging.of(numbered, lambda item: item[0])
    points = [point for _, point in page.items]
    latest = latest_of(parts, points)
    return PointPage(items=[point_out(point, latest.get(point.id)) for point in points], next_cursor=page.next_cursor)


@router.get("/points/{point_id}/readings")
def list_readings(
    point_id: str,
    parts: Parts,
    rights: SignedIn,
    start: Annotated[AwareDatetime | None, Query(alias="from", description="Default: an hour before `to`.")] = None,
    end: Annotated[AwareDatetime | None, Query(alias="to", description="Default: now. Not included.")] = None,
    window: Annotated[str | None, Query(description="One value per window: `60s`, `5m`, `1h`, `1d`.", examples=["60s"], max_length=12)] = None,
    fn: Annotated[WindowFunction | None, Query(description="How a window becomes one value; default `mean`, for words and flags `last`.")] = None,
    cursor: Annotated[str | None, Query(max_length=20, pattern=r"^\d{1,15}$", description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
) -> ReadingPage:
    """Stored values, oldest first; with `window`, one for each window that has any. Personal ones are masked."""
    point = _point(parts, point_id, rights.sites(None, parts.sites))
    until = end or parts.clock()
    since = start or until - DEFAULT_SPAN
    if cursor is not None:
        since = max(since, from_ms(int(cursor)))
    if since > until:
        raise BadRequest(Text("from 应早于 to", "`from` must be before `to`."))
    asked = windows_asked(point.type.kind, window, fn, since, until)
    series = series_of(parts, point)
    if isinstance(asked, Windows):
        samples = parts.telemetry.windows(series, since, until, window_s=asked.seconds, function=asked.function)
        return ReadingPage(items=[_reading(point, sample) for sample in samples], next_cursor=None)
    samples = parts.telemetry.range(series, since, until, limit=limit)
    more = str(to_ms(samples[-1].ts + timedelta(milliseconds=1))) if len(samples) == limit else None
    return ReadingPage(items=[_reading(point, sample) for sample in samples], next_cursor=more)


def _point(parts: Parts, point_id: str, sites: tuple[str, ...]) -> SitePoint:
    found = next((parts.sites[site].points[point_id] for site in sites if point_id in parts.sites[site].points), None)
    if found is None:
        raise NotFound(Text(f"没有测点 {point_id}", f"There is no point {point_id} at your sites; a point's id is site.asset.key. GET /points lists them."))
    return found


def _reading(point: SitePoint, sample: Sample) -> Reading:
    return Reading.model_validate({"ts": rfc3339(sample.ts), "value": value_json(mask_value(point.key, sample.value)), "quality": sample.quality})


def point_out(point: SitePoint, latest: object) -> Point:
    """A point with its newest value, if there is one."""
    kind = point.type
    return Point.model_validate(
        {
            "id": point.id,
            "site": point.site,
            "asset": point.asset,
            "key": point.key,
            "name": LocalText.of(point.name),
            "kind": kind.kind,
            "unit": kind.unit,
            "device": point.device,
            "values": [PointValue(key=key, name=LocalText.of(name)) for _, key, name in kind.codes],
            "normal": None if kind.normal is None else Range(low=kind.normal[0], high=kind.normal[1]),
            "normal_value": kind.normal_value,
            "range": None if kind.low is None and kind.high is None else Range(low=kind.low, high=kind.high),
            "latest": latest,
        }
    )
