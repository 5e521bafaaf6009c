"""Reports: computed from the records when asked, nothing estimated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.paging import LARGEST_PAGE, every_item
from api.problems import BadRequest
from api.schemas.report import BouncesReport, DailyReport, DepartmentBounces, KeptLimit, KeptLimits, SeverityCount
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.bounces_columns import BOUNCES_COLUMNS
from api.tables.csv_table import csv_answer
from domain.alarm import ACTIVE_STATES, Alarm
from domain.people import Permission
from domain.records import AlarmFilter, OrderFilter, Transaction
from domain.severity import Severity
from domain.text import Text
from domain.time import rfc3339
from domain.work_order import OrderState, WorkOrder
from operations.figures.bounces import Bounces, added, bounces

router = APIRouter(prefix="/reports", tags=["report"])

_LOOK_BACK = timedelta(days=31)


@router.get("/daily")
def daily_report(
    parts: Parts,
    rights: SignedIn,
    day: Annotated[date | None, Query(alias="date", description="In the site's time zone; default: today.")] = None,
    site: SiteAsked = None,
) -> DailyReport:
    """A day in figures."""
    rights.need_anywhere(Permission.REPORT)
    sites = rights.sites(site, parts.sites)
    zones = {each: parts.sites[each].time_zone for each in sites}
    now = parts.clock()
    asked = _asked(day, now, next(iter(zones.values()), ZoneInfo("UTC")))
    days = {each: _day(asked, zone) for each, zone in zones.items()}
    with parts.records.reading() as tx:
        alarms = [alarm for each, (since, until) in days.items() for alarm in _raised(tx, each, since, until)]
        bounced = added([one for each, (since, until) in days.items() for one in bounces(tx, each, since, until)])
        recent = [order for each, (_, until) in days.items() for order in _opened(tx, each, until - _LOOK_BACK, until)]
    opened = [order for order in recent if days[order.site][0] <= order.opened_at]
    closed = [order for order in recent if order.state is OrderState.CLOSED and order.closed_at is not None and _within(order.closed_at, days[order.site])]
    since = min((since for since, _ in days.values()), default=now)
    until = max((until for _, until in days.values()), default=now)
    return DailyReport(
        date=asked.isoformat(),
        site=site,
        sites=list(sites),
        since=rfc3339(since),
        until=rfc3339(until),
        complete=until <= now,
        alarms_raised=len(alarms),
        alarms_by_severity=[SeverityCount(severity=severity, count=sum(alarm.severity is severity for alarm in alarms)) for severity in Severity],
        alarms_still_active=sum(alarm.state in ACTIVE_STATES for alarm in alarms),
        orders_opened=len(opened),
        orders_closed=len(closed),
        limits=_limits(opened, now),
        median_minutes_to_acknowledge=_median((alarm.raised_at, alarm.acknowledged_at) for alarm in alarms),
        median_minutes_to_accept=_median((order.opened_at, order.accepted_at) for order in opened),
        bounces=[_bounces_out(one) for one in bounced],
    )


@router.get("/bounces", response_model=BouncesReport)
def bounces_report(
    parts: Parts,
    rights: SignedIn,
    day: Annotated[date | None, Query(alias="date", description="The last day, in the site's time zone; default: today.")] = None,
    days: Annotated[int, Query(ge=1, le=92)] = 30,
    site: SiteAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> BouncesReport | Response:
    """Orders that were sent back (退单) or on (转单), by the department of whoever did it. A table needs the permission `export`."""
    rights.need_anywhere(Permission.REPORT)
    csv = wants_csv(form, accept)
    if csv:
        rights.need_anywhere(Permission.EXPORT)
    sites = rights.sites(site, parts.sites)
    now = parts.clock()
    spans = {}
    for each in sites:
        zone = parts.sites[each].time_zone
        last = _asked(day, now, zone)
        spans[each] = (_day(last - timedelta(days=days - 1), zone)[0], _day(last, zone)[1])
    with parts.records.reading() as tx:
        found = added([one for each, (since, until) in spans.items() for one in bounces(tx, each, since, until)])
    if csv:
        return csv_answer("bounces", BOUNCES_COLUMNS, found, lang)
    return BouncesReport(
        since=rfc3339(min((since for since, _ in spans.values()), default=now)),
        until=rfc3339(max((until for _, until in spans.values()), default=now)),
        items=[_bounces_out(one) for one in found],
    )


def _bounces_out(one: Bounces) -> DepartmentBounces:
    return DepartmentBounces(department=one.department, declined=one.declined, transferred=one.transferred)


def _asked(day: date | None, now: datetime, zone: ZoneInfo) -> date:
    """The day asked for, or today on the clock of `zone`. Raises `BadRequest`."""
    asked = day or now.astimezone(zone).date()
    if not date(2000, 1, 1) <= asked <= date(2200, 1, 1):
        raise BadRequest(Text("日期超出范围", "The date must lie between 2000 and 2200."))
    return asked


def _day(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From midnight to midnight on the site's clock, in UTC: 23 or 25 hours where clocks change."""
    start, end = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return start, end


def _within(moment: datetime, day: tuple[datetime, datetime]) -> bool:
    return day[0] <= moment < day[1]


def _raised(tx: Transaction, site: str, since: datetime, until: datetime) -> list[Alarm]:
    where = AlarmFilter(sites=(site,), since=since, until=until)
    return list(every_item(lambda cursor: tx.alarms.list(where, cursor=cursor, limit=LARGEST_PAGE)))


def _opened(tx: Transaction, site: str, since: datetime, until: datetime) -> list[WorkOrder]:
    where = OrderFilter(sites=(site,), since=since, until=until)
    return list(every_item(lambda cursor: tx.orders.list(where, cursor=cursor, limit=LARGEST_PAGE)))


def _limits(orders: Sequence[WorkOrder], now: datetime) -> KeptLimits:
    return KeptLimits(
        accept=_kept(((order.due.accept_by, order.accepted_at) for order in orders), now),
        arrive=_kept(((order.due.arrive_by, order.arrived_at) for order in orders), now),
        resolve=_kept(((order.due.resolve_by, order.completed_at) for order in orders), now),
    )


def _kept(pairs: Iterable[tuple[datetime | None, datetime | None]], now: datetime) -> KeptLimit:
    """A limit is decided once the thing was done or its time is over."""
    decided = [(limit, done) for limit, done in pairs if limit is not None and (done is not None or limit <= now)]
    return KeptLimit(kept=sum(done is not None and done <= limit for limit, done in decided), decided=len(decided))


def _median(spans: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    minutes = [(done - start).total_seconds() / 60 for start, done in spans if done is not None]
    return round(median(minutes), 2) if minutes else None
