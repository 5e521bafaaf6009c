"""Figures of alarms by site and local day (ISA-18.2, EEMUA 191): what they mean stands in ``docs/figures.md``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.problems import BadRequest
from api.schemas.alarm_figures import AlarmFigures, AlarmFiguresReport
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.alarm_figure_columns import ALARM_FIGURE_COLUMNS
from api.tables.csv_table import csv_answer
from domain.people import Permission
from domain.text import Text
from operations.figures import FiguresOfDays, alarm_figures_of_days

router = APIRouter(prefix="/reports", tags=["report"])

_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 1, 1)


@router.get("/alarm-figures", response_model=AlarmFiguresReport)
def alarm_figures(
    parts: Parts,
    rights: SignedIn,
    day: Annotated[date | None, Query(alias="date", description="The last day, in each site's time zone; default: today.")] = None,
    days: Annotated[int, Query(ge=1, le=31, description="How many days, counted back from the last.")] = 1,
    site: SiteAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> AlarmFiguresReport | Response:
    """How many alarms an operator gets, floods, bad actors, chatter, long-standing ones, severities, time to acknowledge, nuisance."""
    csv = wants_csv(form, accept)
    rights.need_anywhere(Permission.EXPORT if csv else Permission.VIEW)
    if day is not None and not _EARLIEST <= day <= _LATEST:
        raise BadRequest(Text("日期超出范围", "The date must lie between 2000 and 2200."))
    now = parts.clock()
    found: list[FiguresOfDays] = []
    with parts.records.reading() as tx:
        for each in sorted(rights.sites(site, parts.sites)):
            here = parts.sites[each]
            last = day or now.astimezone(here.time_zone).date()
            found.append(alarm_figures_of_days(tx, here, last - timedelta(days=days - 1), last, now=now))
    if csv:
        return csv_answer("alarm-figures", ALARM_FIGURE_COLUMNS, [figures for site_figures in found for figures in site_figures.days], lang)
    return AlarmFiguresReport(
        days=[AlarmFigures.model_validate(figures.as_json()) for site_figures in found for figures in site_figures.days],
        totals=[AlarmFigures.model_validate(site_figures.total.as_json()) for site_figures in found],
    )
