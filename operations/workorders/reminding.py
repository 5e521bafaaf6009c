"""催办: somebody who waits for a work order asks those who have it to hurry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.work_order import OrderEvent, WorkOrder, next_state
from operations import service_announcements
from operations.workorders.record import change
from rules.alarms.record import SYSTEM

PAUSE = timedelta(minutes=10)
"""So long after one reminder nobody's next one is told: those who are on their way are left to go."""


def remind(tx: Transaction, order: WorkOrder, *, by: str, site: Site, at: datetime, occurred_at: datetime | None = None, note: str = "") -> WorkOrder:
    """Remind the department that leads `order`; the timeline says who did. Raises `Refusal` within `PAUSE` of the last one, `IllegalStep` once it is over."""
    following = next_state(order.state, OrderEvent.REMINDED, from_alarm=order.from_alarm)
    last = max((line.at for line in tx.orders.timeline(order.id) if line.event is OrderEvent.REMINDED and line.actor != SYSTEM), default=None)
    if last is not None and at - last < PAUSE:
        minutes = int(PAUSE.total_seconds() // 60)
        raise Refusal(f"{minutes} 分钟内已催办过，请稍候", f"somebody reminded them less than {minutes} minutes ago: give them time, or call them")
    saved = change(tx, replace(order, state=following), OrderEvent.REMINDED, at=at, occurred_at=occurred_at or at, actor=by, note=note)
    service_announcements.hurried(tx, saved, by, note, site, at)
    return saved
