"""What people do to alarms, where the alarm's work order must follow. As `rules.alarms.steps`, with the same errors."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.records import Transaction
from domain.site import Site
from domain.transition import OrderTemplate
from domain.work_order import OrderEvent
from operations.showing import settle
from operations.workorders.joining import tell_order
from rules.alarms import steps
from rules.alarms.hiding import uncover
from rules.alarms.steps import acknowledge, check_version, shelve

__all__ = ["acknowledge", "reset", "shelve", "show", "unshelve"]


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
    alarm = steps.find(tx, alarm_id)
    check_version(alarm, version)
    return show(tx, alarm, site=site, at=at, by=by, note=note, event=AlarmEvent.UNSHELVED, template=template)


def show(tx: Transaction, alarm: Alarm, *, site: Site, at: datetime, by: str, note: str, event: AlarmEvent, template: OrderTemplate | None = None) -> Alarm:
    """End what hides `alarm`: `event` says which way (UNSHELVED, UNSUPPRESSED, IN_SERVICE). Returns it as it is then.

    If it is still active it gets its order, made as `template` says, else the usual one of its department; unless something
    else hides it too, which then goes on doing so. What came and went while it was suppressed or out of service ends.
    """
    shown, events = uncover(tx, alarm, site, at=at, event=event, by=by, note=note)
    return settle(tx, shown, events, site, at=at, by=by, template=template)


def reset(tx: Transaction, alarm_id: str, *, by: str, at: datetime, reason: str, evidence: str, version: int | None = None) -> Alarm:
    """Reset a latched alarm on site; its order is told, and stays open."""
    alarm = steps.reset(tx, alarm_id, by=by, at=at, reason=reason, evidence=evidence, version=version)
    tell_order(tx, alarm, OrderEvent.ALARM_CLEARED, at=at, occurred_at=at, actor=by)
    return alarm
