"""Re-alarm (ISA-18.2): what was acknowledged long ago and is still there asks to be seen again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, next_state
from domain.outbox import NotificationKind
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.time import to_ms
from operations.telling import clock, tell_of_alarm
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
    since = clock(alarm.occurred_at, site.time_zone)
    due = 0 if alarm.realarm_at is None else to_ms(alarm.realarm_at)
    title = Text("仍未恢复：{alarm}", "Still there: {alarm}").filled(alarm=alarm.message)
    body = Text("自 {since} 起，确认后一直未恢复，请再次查看", "Since {since}; acknowledged and not gone: look again").filled(since=since)
    key = f"realarm|{alarm.id}|{due}|{alarm.department}"
    tell_of_alarm(tx, alarm, key, NotificationKind.REALARM, alarm.department, title, body, now, night_of=site, work_order_id=alarm.work_order_id)
