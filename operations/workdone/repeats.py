"""Repeat faults (重复故障): the same asset with the same cause again, within `LOOK_BACK` of a repair."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from domain.event_log import EventType
from domain.identity import LIVE
from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_done import CAUSE_NAMES, LOOK_BACK, FaultTrace, RepeatFault
from domain.work_order import OrderEvent, WorkOrder
from operations.deciding import Due, decide
from operations.telling import tell_of_order

log = logging.getLogger(__name__)

FOLLOWER = "repeat-faults"
"""Its place in the event log: which completed orders have been looked at."""
_AT_ONCE = 500


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Look back from orders that have been completed since the last time, though nobody wrote down what was done; returns how many were repeats."""
    with records.reading() as tx:
        seen = tx.housekeeping.cursor(FOLLOWER)
        news = tx.events.after(seen, limit=_AT_ONCE)
    if not news:
        return 0
    done = {
        each.event.subject_id: each.event.site for each in news if each.event.type is EventType.WORK_ORDER and each.event.transition == OrderEvent.COMPLETED
    }
    found = decide(records, [Due(_look_back, order_id, sites[site]) for order_id, site in done.items() if site in sites], now)
    with records.transaction() as tx:
        tx.housekeeping.set_cursor(FOLLOWER, news[-1].sequence)
    return found


def look_back(tx: Transaction, order_id: str, site: Site, now: datetime) -> RepeatFault | None:
    """Decide, as far as is known now, whether the order's fault is an earlier one again, and tell engineering the first time it is."""
    order, trace = tx.orders.get(order_id), tx.work_done.trace(order_id)
    repeat = None if order is None or trace is None else _repeat(tx, order, trace, now)
    known = tx.work_done.repeat_of(order_id)
    if repeat is not None and known is not None and (repeat.earlier_id, repeat.cause, repeat.rule) == (known.earlier_id, known.cause, known.rule):
        return known
    if repeat is None and known is None:
        return None
    tx.work_done.set_repeat(order_id, repeat)
    if order is not None and repeat is not None:
        _announce(tx, order, repeat, site, now)
    return repeat


def _look_back(tx: Transaction, order_id: str, site: Site, now: datetime) -> int:
    return int(look_back(tx, order_id, site, now) is not None)


def _repeat(tx: Transaction, order: WorkOrder, trace: FaultTrace, now: datetime) -> RepeatFault | None:
    """Its newest forerunner: done before this one was opened, and not longer ago than `LOOK_BACK`. What was practised in a drill is no fault."""
    if order.asset is None or order.realm != LIVE:
        return None
    before = tx.work_done.traces(order.realm, order.site, order.asset, since=order.opened_at - LOOK_BACK, until=order.opened_at)
    earlier = next((each for each in before if each.order_id != order.id and each.same_fault(trace)), None)
    if earlier is None:
        return None
    cause = trace.named_cause if earlier.named_cause is not None else None
    rule = None if cause is not None else min(trace.rules & earlier.rules)
    return RepeatFault(order.id, earlier.order_id, order.site, order.asset, cause, rule, now)


def _announce(tx: Transaction, order: WorkOrder, repeat: RepeatFault, site: Site, now: datetime) -> None:
    """Tell engineering, once for each order."""
    asset = site.assets.get(repeat.asset)
    name = Text(repeat.asset, repeat.asset) if asset is None else asset.name
    earlier = tx.orders.get(repeat.earlier_id)
    cause = Text("同一告警再次发生", "the same alarm again") if repeat.cause is None else CAUSE_NAMES[repeat.cause]
    title = Text("重复故障：{asset}", "Repeat fault: {asset}").filled(asset=name)
    body = Text(
        "{cause} · 工单 {number}，30 天内上次 {earlier} · 请查找根本原因",
        "{cause} · order {number}, last {earlier} within 30 days · look for the root cause",
    ).filled(cause=cause, number=order.number, earlier=None if earlier is None else earlier.number)
    tell_of_order(tx, order, f"repeat-fault|{order.id}", NotificationKind.REPEAT_FAULT, Department.ENGINEERING, title, body, now)
