"""Human deadlines: columns that the worker sweeps. Each is decided once, however often and late it is swept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from domain.alarm import Hiding
from domain.records import Conflict, Records, Transaction
from domain.site import Site
from domain.work_order import OrderEvent, WorkOrder, next_state
from operations import announcements
from operations.alarm_steps import unshelve
from operations.workorders import limits
from operations.workorders.record import both, change
from rules.alarms.record import SYSTEM

_TIME_IS_UP = "到期自动取消搁置 / time is up"


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now` at `sites` (by id); returns how many decisions were made.

    Shelved alarms whose time is up are shown again, and get an order if they need one. Limits that passed are marked at
    the order, told to those concerned, and never again. Each decision is a transaction of its own; one that somebody
    else is making at this moment is left to him. Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        shelved = [(alarm.id, sites[alarm.site]) for alarm in tx.alarms.shelved_until_before(now) if alarm.site in sites]
        late = [(order.id, sites[order.site]) for order in tx.orders.with_limit_before(now) if order.site in sites and limits.passed(order, now)]
    shown = sum(_decide(records, _show, alarm_id, site, now) for alarm_id, site in shelved)
    return shown + sum(_decide(records, _mark, order_id, site, now) for order_id, site in late)


def _decide(records: Records, decision: Callable[[Transaction, str, Site, datetime], int], subject: str, site: Site, now: datetime) -> int:
    try:
        with records.transaction() as tx:
            return decision(tx, subject, site, now)
    except Conflict:
        return 0


def _show(tx: Transaction, alarm_id: str, site: Site, now: datetime) -> int:
    alarm = tx.alarms.get(alarm_id)
    hidden_by = None if alarm is None else alarm.hidden_by
    if hidden_by is None or hidden_by.kind is not Hiding.SHELVED or hidden_by.until is None or hidden_by.until > now:
        return 0
    unshelve(tx, alarm_id, site=site, by=SYSTEM, at=now, note=_TIME_IS_UP)
    return 1


def _mark(tx: Transaction, order_id: str, site: Site, now: datetime) -> int:
    order = tx.orders.get(order_id)
    if order is None:
        return 0
    names = limits.passed(order, now)
    for name in names:
        order = _mark_limit(tx, order, name, site, now)
    return len(names)


def _mark_limit(tx: Transaction, order: WorkOrder, name: str, site: Site, now: datetime) -> WorkOrder:
    moment = limits.limit_of(order, name)
    state = next_state(order.state, OrderEvent.OVERDUE, from_alarm=order.from_alarm)
    note = both(announcements.limit_note(name, moment, site.time_zone))
    marked = change(tx, replace(order, state=state, overdue=(*order.overdue, name)), OrderEvent.OVERDUE, at=now, occurred_at=moment, note=note)
    # What was done after all, only late, is kept in the record; nobody needs to be called for it.
    if limits.met_at(order, name) is None:
        announcements.limit_passed(tx, marked, name, site, now)
    return marked
