"""After a restart: one message per department instead of one per alarm, and it says for how long nobody was watching."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alarm import Alarm
from domain.event_log import EventType, NewEvent
from domain.identity import LIVE, stable_id
from domain.outbox import Notification, NotificationKind
from domain.people import Department
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339, to_ms
from rules.alarms.record import SYSTEM

_NAMED = 10
"""So many alarms are named; critical ones always are."""


def digest(tx: Transaction, site: Site, *, blind_from: datetime | None, blind_to: datetime, alarms: Sequence[Alarm], still_true: int, now: datetime) -> None:
    """Tell each department that `alarms` (found at the restart, told of singly to nobody) concern, in one message each.

    What something hides (its cause, a permit) is only counted, and alone is no reason to call anybody. `blind_from` is
    when Steward last watched (`None`: not known), `blind_to` when it watched again; `still_true` counts the alarms that
    were open before and are open still. The event log gets one `system` entry in any case. Telling the same restart
    again notifies nobody twice.
    """
    shown = [alarm for alarm in alarms if alarm.hidden_by is None]
    concerned = sorted({department for alarm in shown for department in (alarm.department, *alarm.assist)})
    title = _title(site, blind_from, blind_to)
    for department in concerned:
        own = sorted((alarm for alarm in shown if department in (alarm.department, *alarm.assist)), key=_urgency)
        tx.outbox.add(_notification(site, department, title, own, still_true, len(alarms) - len(shown), blind_to, now))
    tx.events.append(
        NewEvent(
            at=now,
            realm=LIVE,
            site=site.id,
            asset=None,
            type=EventType.SYSTEM,
            transition="restarted",
            subject_id=site.id,
            departments=frozenset(concerned) or frozenset(Department),
            body={
                "site": site.id,
                "blind_from": None if blind_from is None else rfc3339(blind_from),
                "blind_to": rfc3339(blind_to),
                "alarm_ids": [alarm.id for alarm in alarms],
                "hidden": len(alarms) - len(shown),
                "still_true": still_true,
            },
            actor=SYSTEM,
        )
    )


def _notification(
    site: Site, department: Department, title: Text, alarms: Sequence[Alarm], still_true: int, hidden: int, blind_to: datetime, now: datetime
) -> Notification:
    key = f"restart|{site.id}|{to_ms(blind_to)}|{department}"
    return Notification(
        id=stable_id("notification", key),
        key=key,
        created_at=now,
        realm=LIVE,
        site=site.id,
        kind=NotificationKind.RESTART_DIGEST,
        severity=alarms[0].severity,
        department=department,
        title=title,
        body=_body(alarms, still_true, hidden),
        alarm_ids=tuple(alarm.id for alarm in alarms),
    )


def _title(site: Site, blind_from: datetime | None, blind_to: datetime) -> Text:
    end = _clock(blind_to, site.time_zone)
    if blind_from is None:
        return Text("{site}：系统已于 {end} 恢复监测", "{site}: watching again since {end}").filled(site=site.name, end=end)
    start = _clock(blind_from, site.time_zone)
    return Text("{site}：{start} 至 {end} 未能监测", "{site}: not watched from {start} to {end}").filled(site=site.name, start=start, end=end)


def _body(alarms: Sequence[Alarm], still_true: int, hidden: int) -> Text:
    critical = sum(alarm.severity is Severity.CRITICAL for alarm in alarms)
    named = alarms[: max(_NAMED, critical)]
    more = len(alarms) - len(named)
    return Text(
        f"新告警 {len(alarms)} 条，原有 {still_true} 条仍未恢复："
        + "；".join(alarm.message.zh for alarm in named)
        + (f"；另有 {more} 条" if more else "")
        + (f"；另有 {hidden} 条暂不提醒" if hidden else ""),
        f"{len(alarms)} new, {still_true} known before and still active: "
        + "; ".join(alarm.message.en for alarm in named)
        + (f"; and {more} more" if more else "")
        + (f"; and {hidden} that something hides" if hidden else ""),
    )


def _urgency(alarm: Alarm) -> tuple[int, datetime]:
    return (alarm.severity.rank, alarm.occurred_at)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}"
