"""What is told to the staff about notices: one waits for approval, was sent back, is overdue, or could not be delivered."""

from __future__ import annotations

from datetime import datetime

from domain.identity import LIVE
from domain.notice import Notice
from domain.outbox import NotificationKind
from domain.people import Department
from domain.post import Post
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from operations.telling import clock, tell
from rules.alarms.record import SYSTEM

_WAITS = Text("住户通知待审批：{title}", "A notice waits for approval: {title}")
_STILL = Text("住户通知久未审批：{title}", "A notice has waited long for approval: {title}")
_BACK = Text("住户通知被退回：{title}", "A notice was sent back: {title}")
_OVERDUE = Text("住户通知已到预计恢复时间，请更新：{title}", "The end that a notice gave has passed, please update it: {title}")
_OVER = Text("事件已结束，结束通知待审批：{title}", "It is over; the notice that says so waits for approval: {title}")
_OVER_UNSENT = Text("事件已结束，通知尚未发布：{title}", "It is over before the notice went out: {title}")
_FAILED = Text("住户通知部分未送达：{title}", "A notice did not reach everybody: {title}")
_FROM = Text("{number} · {by}", "{number}, {by}")
_WORDS = Text("{number} · {words}", "{number}: {words}")
_UNTIL = Text("{number} · 预计 {at}", "{number}, expected {at}")


def waits(tx: Transaction, notice: Notice, what: str, at: datetime) -> None:
    """To the manager: something waits for approval. `what` tells one submission from the next."""
    body = _FROM.filled(number=notice.number, by=notice.written_by)
    _tell(tx, notice, f"waits|{what}", _WAITS, body, at, Severity.MEDIUM)


def still_waits(tx: Transaction, notice: Notice, at: datetime) -> None:
    """To the manager: it has waited too long."""
    _tell(tx, notice, f"late|{notice.version}", _STILL, _FROM.filled(number=notice.number, by=notice.written_by), at, Severity.HIGH)


def sent_back(tx: Transaction, notice: Notice, to: str, words: str, at: datetime) -> None:
    """To whoever wrote it."""
    _tell(tx, notice, f"back|{notice.version}", _BACK, _WORDS.filled(number=notice.number, words=words), at, Severity.MEDIUM, to=to)


def overdue(tx: Transaction, notice: Notice, site: Site, at: datetime) -> None:
    """To writer and manager: the expected end has passed."""
    body = _UNTIL.filled(number=notice.number, at=clock(notice.until, site.time_zone))
    _tell(tx, notice, f"overdue|{notice.version}", _OVERDUE, body, at, Severity.MEDIUM)
    _tell(tx, notice, f"overdue-writer|{notice.version}", _OVERDUE, body, at, Severity.MEDIUM, to=notice.written_by)


def matter_over(tx: Transaction, notice: Notice, at: datetime, *, drafted: bool) -> None:
    """To writer and manager: what it is about is over; `drafted`: the closing notice waits."""
    title = _OVER if drafted else _OVER_UNSENT
    body = _FROM.filled(number=notice.number, by=notice.written_by)
    _tell(tx, notice, "over", title, body, at, Severity.MEDIUM)
    _tell(tx, notice, "over-writer", title, body, at, Severity.MEDIUM, to=notice.written_by)


def not_delivered(tx: Transaction, notice: Notice, channel: str, why: str, at: datetime) -> None:
    """To the writer and the manager, once for each channel: messages were given up."""
    body = _WORDS.filled(number=notice.number, words=f"{channel}: {why}")
    _tell(tx, notice, f"failed|{channel}", _FAILED, body, at, Severity.MEDIUM)
    _tell(tx, notice, f"failed-writer|{channel}", _FAILED, body, at, Severity.MEDIUM, to=notice.written_by)


def _tell(tx: Transaction, notice: Notice, what: str, title: Text, body: Text, at: datetime, severity: Severity, *, to: str | None = None) -> None:
    """To the person `to`, else to the manager's post. Of drills nobody is told: their notices go nowhere."""
    if notice.realm != LIVE or to == SYSTEM:
        return
    department, posts = (Department.MANAGEMENT, (Post.MANAGER.value,)) if to is None else (Department.SERVICE_CENTRE, (Post.SERVICE_CENTRE.value,))
    persons = () if to is None else (to,)
    titled = title.filled(title=notice.title)
    tell(
        tx,
        f"notice|{notice.id}|{what}",
        NotificationKind.NOTICE,
        department,
        titled,
        body,
        at,
        site=notice.site,
        severity=severity,
        posts=posts,
        persons=persons,
    )
