"""Human deadlines: columns that the worker sweeps. Each is decided once, however often, late and by how many it is swept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, Hiding, next_state
from domain.records import Records, RecordsUnavailable, Transaction
from domain.site import Site
from domain.work_order import OrderEvent, WorkOrder
from domain.work_order import next_state as next_order_state
from operations import announcements, digest, fire_verification, out_of_service, permits
from operations.alarm_steps import show
from operations.deciding import Due, decide
from operations.incidents.orders import is_quiet
from operations.incidents.release import release_due, show_outlived
from operations.realarm import realarm
from operations.workorders import limits
from operations.workorders.record import both, change
from rules.alarms.hiding import SHOWS
from rules.alarms.record import SYSTEM, tell
from rules.alarms.record import change as change_alarm
from rules.incidents.suppressing import is_by_cause

log = logging.getLogger(__name__)

_TIME_IS_UP = {
    Hiding.SHELVED: "到期自动取消搁置 / time is up",
    Hiding.SUPPRESSED: "到期自动恢复提醒 / time is up",
    Hiding.OUT_OF_SERVICE: "到期自动恢复使用 / time is up",
}

Sweeper = Callable[[Records, Mapping[str, Site], datetime], int]


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now` at `sites` (by id); returns how many decisions were made.

    Hidden alarms whose time is up are shown, and get an order if they need one; so is what outlived its cause. Limits of
    orders that passed are marked and told; acknowledged alarms that still stand ask to be seen again; permits and
    verifications of fire that nobody ended are decided; the night's digest is sent. Each decision is a transaction of
    its own; one that somebody else is making at this moment is left to him. A sweeper that fails stops no other.
    Raises `RecordsUnavailable`.
    """
    return sum(_sweep(sweeper, records, sites, now) for sweeper in SWEEPERS)


def _sweep(sweeper: Sweeper, records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    try:
        return sweeper(records, sites, now)
    except RecordsUnavailable:
        raise
    except Exception:
        log.exception("%s failed; it is tried again", sweeper.__module__)
        return 0


def _times_up(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Show what was hidden until now."""
    with records.reading() as tx:
        due = [Due(_show, alarm.id, sites[alarm.site]) for alarm in tx.alarms.hidden_until_before(now) if alarm.site in sites]
    return decide(records, due, now)


def _show(tx: Transaction, alarm_id: str, site: Site, now: datetime) -> int:
    alarm = tx.alarms.get(alarm_id)
    hidden_by = None if alarm is None else alarm.hidden_by
    if alarm is None or hidden_by is None or hidden_by.until is None or hidden_by.until > now:
        return 0
    if is_by_cause(hidden_by):
        show_outlived(tx, alarm, None if alarm.incident_id is None else tx.incidents.get(alarm.incident_id), site, now)
        return 1
    shown = show(tx, alarm, site=site, at=now, by=SYSTEM, note=_TIME_IS_UP[hidden_by.kind], event=SHOWS[hidden_by.kind])
    if hidden_by.kind is not Hiding.SHELVED:
        fire_verification.on_shown(tx, shown, site, now)
    return 1


def _limits(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Mark and tell the limits of orders that passed. Those of an order that is quiet wait until it no longer is."""
    with records.reading() as tx:
        due = [Due(_mark, order.id, sites[order.site]) for order in tx.orders.due_before(now) if order.site in sites and _passed(tx, order, now)]
    return decide(records, due, now)


def _passed(tx: Transaction, order: WorkOrder, now: datetime) -> tuple[str, ...]:
    names = limits.passed(order, now)
    return () if names and is_quiet(tx, order) else names


def _mark(tx: Transaction, order_id: str, site: Site, now: datetime) -> int:
    order = tx.orders.get(order_id)
    if order is None:
        return 0
    names = _passed(tx, order, now)
    for name in names:
        order = _mark_limit(tx, order, name, site, now)
    return len(names)


def _mark_limit(tx: Transaction, order: WorkOrder, name: str, site: Site, now: datetime) -> WorkOrder:
    moment = limits.limit_of(order, name)
    state = next_order_state(order.state, OrderEvent.OVERDUE, from_alarm=order.from_alarm)
    note = both(announcements.limit_note(name, moment, site.time_zone))
    marked = change(tx, replace(order, state=state, overdue=(*order.overdue, name)), OrderEvent.OVERDUE, at=now, occurred_at=moment, note=note)
    # What was done after all, only late, is kept in the record; nobody needs to be called for it.
    if limits.met_at(order, name) is None:
        announcements.limit_passed(tx, marked, name, site, now)
    return marked


def _realarms(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    with records.reading() as tx:
        due = [Due(realarm, alarm.id, sites[alarm.site]) for alarm in tx.alarms.realarm_before(now) if alarm.site in sites]
    return decide(records, due, now)


def _settled(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """What chattered has been calm for long enough."""
    with records.reading() as tx:
        due = [Due(_settle, alarm.id, sites[alarm.site]) for alarm in tx.alarms.settled_before(now) if alarm.site in sites]
    return decide(records, due, now)


def _settle(tx: Transaction, alarm_id: str, _site: Site, now: datetime) -> int:
    alarm = tx.alarms.get(alarm_id)
    if alarm is None or not _has_settled(alarm, now):
        return 0
    next_state(alarm.beneath, AlarmEvent.SETTLED)
    calm = change_alarm(tx, replace(alarm, chattering_until=None), AlarmEvent.SETTLED, at=now)
    tell(tx, calm, AlarmEvent.SETTLED, at=now)
    return 1


def _has_settled(alarm: Alarm, now: datetime) -> bool:
    return alarm.ended_at is None and alarm.chattering_until is not None and alarm.chattering_until <= now


SWEEPERS: tuple[Sweeper, ...] = (
    fire_verification.sweep,
    permits.sweep,
    out_of_service.sweep,
    release_due,
    _times_up,
    _settled,
    _realarms,
    _limits,
    digest.sweep,
)
"""In the order of urgency. What ends a permit or puts equipment back comes before the times of single alarms."""
