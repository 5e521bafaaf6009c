"""What is told about incidents: a consequence that outlived its cause calls those who have its order."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import Alarm
from domain.incident import Incident
from domain.outbox import NotificationKind
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import to_ms
from domain.work_order import WorkOrder
from operations.telling import tell_of_alarm


def outlived(tx: Transaction, alarm: Alarm, order: WorkOrder, incident: Incident, site: Site, at: datetime) -> None:
    """`order` was quiet while the cause explained `alarm`; from now on it is a matter of its own."""
    title = Text("原因已消除，仍未恢复：{alarm}", "Its cause is over and it is still there: {alarm}").filled(alarm=alarm.message)
    body = Text("工单 {number} · 原突发事件：{incident}", "Order {number} · was part of: {incident}").filled(number=order.number, incident=incident.title)
    for department in sorted({order.department, *(task.department for task in order.tasks if task.done_at is None)}):
        key = f"outlived|{alarm.id}|{incident.id}|{to_ms(at)}|{department}"
        tell_of_alarm(tx, alarm, key, NotificationKind.INCIDENT, department, title, body, at, night_of=site, work_order_id=order.id)
