"""From the transitions of the rules to alarms, work orders, tasks, notifications and the event log: one transaction.

The policy is written down in ``docs/adr/0005-alarm-to-work-order.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.records import Transaction
from domain.site import Site
from domain.transition import Transition
from domain.work_order import OrderEvent
from operations.responsibility import ensure_order
from operations.restart_digest import digest
from operations.workorders.joining import come_back, tell_order
from operations.workorders.record import is_open
from rules.alarms import episodes
from rules.alarms.record import tell

__all__ = ["digest", "ensure_order", "respond"]


def respond(tx: Transaction, transitions: Sequence[Transition], site: Site, now: datetime) -> None:
    """Make `transitions` of `site` durable with all that follows from them. What was told before changes nothing.

    Raises `Conflict` when a person changed the same alarm or order at the same moment: roll back and call again.
    """
    for transition in transitions:
        applied = episodes.apply(tx, transition, at=now)
        if applied is not None and applied.event is not None:
            alarm = _RESPONSES[applied.event](tx, applied.alarm, transition, site, now)
            tell(tx, alarm, applied.event, at=now)


def _raised(tx: Transaction, alarm: Alarm, transition: Transition, site: Site, now: datetime) -> Alarm:
    order = ensure_order(tx, alarm, site, now, template=transition.order, known_at=transition.known_at, silent=transition.silent)
    return alarm if order is None else replace(alarm, work_order_id=order.id)


def _reraised(tx: Transaction, alarm: Alarm, transition: Transition, site: Site, now: datetime) -> Alarm:
    order = tx.orders.of_alarm(alarm.id)
    if order is None:
        return _raised(tx, alarm, transition, site, now)
    if is_open(order):
        come_back(tx, order, alarm, site, known_at=transition.known_at, at=now, silent=transition.silent or alarm.hidden_by is not None)
    return alarm


def _latched(tx: Transaction, alarm: Alarm, transition: Transition, _site: Site, now: datetime) -> Alarm:
    tell_order(tx, alarm, OrderEvent.NOTED, at=now, occurred_at=transition.occurred_at)
    return alarm


def _ended(tx: Transaction, alarm: Alarm, transition: Transition, _site: Site, now: datetime) -> Alarm:
    tell_order(tx, alarm, OrderEvent.ALARM_CLEARED, at=now, occurred_at=transition.occurred_at)
    return alarm


def _recorded(_tx: Transaction, alarm: Alarm, _transition: Transition, _site: Site, _now: datetime) -> Alarm:
    return alarm


_RESPONSES: dict[AlarmEvent, Callable[[Transaction, Alarm, Transition, Site, datetime], Alarm]] = {
    AlarmEvent.RAISED: _raised,
    AlarmEvent.RERAISED: _reraised,
    AlarmEvent.RETURNED: _latched,
    AlarmEvent.CLEARED: _ended,
    AlarmEvent.RETIRED: _ended,
    AlarmEvent.RECORDED: _recorded,
}
