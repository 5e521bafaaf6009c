"""What is told about incidents: a consequence that outlived its cause calls those who have its order."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import Alarm
from domain.identity import stable_id
from domain.incident import Incident
from domain.outbox import Notification, NotificationKind
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import to_ms
from domain.work_order import WorkOrder
from operations.announcements import posts_of
from operations.night import WAITS, night_end
from rules import routing


def outlived(tx: Transaction, alarm: Alarm, order: WorkOrder, incident: Incident, site: Site, at: datetime) -> None:
    """`order` was quiet while the cause explained `alarm`; from now on it is a matter of its own."""
    title = Text("原因已消除，仍未恢复：{alarm}", "Its cause is over and it is still there: {alarm}").filled(alarm=alarm.message)
    body = Text("工单 {number} · 原突发事件：{incident}", "Order {number} · was part of: {incident}").filled(number=order.number, incident=incident.title)
    held_until = night_end(site, at) if alarm.severity in WAITS else None
    routes = routing.load().routes(alarm.rule, alarm.severity)
    for department in sorted({order.department, *(task.department for task in order.tasks if task.done_at is None)}):
        key = f"outlived|{alarm.id}|{incident.id}|{to_ms(at)}|{department}"
        tx.outbox.add(
            Notification(
                id=stable_id("notification", key),
                key=key,
                created_at=at,
                realm=alarm.realm,
                site=alarm.site,
                kind=NotificationKind.INCIDENT,
                severity=alarm.severity,
                department=department,
                title=title,
                body=body,
                alarm_ids=(alarm.id,),
                work_order_id=order.id,
                posts=posts_of(department, routes),
                next_at=held_until,
                digest=held_until is not None,
            )
        )
