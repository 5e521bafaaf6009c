"""Re-alarm (ISA-18.2): what was acknowledged long ago and is still there asks to be seen again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, next_state
from domain.identity import stable_id
from domain.outbox import Notification, NotificationKind
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import to_ms
from operations.announcements import posts_of
from operations.night import WAITS, night_end
from rules import routing
from rules.alarms.record import change, tell

_NOTE = Text("确认后仍未恢复，需再次确认", "still there after it was acknowledged: it must be seen again")


def realarm(tx: Transaction, alarm_id: str, site: Site, now: datetime) -> int:
    """Decide once whether the alarm must be seen again; returns how many decisions were made. Hidden ones wait until they are shown."""
    alarm = tx.alarms.get(alarm_id)
    if alarm is None or alarm.realarm_at is None or alarm.realarm_at > now or not alarm.acknowledged or not alarm.condition or alarm.hidden_by is not None:
        return 0
    next_state(alarm.beneath, AlarmEvent.REALARMED)
    again = replace(alarm, acknowledged=False, acknowledged_at=None, acknowledged_by=None, realarm_at=None)
    saved = change(tx, again, AlarmEvent.REALARMED, at=now, note=f"{_NOTE.zh} / {_NOTE.en}")
    tell(tx, saved, AlarmEvent.REALARMED, at=now)
    _announce(tx, alarm, site, now)
    return 1


def _announce(tx: Transaction, alarm: Alarm, site: Site, now: datetime) -> None:
    """Tell whoever leads, once for each time that it is due: somebody has to look again at what everybody knows of."""
    since = f"{alarm.occurred_at.astimezone(site.time_zone):%m-%d %H:%M}"
    due = 0 if alarm.realarm_at is None else to_ms(alarm.realarm_at)
    held_until = night_end(site, now) if alarm.severity in WAITS else None
    key = f"realarm|{alarm.id}|{due}|{alarm.department}"
    tx.outbox.add(
        Notification(
            id=stable_id("notification", key),
            key=key,
            created_at=now,
            realm=alarm.realm,
            site=alarm.site,
            kind=NotificationKind.REALARM,
            severity=alarm.severity,
            department=alarm.department,
            title=Text("仍未恢复：{alarm}", "Still there: {alarm}").filled(alarm=alarm.message),
            body=Text("自 {since} 起，确认后一直未恢复，请再次查看", "Since {since}; acknowledged and not gone: look again").filled(since=since),
            alarm_ids=(alarm.id,),
            work_order_id=alarm.work_order_id,
            posts=posts_of(alarm.department, routing.load().routes(alarm.rule, alarm.severity)),
            next_at=held_until,
            digest=held_until is not None,
        )
    )
