"""When an order may end. An alarm whose condition is there keeps its order; one that is over goes with it."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import AlarmState
from domain.problem import Refusal
from domain.records import Transaction
from domain.text import Text
from domain.work_order import WorkOrder
from operations.workorders.record import both
from rules.alarms import steps


def check_tasks(order: WorkOrder) -> None:
    """Raise `Refusal` while a required task of an assisting department is open."""
    waiting = sorted({task.department for task in order.tasks if task.required and task.done_at is None})
    if waiting:
        names = ", ".join(waiting)
        raise Refusal(f"协办任务尚未完成，不能提交完成：{names}", f"the order cannot be completed yet: wait for the tasks of {names}")


def release_alarms(tx: Transaction, order: WorkOrder, *, by: str, at: datetime) -> None:
    """Let go of the alarms of `order`, which is ending. Raises `Refusal` while the condition of one is there.

    Those that have returned and that nobody acknowledged are acknowledged by whoever ends the order: otherwise one
    could come back within its episode and find its order closed.
    """
    alarms = [alarm for alarm_id in order.alarm_ids if (alarm := tx.alarms.get(alarm_id)) is not None]
    active = [alarm for alarm in alarms if alarm.condition]
    if active:
        zh, en = "；".join(alarm.message.zh for alarm in active), "; ".join(alarm.message.en for alarm in active)
        raise Refusal(
            f"告警未恢复，工单不能结束：{zh}。待现场恢复正常或在源头复位后再办",
            f"the order cannot end while the condition is there: {en}. It can once the process is normal, or the alarm reset at its source",
        )
    note = Text("随工单 {number} 办结", "with work order {number}").filled(number=order.number)
    for alarm in alarms:
        if alarm.beneath is AlarmState.RETURNED_UNACKNOWLEDGED:
            steps.acknowledge(tx, alarm.id, by=by, at=at, note=both(note))
