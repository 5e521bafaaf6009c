"""When an order may end. An alarm whose condition is there keeps its order; one that is over goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmState
from domain.problem import Refusal
from domain.records import Transaction
from domain.text import Text
from domain.work_order import Task, WorkOrder
from operations.workorders.record import both
from rules.alarms import steps

_OVER = ("watch", "promise", "task.", "remind.", "escalate.")
"""Appointments that mean nothing once an order has ended."""


def open_tasks(order: WorkOrder) -> Sequence[Task]:
    """The required tasks of assisting departments that are not done."""
    return [task for task in order.tasks if task.required and task.done_at is None]


def check_tasks(order: WorkOrder) -> None:
    """Raise `Refusal` while a required task of an assisting department is open."""
    waiting = sorted({task.department for task in open_tasks(order)})
    if waiting:
        names = ", ".join(waiting)
        raise Refusal(f"协办任务尚未完成，不能提交完成：{names}", f"the order cannot be completed yet: wait for the tasks of {names}")


def standing(tx: Transaction, order: WorkOrder) -> Sequence[Alarm]:
    """The alarms of `order` whose condition is there (a latched one: until it is reset)."""
    return [alarm for alarm_id in order.alarm_ids if (alarm := tx.alarms.get(alarm_id)) is not None and alarm.condition]


def check_normal(tx: Transaction, order: WorkOrder) -> None:
    """Raise `Refusal` while the condition of one of its alarms is there."""
    active = standing(tx, order)
    if active:
        zh, en = "；".join(alarm.message.zh for alarm in active), "; ".join(alarm.message.en for alarm in active)
        raise Refusal(
            f"告警未恢复，工单不能结束：{zh}。待现场恢复正常或在源头复位后再办",
            f"the order cannot end while the condition is there: {en}. It can once the process is normal, or the alarm reset at its source",
        )


def release_alarms(tx: Transaction, order: WorkOrder, *, by: str, at: datetime) -> None:
    """Let go of the alarms of `order`, which is ending. Raises `Refusal` while the condition of one is there.

    Those that have returned and that nobody acknowledged are acknowledged by whoever ends the order: otherwise one
    could come back within its episode and find its order closed.
    """
    check_normal(tx, order)
    note = Text("随工单 {number} 办结", "with work order {number}").filled(number=order.number)
    for alarm_id in order.alarm_ids:
        alarm = tx.alarms.get(alarm_id)
        if alarm is not None and alarm.beneath is AlarmState.RETURNED_UNACKNOWLEDGED:
            steps.acknowledge(tx, alarm.id, by=by, at=at, note=both(note))


def ended(order: WorkOrder, *, at: datetime) -> WorkOrder:
    """`order`, which ends at `at`, without what was still to be decided about its work."""
    return replace(order, closed_at=at, paused_at=None, agenda=order.without(*_OVER))
