"""What follows when an alarm is shown again: it belongs to an incident, or it gets its order; and what it explains comes to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.records import Transaction
from domain.site import Site
from domain.transition import OrderTemplate
from operations.drills.preempting import preempt
from operations.incidents.gathering import Gathering
from operations.incidents.joining import cause_stands, join
from operations.plans.beginning import on_alarm
from operations.responsibility import ensure_order
from rules.alarms.record import SYSTEM, tell


def settle(
    tx: Transaction,
    alarm: Alarm,
    events: Sequence[AlarmEvent],
    site: Site,
    *,
    at: datetime,
    by: str = SYSTEM,
    template: OrderTemplate | None = None,
    known_at: datetime | None = None,
    silent: bool = False,
) -> Alarm:
    """`alarm` is as it is after `events`, which the event log has yet to be told; returns it as it is when all is settled.

    `template`, `known_at` and `silent` are those of `operations.responsibility.ensure_order`.
    """
    gathering = Gathering()
    joined = join(tx, alarm, site, at, gathering)
    order = ensure_order(tx, joined.alarm, site, at, template=template, known_at=known_at, silent=silent)
    settled = joined.alarm if order is None else replace(joined.alarm, work_order_id=order.id)
    for event in (*events, *joined.events):
        tell(tx, settled, event, at=at, actor=by)
    cause_stands(tx, settled, site, at, gathering)
    gathering.settle(tx, at)
    shown = tx.alarms.get(alarm.id) or settled
    preempt(tx, (shown,), site, at)
    on_alarm(tx, shown, site, at, shown=True)
    return shown
