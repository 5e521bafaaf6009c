"""Weather warnings: what is coming, given by hand or by a feed, and what it started."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.schemas.alarm import HumanStep
from api.schemas.weather import ChangeWeatherWarning, LiftWeatherWarning, NewWeatherWarning, WeatherWarning, WeatherWarningPage
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import all_pages, csv_answer
from api.tables.weather_columns import WARNING_COLUMNS
from api.weather import find_warning, warning_out
from api.writing import Write, Writing
from domain import weather as domain
from domain.page import Page
from domain.people import Permission
from domain.records import Transaction
from operations import weather

router = APIRouter(prefix="/weather-warnings", tags=["weather"])


@router.get("", response_model=WeatherWarningPage)
def list_weather_warnings(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[domain.WarningState | None, Query()] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> WeatherWarningPage | Response:
    """Weather warnings, newest first. A table needs the permission `export`."""
    sites = rights.sites(site, parts.sites)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[domain.WeatherWarning]:
        with parts.records.reading() as tx:
            return tx.weather_warnings.list(sites, state=state, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("weather-warnings", WARNING_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    with parts.records.reading() as tx:
        return WeatherWarningPage(items=[warning_out(tx, warning) for warning in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=WeatherWarning, status_code=201)
def give_weather_warning(body: NewWeatherWarning, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """A warning holds from now on. Plans that prepare for it start their preparation by themselves."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.KEEP_SUPPLIES, body.site)
    given = weather.Given(body.kind, body.level, body.until, body.words)

    def act(tx: Transaction) -> WeatherWarning:
        return warning_out(tx, weather.give(tx, given, site=parts.sites[body.site], by=write.by, at=write.now), whole=True)

    return write.once("weather.give", body.site, body.model_dump_json(), act, status=201, detail=told(body))


@router.get("/{warning_id}")
def get_weather_warning(warning_id: str, parts: Parts, rights: SignedIn) -> WeatherWarning:
    """One warning with its history and the preparations that it started."""
    with parts.records.reading() as tx:
        return warning_out(tx, find_warning(parts, rights, tx, warning_id), whole=True)


@router.post("/{warning_id}/change", response_model=WeatherWarning)
def change_weather_warning(warning_id: str, body: ChangeWeatherWarning, parts: Parts, write: Writing) -> Response:
    """Another level or another end."""

    def act(tx: Transaction, warning: domain.WeatherWarning) -> domain.WeatherWarning:
        site = parts.sites[warning.site]
        return weather.change(tx, warning_id, level=body.level, until=body.until, words=body.words, site=site, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "change", warning_id, body, act)


@router.post("/{warning_id}/lift", response_model=WeatherWarning)
def lift_weather_warning(warning_id: str, body: LiftWeatherWarning, parts: Parts, write: Writing) -> Response:
    """It is over; what is being prepared goes on until somebody stands it down."""

    def act(tx: Transaction, _warning: domain.WeatherWarning) -> domain.WeatherWarning:
        return weather.lift(tx, warning_id, by=write.by, at=write.now, note=body.note, version=write.version)

    return _step(parts, write, "lift", warning_id, body, act)


def _step(
    parts: Services, write: Write, step: str, warning_id: str, body: HumanStep, act: Callable[[Transaction, domain.WeatherWarning], domain.WeatherWarning]
) -> Response:
    def whole(tx: Transaction) -> WeatherWarning:
        warning = find_warning(parts, write.rights, tx, warning_id)
        write.rights.need(Permission.KEEP_SUPPLIES, warning.site)
        return warning_out(tx, act(tx, warning), whole=True)

    def version_now(tx: Transaction) -> int | None:
        warning = tx.weather_warnings.get(warning_id)
        return None if warning is None else warning.version

    return write.once(f"weather.{step}", warning_id, body.model_dump_json(), whole, detail=told(body), version_now=version_now)
