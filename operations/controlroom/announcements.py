"""What is told about the fire control room: the room is asked, the lead and the manager hear of what is missing."""

from __future__ import annotations

from datetime import datetime

from domain.control_room import InspectionCall, RoomCheck, Shortage
from domain.outbox import NotificationKind
from domain.post import Post
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from operations.telling import clock, tell

_CHECK_MISSED = Text("消防控制室漏检：{time}", "Control room check missed: {time}")
_CHECK_BODY = Text("应于 {by} 前确认，无人确认", "to be confirmed by {by}; nobody did")
_CALLED = Text("查岗：请在 {by} 前应答", "Is anybody there? Answer by {by}")
_CALLED_BODY = Text("请在消防控制室页面点“在岗”", "Tap “I am here” on the control-room page")
_NOT_ANSWERED = Text("消防控制室查岗无人应答", "Nobody answered in the fire control room")
_NOT_ANSWERED_BODY = Text("{asked} 查岗，应于 {by} 前应答", "asked at {asked}, to be answered by {by}")
_SHORT = Text("消防控制室持证值班 {n} 人，应为 {required} 人", "Fire control room: {n} certified on duty, {required} needed")
_SHORT_BODY = Text("自 {since} 起；请安排持证人员到岗", "since {since}; have somebody certified come")


def check_missed(tx: Transaction, check: RoomCheck, site: Site, at: datetime) -> None:
    """Tell the lead of security."""
    title, body = _CHECK_MISSED.filled(time=_clock(check.due_at, site)), _CHECK_BODY.filled(by=_clock(check.confirm_by, site))
    _tell(tx, site, f"room-check|{check.id}", title, body, at, Post.SECURITY_LEAD)


def called(tx: Transaction, call: InspectionCall, site: Site, at: datetime) -> None:
    """Ask the room."""
    _tell(tx, site, f"inspection|{call.id}|asked", _CALLED.filled(by=_clock(call.answer_by, site)), _CALLED_BODY, at, Post.CONTROL_ROOM)


def not_answered(tx: Transaction, call: InspectionCall, site: Site, at: datetime) -> None:
    """Tell the manager."""
    body = _NOT_ANSWERED_BODY.filled(asked=_clock(call.asked_at, site), by=_clock(call.answer_by, site))
    _tell(tx, site, f"inspection|{call.id}|missed", _NOT_ANSWERED, body, at, Post.MANAGER)


def too_few(tx: Transaction, shortage: Shortage, site: Site, at: datetime) -> None:
    """Tell the lead of security."""
    title = _SHORT.filled(n=shortage.certified, required=shortage.required)
    _tell(tx, site, f"room-shortage|{shortage.id}", title, _SHORT_BODY.filled(since=_clock(shortage.since, site)), at, Post.SECURITY_LEAD)


def _tell(tx: Transaction, site: Site, key: str, title: Text, body: Text, at: datetime, post: Post) -> None:
    tell(tx, key, NotificationKind.CONTROL_ROOM, post.department, title, body, at, site=site.id, severity=Severity.HIGH, posts=(post.value,))


def _clock(moment: datetime, site: Site) -> str:
    return clock(moment, site.time_zone) or ""
