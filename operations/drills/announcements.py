"""What those are told who take part in a drill.

What belongs to it carries its realm, and so the mark 【演练】; that a real alarm has broken it off is real, and carries none.
"""

from __future__ import annotations

from datetime import datetime

from domain.alarm import Alarm
from domain.call_out import CallOutFilter
from domain.drill import Drill
from domain.outbox import NotificationKind
from domain.people import Department
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from operations.telling import clock, tell

_BEGUN = Text("演练开始：{title}", "The drill begins: {title}")
_UNTIL = Text("至 {time} 结束。如遇真实情况，请说“停止演练”", "until {time}. If something real happens, say “stop the drill”")
_OVER = Text("演练结束：{title}", "The drill is over: {title}")
_REAL = Text("真实告警！演练已中断", "Real alarm! The drill is over")
_REAL_BODY = Text("{alarm} · {place} · 这不是演练。演练“{title}”已中断", "{alarm} · {place} · This is not a drill. The drill “{title}” was broken off")
_PAGE = 500


def begun(tx: Transaction, drill: Drill, site: Site, at: datetime) -> None:
    """Tell those named that it begins; where nobody is, management, who know whom it is about."""
    body = _UNTIL.filled(time=clock(drill.ends_by, site.time_zone))
    _tell(tx, drill, "begun", _BEGUN.filled(title=drill.title), body, Severity.MEDIUM, at, persons=drill.people)


def over(tx: Transaction, drill: Drill, at: datetime) -> None:
    """Tell everybody who was in it that it is over."""
    _tell(tx, drill, "over", _OVER.filled(title=drill.title), Text(drill.reason, drill.reason), Severity.MEDIUM, at, persons=in_it(tx, drill))


def interrupted(tx: Transaction, drill: Drill, alarm: Alarm, site: Site, at: datetime) -> None:
    """Tell everybody who was in it, loudly, that this is real now. Not of the drill's realm: nobody may take it for a part of it."""
    asset = site.assets.get(alarm.asset)
    place = Text(alarm.asset, alarm.asset) if asset is None else site.place(asset)
    tell(
        tx,
        f"drill|{drill.id}|interrupted",
        NotificationKind.DRILL,
        alarm.department,
        _REAL,
        _REAL_BODY.filled(alarm=alarm.message, place=place, title=drill.title),
        at,
        site=drill.site,
        severity=Severity.CRITICAL,
        alarm_ids=(alarm.id,),
        persons=in_it(tx, drill),
    )


def in_it(tx: Transaction, drill: Drill) -> tuple[str, ...]:
    """The usernames of everybody who takes part: who was named, who was called in it, who began and who planned it."""
    called = (person for call_out in tx.call_outs.list(CallOutFilter((drill.site,), realm=drill.id), limit=_PAGE).items for person in call_out.people)
    leads = (drill.started_by, drill.planned_by)
    known = (name for name in leads if name is not None and tx.people.by_username(name) is not None)
    return tuple(dict.fromkeys((*drill.people, *called, *known)))


def _tell(tx: Transaction, drill: Drill, what: str, title: Text, body: Text, severity: Severity, at: datetime, *, persons: tuple[str, ...]) -> None:
    tell(
        tx,
        f"drill|{drill.id}|{what}",
        NotificationKind.DRILL,
        Department.MANAGEMENT,
        title,
        body,
        at,
        site=drill.site,
        severity=severity,
        realm=drill.id,
        persons=persons,
    )
