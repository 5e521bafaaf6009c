"""What is said after a notice is out: an update or the closing notice, each with an approval of its own. Raises as `operations.notices.steps`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.identity import new_id
from domain.notice import Notice, NoticeEntry, NoticeStep, NoticeUpdate, UpdateState, next_notice_state
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from operations.notices import announcements, policy, queueing, record
from operations.notices.drafting import Outlets
from operations.notices.steps import both_languages, needed, not_own

_T = NoticeStep


def write_update(
    tx: Transaction,
    notice_id: str,
    text: Text,
    *,
    until: datetime | None,
    closing: bool,
    site: Site,
    by: str,
    at: datetime,
    version: int | None = None,
) -> Notice:
    """Write something more, which waits for approval; `until` is the new expected end, `closing` says that it is over. One waits at a time."""
    notice = record.found(tx, notice_id, version)
    next_notice_state(notice.state, _T.UPDATE_WRITTEN)
    if notice.waiting_update is not None:
        raise Refusal("已有一条更新待审批，请先处理", "an update waits for approval already: see to that first")
    if until is not None and until <= at:
        raise Refusal("预计恢复时间须在将来", "the new expected end must be in the future")
    update = NoticeUpdate(new_id(), both_languages(text), by, at, until=None if closing else until, closing=closing)
    return _add(tx, notice, update, site, at)


def approve_update(
    tx: Transaction, notice_id: str, update_id: str, *, site: Site, outlets: Outlets, by: str, at: datetime, version: int | None = None
) -> Notice:
    """Let an update out: it stands on the public page and goes by the notice's channels. A closing one closes the notice."""
    notice, update = _waiting(tx, notice_id, update_id, version)
    step = _T.CLOSED if update.closing else _T.UPDATED
    following = next_notice_state(notice.state, step)
    not_own(update.written_by, by)
    decided = replace(update, state=UpdateState.PUBLISHED, approved_by=by, decided_at=at)
    out = replace(_with(notice, decided), state=following, approve_by=None)
    if update.closing:
        out = replace(out, ended_at=at, ended_by=by)
    elif update.until is not None:
        out = replace(out, until=update.until, overdue=False)
    queued = queueing.queue(tx, out, site, outlets, update_id=update.id, at=at)
    return record.change(tx, out, [NoticeEntry(notice.id, at, step, by, f"{queued}")], at=at, actor=by)


def reject_update(tx: Transaction, notice_id: str, update_id: str, *, words: str, by: str, at: datetime, version: int | None = None) -> Notice:
    """Send an update back, and say why; another may be written."""
    notice, update = _waiting(tx, notice_id, update_id, version)
    next_notice_state(notice.state, _T.UPDATE_REJECTED)
    said = needed(words)
    back = replace(update, state=UpdateState.REJECTED, approved_by=by, decided_at=at, words=said)
    changed = replace(_with(notice, back), approve_by=None)
    saved = record.change(tx, changed, [NoticeEntry(notice.id, at, _T.UPDATE_REJECTED, by, said)], at=at, actor=by)
    announcements.sent_back(tx, saved, update.written_by, said, at)
    return saved


def _add(tx: Transaction, notice: Notice, update: NoticeUpdate, site: Site, at: datetime) -> Notice:
    waiting = replace(notice, updates=(*notice.updates, update), approve_by=at + policy.approval_limit(site), approval_late=False)
    saved = record.change(tx, waiting, [NoticeEntry(notice.id, at, _T.UPDATE_WRITTEN, update.written_by)], at=at, actor=update.written_by)
    announcements.waits(tx, saved, update.id, at)
    return saved


def _waiting(tx: Transaction, notice_id: str, update_id: str, version: int | None) -> tuple[Notice, NoticeUpdate]:
    notice = record.found(tx, notice_id, version)
    update = notice.update(update_id)
    if update is None:
        raise KeyError(update_id)
    if update.state is not UpdateState.SUBMITTED:
        raise Refusal("该更新已处理", "this update was decided already")
    return notice, update


def _with(notice: Notice, update: NoticeUpdate) -> Notice:
    return replace(notice, updates=tuple(update if each.id == update.id else each for each in notice.updates))
