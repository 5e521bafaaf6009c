"""What people do to alarms, where the alarm's work order must follow. As `rules.alarms.steps`, with the same errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.records import Transaction
from domain.site import Site
from domain.transition import OrderTemplate
from domain.work_order import OrderEvent
from operations.responsibility import ensure_order
from operations.workorders.joining import tell_order
from rules.alarms import steps
from rules.alarms.record import tell
from rules.alarms.steps import acknowledge, shelve

__all__ = ["acknowledge", "reset", "shelve", "unshelve"]


def unshelve(
    tx: Transaction,
    alarm_id: str,
    *,
    site: Site,
    by: str,
    at: datetime,
    note: str = "",
    version: int | None = None,
    template: OrderTemplate | None = None,
) -> Alarm:
    """Show the alarm again; one that was raised while hidden and is still active gets its order now."""
    alarm = steps.show(tx, alarm_id, by=by, at=at, note=note, version=version)
    order = ensure_order(tx, alarm, site, at, template=template)
    if order is not None:
        alarm = replace(alarm, work_order_id=order.id)
    tell(tx, alarm, AlarmEvent.UNSHELVED, at=at, actor=by)
    return alarm


def reset(tx: Transaction, alarm_id: str, *, by: str, at: datetime, reason: str, evidence: str, version: int | None = None) -> Alarm:
    """Reset a latched alarm on site; its order is told, and stays open."""
    alarm = steps.reset(tx, alarm_id, by=by, at=at, reason=reason, evidence=evidence, version=version)
    tell_order(tx, alarm, OrderEvent.ALARM_CLEARED, at=at, occurred_at=at, actor=by)
    return alarm
