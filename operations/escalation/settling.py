"""A call-out that needs no answer any more: somebody has taken the order or acknowledged the alarm elsewhere, or it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm
from domain.call_out import CallOut, CallState
from domain.records import Transaction
from domain.work_order import WorkOrder
from operations.escalation import telling
from operations.escalation.ending import stop
from operations.workorders.record import is_open

_LOOKED_THROUGH = 20
"""So many alarms of a call-out are looked through."""
UNANSWERED = frozenset({CallState.CALLING, CallState.UNANSWERED})
"""States in which an answer is still wanted."""


def is_settled(tx: Transaction, call_out: CallOut) -> bool:
    """Whether nobody has to answer `call_out` any more, as the records stand."""
    order = None if call_out.work_order_id is None else tx.orders.get(call_out.work_order_id)
    if order is not None and (not is_open(order) or _is_taken(order, call_out)):
        return True
    if order is not None and call_out.persons:
        return order.assignee not in call_out.persons  # that others have seen its alarm is no answer of the person whose order it is
    alarms = [alarm for alarm_id in call_out.alarm_ids[:_LOOKED_THROUGH] if (alarm := tx.alarms.get(alarm_id)) is not None]
    return bool(alarms) and all(alarm.ended_at is not None or _is_seen(tx, alarm, call_out) for alarm in alarms)


def settle(tx: Transaction, call_out: CallOut, now: datetime) -> CallOut:
    """End `call_out`, which needs no answer any more; what has not left yet does not leave. Raises `Conflict`."""
    settled = tx.call_outs.save(replace(call_out, state=CallState.SETTLED, next_at=None, ended_at=now))
    stop(tx, settled, now)
    telling.changed(tx, settled, now)
    return settled


def settle_about(tx: Transaction, now: datetime, *, work_order_id: str | None = None, alarm_id: str | None = None) -> int:
    """Settle those about an order or an alarm that need no answer any more; returns how many did. Raises `Conflict`."""
    open_ones = tx.call_outs.about(work_order_id=work_order_id, alarm_id=alarm_id, calling=True)
    over = [each for each in open_ones if each.state in UNANSWERED and is_settled(tx, each)]
    for each in over:
        settle(tx, each, now)
    return len(over)


def _is_taken(order: WorkOrder, call_out: CallOut) -> bool:
    """Whether somebody whose business it is has taken it in hand since they were called."""
    own = [task for task in order.tasks if task.department is call_out.department]
    moments = [moment for task in own for moment in (task.accepted_at, task.done_at)] if own else [order.accepted_at, order.arrived_at, order.completed_at]
    return any(moment is not None and moment >= call_out.created_at for moment in moments)


def _is_seen(tx: Transaction, alarm: Alarm, call_out: CallOut) -> bool:
    """Whether somebody of those called, or of their department, acknowledged it: another department's eyes do not count."""
    if not alarm.acknowledged or alarm.acknowledged_by is None or alarm.acknowledged_at is None:
        return False
    if alarm.acknowledged_by in call_out.people:
        return True
    account = tx.people.by_username(alarm.acknowledged_by)
    return account is not None and account.person.department is call_out.department
