"""What the figures need of the records, read once for all days that are asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.alarm import Alarm, AlarmEntry, AlarmEvent
from domain.page import Page
from domain.records import OrderFilter, Transaction
from domain.work_order import Outcome, WorkOrder
from operations.figures.annunciation import annunciations, chatters_after

LOOK_BACK = timedelta(days=1)
"""How far before a time a flood is looked for that was going on then."""
ANSWERED_WITHIN = timedelta(days=1)
"""A call that nobody has acknowledged for so long counts as unanswered."""
STANDING_LOOK_BACK = timedelta(days=31)
"""Alarms that were raised longer ago are found only while they still stand."""

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """Alarms by id; lines of history oldest first, from a day before to a day after; which lines asked for attention.

    `standing` holds the whole history of those that have stood for long. `outcomes` says what was found on site, by alarm.
    """

    alarms: Mapping[str, Alarm]
    entries: Sequence[AlarmEntry]
    calls: Sequence[AlarmEntry]
    standing: Mapping[str, Sequence[AlarmEntry]]
    outcomes: Mapping[str, Outcome]

    def around(self, since: datetime, until: datetime) -> Reading:
        """As if only this time had been asked for, so that the figures of a day do not depend on the days beside it."""
        first, last = since - LOOK_BACK, until + ANSWERED_WITHIN
        return replace(self, entries=_part(self.entries, first, last), calls=_part(self.calls, first, last))


def read(tx: Transaction, site: str, since: datetime, until: datetime, *, long_standing: timedelta, now: datetime | None) -> Reading:
    """All that figures of the site from `since` to `until` need. `now` `None`: long after it."""
    entries = tx.alarms.entries_between(site, since - LOOK_BACK, until + ANSWERED_WITHIN)
    # What stood then has not ended, or has a line of history since then. Only of times long past must one look for more.
    over = now is None or now > until + ANSWERED_WITHIN
    recent = tx.alarms.raised_between(site, since - (STANDING_LOOK_BACK if over else LOOK_BACK), until)
    alarms = {alarm.id: alarm for alarm in (*tx.alarms.open_at(site), *recent)}
    for alarm_id in {entry.alarm_id for entry in entries} - set(alarms):
        found = tx.alarms.get(alarm_id)
        if found is not None:
            alarms[alarm_id] = found
    stood = [alarm.id for alarm in alarms.values() if _may_have_stood(alarm, since, until, long_standing)]
    return Reading(
        alarms=alarms,
        entries=entries,
        calls=_calls(tx, entries),
        standing={alarm_id: tx.alarms.history(alarm_id) for alarm_id in stood},
        outcomes=_outcomes(tx, site, entries, alarms, since, until),
    )


def calls_between(tx: Transaction, site: str, since: datetime, until: datetime) -> list[AlarmEntry]:
    """The annunciations of a site with ``since <= at < until``, oldest first; drills are left out."""
    return _calls(tx, tx.alarms.entries_between(site, since, until))


def _calls(tx: Transaction, entries: Sequence[AlarmEntry]) -> list[AlarmEntry]:
    begun = {entry.alarm_id for entry in entries if entry.event is AlarmEvent.RAISED}
    back = {entry.alarm_id for entry in entries if entry.event is AlarmEvent.RERAISED} - begun
    first = entries[0].at if entries else None
    chattering = {each for each in back if chatters_after([entry for entry in tx.alarms.history(each) if first is not None and entry.at < first])}
    return annunciations(entries, chattering=chattering)


def _part(entries: Sequence[AlarmEntry], first: datetime, last: datetime) -> Sequence[AlarmEntry]:
    return entries[bisect_left(entries, first, key=_at) : bisect_left(entries, last, key=_at)]


def _at(entry: AlarmEntry) -> datetime:
    return entry.at


def _may_have_stood(alarm: Alarm, since: datetime, until: datetime, long_standing: timedelta) -> bool:
    end = alarm.ended_at or until
    return alarm.raised_at + long_standing < min(end, until) and end > since


def _outcomes(
    tx: Transaction, site: str, entries: Sequence[AlarmEntry], alarms: Mapping[str, Alarm], since: datetime, until: datetime
) -> Mapping[str, Outcome]:
    """What a person found, by alarm: said of the alarm itself, or of the order that is responsible for it."""
    raised = [alarms[entry.alarm_id] for entry in entries if entry.event is AlarmEvent.RAISED and since <= entry.at < until and entry.alarm_id in alarms]
    orders = {order.id: order for order in _opened(tx, site, since, until)}
    found: dict[str, Outcome] = {}
    for alarm in raised:
        order = orders.get(alarm.work_order_id or "") or (None if alarm.work_order_id is None else tx.orders.get(alarm.work_order_id))
        if order is not None and order.outcome is not None:
            found[alarm.id] = order.outcome
    found.update({entry.alarm_id: Outcome.FALSE_ALARM for entry in entries if entry.event is AlarmEvent.FALSE_ALARM})
    return found


def _opened(tx: Transaction, site: str, since: datetime, until: datetime) -> Iterable[WorkOrder]:
    where = OrderFilter(sites=(site,), since=since, until=until)
    cursor: str | None = None
    while True:
        page: Page[WorkOrder] = tx.orders.list(where, cursor=cursor, limit=_PAGE)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
