"""事不过夜: at day's end every request of a person has had an answer or has a promise; of the others the manager hears, once a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from domain.identity import LIVE
from domain.records import OrderFilter, Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OPEN_STATES, OrderEvent, OrderState, TimelineEntry, WorkOrder, next_state
from domain.working_time import working_between
from operations import service_announcements
from operations.deciding import Due, decide
from operations.workorders import service
from operations.workorders.record import both, change
from rules.alarms.record import SYSTEM

_E = OrderEvent
_ANSWERS = frozenset({_E.ACCEPTED, _E.STARTED, _E.ARRIVED, _E.HELD, _E.RESUMED, _E.COMPLETED, _E.NOTED, _E.PROMISED})
"""What counts as an answer, if somebody else than the one who asked gave it."""

_DONE = frozenset({OrderState.COMPLETED, OrderState.VERIFIED})
_DAY = timedelta(days=1)
_PAGE = 200
_SILENT = Text("日终无答复、无承诺，已报项目经理", "No answer and no promise at day's end: the manager was told")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Look through the requests of each of `sites` whose day has ended since it was last looked through; returns how many requests nobody had answered.

    After an absence of days they are looked through once. Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        due = [Due(_decide, site.id, site) for site in sites.values() if _undecided(tx, site, now) is not None]
    return decide(records, due, now)


def _decide(tx: Transaction, _site_id: str, site: Site, now: datetime) -> int:
    day = _undecided(tx, site, now)
    if day is None:
        return 0
    tx.housekeeping.set_cursor(_cursor(site), day.toordinal())
    end, since = _end(site, day), _end(site, day - _DAY)
    silent = [order for order in _requests(tx, site) if _is_silent(tx, order, site, since, end)]
    for order in silent:
        state = next_state(order.state, _E.ESCALATED, from_alarm=order.from_alarm)
        change(tx, replace(order, state=state), _E.ESCALATED, at=now, occurred_at=end, note=both(_SILENT))
    if silent:
        service_announcements.day_ended(tx, silent, day.isoformat(), site, now)
    return len(silent)


def _undecided(tx: Transaction, site: Site, now: datetime) -> date | None:
    """The last day of `site` that has ended, unless it is decided."""
    if service.levels_of(site).day_end is None:
        return None
    today = now.astimezone(site.time_zone).date()
    ended = today if _end(site, today) <= now else today - _DAY
    return ended if tx.housekeeping.cursor(_cursor(site)) < ended.toordinal() else None


def _requests(tx: Transaction, site: Site) -> Iterator[WorkOrder]:
    """Open requests of people at `site`, newest first."""
    cursor = None
    while True:
        page = tx.orders.list(OrderFilter(sites=(site.id,), states=OPEN_STATES, realm=LIVE), cursor=cursor, limit=_PAGE)
        yield from (order for order in page.items if order.requested_by is not None and not order.from_alarm)
        cursor = page.next_cursor
        if cursor is None:
            return


def _is_silent(tx: Transaction, order: WorkOrder, site: Site, since: datetime, end: datetime) -> bool:
    """Whether `order` should have had an answer between the last day's end and this one, and had none.

    A day on which nobody is on duty for it (a holiday) asks for none.
    """
    asked = max(order.opened_at, since)
    promised = order.promised_until is not None and order.promised_until > end
    if order.state in _DONE or promised or not working_between(service.calendar_of(order, site), asked, end):
        return False
    return not any(_answers(line, order) and since < line.at <= end for line in tx.orders.timeline(order.id))


def _answers(line: TimelineEntry, order: WorkOrder) -> bool:
    return line.event in _ANSWERS and line.actor not in {SYSTEM, order.requested_by}


def _end(site: Site, day: date) -> datetime:
    """When `day` ends at `site`, in UTC."""
    return datetime.combine(day, service.levels_of(site).day_end or time(), site.time_zone).astimezone(UTC)


def _cursor(site: Site) -> str:
    return f"day-end|{site.id}"
