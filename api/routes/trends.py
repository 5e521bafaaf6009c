"""Values of several points as one table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.asked import Form, FormAsked, Language, LanguageAsked, SplitList
from api.latest import series_of
from api.problems import BadRequest, NotFound
from api.security.masking import mask_value
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import MOST_ROWS, TooManyRows, csv_answer
from api.tables.trend_columns import TREND_COLUMNS, TrendLine
from api.windows import windows_asked
from domain.people import Permission
from domain.site import Point
from domain.telemetry import Sample
from domain.text import Text

router = APIRouter(tags=["point"])

MOST_POINTS = 8
_TABLE: dict[int | str, dict[str, Any]] = {200: {"description": "The table.", "content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("/trends/table", response_class=Response, responses=_TABLE)
def export_trend(
    parts: Parts,
    rights: SignedIn,
    points: Annotated[list[str], Query(description="Ids of points, at most 8; repeat or separate by commas."), SplitList],
    start: Annotated[AwareDatetime, Query(alias="from")],
    end: Annotated[AwareDatetime, Query(alias="to", description="Not included.")],
    window: Annotated[str | None, Query(description="One value for each window: `60s`, `5m`, `1h`, `1d`; without, every value.", max_length=12)] = None,
    form: FormAsked = Form.CSV,  # noqa: ARG001  read by the answer itself
    lang: LanguageAsked = Language.ZH,
) -> Response:
    """Stored values as a table in long form: a line for each value, with unit and quality. Needs the permission `export`."""
    rights.need_anywhere(Permission.EXPORT)
    found = points_asked(parts, rights, points, start, end)
    for point in found:
        rights.need(Permission.EXPORT, point.site)
        windows_asked(point.type.kind, window, None, start, end)
    return csv_answer("trend", TREND_COLUMNS, _lines(parts, found, start, end, window), lang)


def points_asked(parts: Services, rights: Rights, points: list[str], start: datetime, end: datetime) -> list[Point]:
    """The points, each once. Raises `BadRequest` for too many or a span that ends before it begins, `NotFound` for what they may not see."""
    if not 1 <= len(points) <= MOST_POINTS:
        raise BadRequest(Text(f"请选择 1 至 {MOST_POINTS} 个测点", f"Choose 1 to {MOST_POINTS} points."))
    if start > end:
        raise BadRequest(Text("from 应早于 to", "`from` must be before `to`."))
    sites = rights.sites(None, parts.sites)
    return [_point(parts, point, sites) for point in dict.fromkeys(points)]


def _lines(parts: Services, points: list[Point], since: datetime, until: datetime, window: str | None) -> Iterator[TrendLine]:
    rows = 0
    for point in points:
        for sample in _samples(parts, point, since, until, window):
            rows += 1
            if rows > MOST_ROWS:
                raise TooManyRows
            yield TrendLine(point, sample, mask_value(point.key, sample.value))


def _samples(parts: Services, point: Point, since: datetime, until: datetime, window: str | None) -> list[Sample]:
    asked = windows_asked(point.type.kind, window, None, since, until)
    series = series_of(parts, point)
    if asked is None:
        return list(parts.telemetry.range(series, since, until, limit=MOST_ROWS + 1))
    return list(parts.telemetry.windows(series, since, until, window_s=asked.seconds, function=asked.function))


def _point(parts: Services, point_id: str, sites: tuple[str, ...]) -> Point:
    found = next((parts.sites[site].points[point_id] for site in sites if point_id in parts.sites[site].points), None)
    if found is None:
        raise NotFound(Text(f"没有测点 {point_id}，或您无权查看", f"There is no point {point_id} that you may see."))
    return found
