"""The steps that people take with a notice before it is out.

Every step raises `KeyError` (no such notice), `Conflict` (its version is not the one given), `IllegalStep` (not from where
it is) or `Refusal` (something is missing; the text says what to do). Whether somebody may is the caller's business, but
for this: nobody approves what he wrote himself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.identity import LIVE
from domain.notice import OUT, Notice, NoticeEntry, NoticeKind, NoticeStep, next_notice_state
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from operations.notices import announcements, policy, queueing, record
from operations.notices.drafting import Outlets, chosen_units, worded

_T = NoticeStep


@dataclass(frozen=True, slots=True)
class Change:
    """How a draft is to be; all of it. `reword`: title and text come from the template again."""

    kind: NoticeKind
    title: Text
    text: Text
    cause: Text
    units: tuple[str, ...]
    channels: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None
    phone: str = ""
    reword: bool = False


def change(tx: Transaction, notice_id: str, asked: Change, *, site: Site, outlets: Outlets, by: str, at: datetime, version: int | None = None) -> Notice:
    """Change a draft, or what was sent back: it is a draft again, and whoever changed it is its writer."""
    notice = record.found(tx, notice_id, version)
    following = next_notice_state(notice.state, _T.CHANGED)
    if asked.since is not None and asked.until is not None and asked.until <= asked.since:
        raise Refusal("预计恢复时间须晚于开始时间", "the expected end must be after the beginning")
    known = {way.name for way in outlets.at(site.id)}
    if strange := [name for name in asked.channels if name not in known]:
        raise Refusal(f"本项目没有渠道 {strange[0]}", f"this site has no channel to residents called {strange[0]}")
    changed = replace(
        notice,
        state=following,
        kind=asked.kind,
        title=_stripped(asked.title),
        text=_stripped(asked.text),
        cause=_stripped(asked.cause),
        units=chosen_units(site, notice.units, asked.units),
        channels=tuple(dict.fromkeys(asked.channels)),
        since=asked.since,
        until=asked.until,
        phone=asked.phone.strip(),
        written_by=by,
        words="",
    )
    if asked.reword:
        changed = worded(changed, site)
    return record.change(tx, changed, [NoticeEntry(notice.id, at, _T.CHANGED, by)], at=at, actor=by)


def submit(tx: Transaction, notice_id: str, *, site: Site, by: str, at: datetime, version: int | None = None) -> Notice:
    """Ask for approval; the manager is told, and told again if it waits for too long."""
    notice = record.found(tx, notice_id, version)
    following = next_notice_state(notice.state, _T.SUBMITTED)
    _check_whole(notice, at)
    waiting = replace(notice, state=following, approve_by=at + policy.approval_limit(site), approval_late=False, words="")
    saved = record.change(tx, waiting, [NoticeEntry(notice.id, at, _T.SUBMITTED, by)], at=at, actor=by)
    announcements.waits(tx, saved, str(saved.version), at)
    return saved


def approve(tx: Transaction, notice_id: str, *, by: str, at: datetime, version: int | None = None) -> Notice:
    """Say that it may go out. Nobody does for what he wrote himself."""
    notice = record.found(tx, notice_id, version)
    following = next_notice_state(notice.state, _T.APPROVED)
    not_own(notice.written_by, by)
    approved = replace(notice, state=following, approved_by=by, approved_at=at, approve_by=None)
    return record.change(tx, approved, [NoticeEntry(notice.id, at, _T.APPROVED, by)], at=at, actor=by)


def reject(tx: Transaction, notice_id: str, *, words: str, by: str, at: datetime, version: int | None = None) -> Notice:
    """Send it back, and say why."""
    notice = record.found(tx, notice_id, version)
    following = next_notice_state(notice.state, _T.REJECTED)
    said = needed(words)
    back = replace(notice, state=following, words=said, approve_by=None, approved_by=None, approved_at=None)
    saved = record.change(tx, back, [NoticeEntry(notice.id, at, _T.REJECTED, by, said)], at=at, actor=by)
    announcements.sent_back(tx, saved, notice.written_by, said, at)
    return saved


def publish(tx: Transaction, notice_id: str, *, site: Site, outlets: Outlets, by: str, at: datetime, version: int | None = None) -> Notice:
    """Let it out: its public page opens, and its messages are queued. Of a drill nothing goes out, and there is no page."""
    notice = record.found(tx, notice_id, version)
    following = next_notice_state(notice.state, _T.PUBLISHED)
    out = replace(notice, state=following, published_at=at, overdue=False)
    queued = queueing.queue(tx, out, site, outlets, update_id=None, at=at)
    return record.change(tx, out, [NoticeEntry(notice.id, at, _T.PUBLISHED, by, f"{queued}")], at=at, actor=by)


def withdraw(tx: Transaction, notice_id: str, *, words: str, by: str, at: datetime, version: int | None = None) -> Notice:
    """Take it back: what has not gone out yet does not. If residents read it already, the reason has to be said: its page shows it."""
    notice = record.found(tx, notice_id, version)
    following = next_notice_state(notice.state, _T.WITHDRAWN)
    said = needed(words) if notice.state in OUT else words.strip()
    tx.notices.deliveries.cancel(notice_id=notice.id)
    gone = replace(notice, state=following, words=said, ended_at=at, ended_by=by)
    return record.change(tx, gone, [NoticeEntry(notice.id, at, _T.WITHDRAWN, by, said)], at=at, actor=by)


def not_own(writer: str, by: str) -> None:
    """Raises `Refusal` if they are the same person."""
    if writer == by:
        raise Refusal("本人撰写的通知须由他人审批", "somebody else has to approve what you wrote yourself")


def needed(words: str) -> str:
    """`words` without space around them. Raises `Refusal` if there are none."""
    if not words.strip():
        raise Refusal("请填写原因", "say why")
    return words.strip()


def both_languages(text: Text) -> Text:
    """Raises `Refusal` unless it is there in both languages."""
    if not text.zh.strip() or not text.en.strip():
        raise Refusal("请填写中英文内容", "write it in both languages")
    return _stripped(text)


def _check_whole(notice: Notice, at: datetime) -> None:
    both_languages(notice.title)
    both_languages(notice.text)
    if not notice.units:
        raise Refusal("请选择受影响的住户或位置", "choose who it concerns")
    if notice.until is not None and notice.until <= at and notice.realm == LIVE:
        raise Refusal("预计恢复时间已过，请修改", "the expected end has passed already: change it")


def _stripped(text: Text) -> Text:
    return Text(text.zh.strip(), text.en.strip())


__all__ = ["Change", "approve", "both_languages", "change", "needed", "not_own", "publish", "reject", "submit", "withdraw"]
