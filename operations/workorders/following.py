"""Children follow their parent: when the order that leads an incident is completed, so is what it explained and is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import IllegalStep
from domain.records import Transaction
from domain.text import Text
from domain.work_order import OrderEvent, OrderState, WorkOrder, next_state
from operations.workorders import closing, watching
from operations.workorders.record import both, change
from rules.alarms.record import SYSTEM

_WITH_PARENT = Text("随主单 {number} 完成，本单告警已恢复", "completed with order {number}: nothing stands here any more")
_DONE = frozenset({OrderState.COMPLETED, OrderState.VERIFIED, OrderState.CLOSED})


def follow(tx: Transaction, parent: WorkOrder, *, by: str, at: datetime) -> None:
    """Complete the children of `parent`, which is completed, that belong to its incident; never one in which an alarm stands or a task is open."""
    for child in tx.orders.children(parent.id):
        _follow(tx, child, parent, by=by, at=at)


def catch_up(tx: Transaction, child: WorkOrder, *, at: datetime) -> WorkOrder:
    """`child`, in which an alarm has just returned, goes with its parent if that one was completed before. Returns it as it is then."""
    parent = None if child.parent_id is None else tx.orders.get(child.parent_id)
    if parent is None or parent.state not in _DONE:
        return child
    return _follow(tx, child, parent, by=SYSTEM, at=at)


def _follow(tx: Transaction, child: WorkOrder, parent: WorkOrder, *, by: str, at: datetime) -> WorkOrder:
    if not child.from_alarm or child.incident_id is None or closing.standing(tx, child) or closing.open_tasks(child):
        return child
    try:
        state = next_state(child.state, OrderEvent.FOLLOWED, from_alarm=True)
    except IllegalStep:
        return child
    done = replace(
        child,
        state=state,
        assignee=child.assignee or parent.assignee,
        accepted_at=child.accepted_at or at,
        arrived_at=child.arrived_at or at,
        completed_at=at,
        outcome=parent.outcome,
        paused_at=None,
        hold_reason=None,
    )
    followed = change(tx, watching.watched(tx, done), OrderEvent.FOLLOWED, at=at, actor=by, note=both(_WITH_PARENT.filled(number=parent.number)))
    follow(tx, followed, by=by, at=at)
    return followed
