"""What Steward does by itself: opens sheets before shifts end, reminds, lets duty go on, and tells what is late. Each once.

Site settings: ``hand_over_before_min`` (20): so long before its end a shift's sheet is opened; 0: by people only.
``hand_over_late_min`` (15): see `operations.handover.steps`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.dispatch import Duty
from domain.hand_over import GOES_ON_FOR, IN_HAND, HandOver, HandOverState, HandOverStep
from domain.post import Post
from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.time import EPOCH
from operations.deciding import Due, decide
from operations.handover import announcements, record, shifts, steps
from operations.workorders.record import both
from rules.alarms.record import SYSTEM

BEFORE_MIN = 20
_LOOKS_BACK = timedelta(minutes=10)
"""Ends of shifts are looked at again for so long, should opening a sheet have failed."""
_MARKS_EVERY = timedelta(minutes=10)

_T = HandOverStep
_GONE = Text("班次已被取消", "the duty was taken off the list")
_NOTES = {
    _T.MOVED: Text("班次结束时间已变更", "the duty ends at another time now"),
    _T.REMINDED: Text("已提醒双方", "both sides were reminded"),
    _T.EXTENDED: Text("到点无人接班，当班顺延", "nobody had signed: the duty goes on"),
    _T.LATE: Text("已通知主管", "the lead was told"),
    _T.UNDECIDED: Text("已通知项目经理", "the manager was told"),
    _T.LAPSED: Text("已通知项目经理", "the manager was told"),
}


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        marks = {site.id: _mark(tx, site.id) for site in sites.values()}
        due = [Due(_follow, duty.id, site) for site in sites.values() for duty in _ending(tx, site, marks[site.id] or now, now)]
    made = decide(records, due, now)
    with records.reading() as tx:
        due = [Due(_decide, item.id, sites[item.site]) for item in tx.hand_overs.due_before(now) if item.site in sites]
    made += decide(records, due, now)
    _move_marks(records, marks, now)
    return made


def _ending(tx: Transaction, site: Site, since: datetime, now: datetime) -> Iterator[Duty]:
    """Duties that end soon, or did from `since` on, and need a sheet or have one that says another end."""
    before = timedelta(minutes=site.settings.get("hand_over_before_min", BEFORE_MIN))
    if not before:
        return
    near = [duty for duty in tx.dispatch.duties(site.id, since, now + before) if duty.post is not None and duty.since <= now and duty.until <= now + before]
    sheets = tx.hand_overs.of_duties([duty.id for duty in near])
    asked: dict[Post, bool] = {}
    for duty in near:
        sheet = sheets.get(duty.id)
        if sheet is not None:
            if _has_moved(sheet, duty):
                yield duty
        elif duty.post is not None and asked.setdefault(duty.post, tx.hand_overs.rule(site.id, duty.post).asked) and not shifts.goes_on(tx, duty):
            yield duty


def _follow(tx: Transaction, duty_id: str, site: Site, now: datetime) -> int:
    """Open the sheet of a duty, or let it follow the duty's end."""
    duty = tx.dispatch.duty(duty_id)
    if duty is None or duty.post is None:
        return 0
    sheet = tx.hand_overs.get(steps.sheet_id(duty_id))
    if sheet is None:
        if shifts.goes_on(tx, duty) or not tx.hand_overs.rule(site.id, duty.post).asked:
            return 0
        steps.open_sheet(tx, duty, site=site, by=SYSTEM, at=now)
        return 1
    if not _has_moved(sheet, duty):
        return 0
    _move(tx, sheet, duty, site, now)
    return 1


def _decide(tx: Transaction, id_: str, site: Site, now: datetime) -> int:
    item = tx.hand_overs.get(id_)
    if item is None or item.next_at is None or item.next_at > now:
        return 0
    duty = tx.dispatch.duty(item.duty_id)
    if duty is None and _T.EXTENDED not in item.decided:
        gone = replace(item, state=HandOverState.CANCELLED, ended_at=now)
        record.change(tx, gone, [(_T.CANCELLED, both(_GONE))], at=now, actor=SYSTEM)
        return 1
    if duty is not None and _has_moved(item, duty):
        _move(tx, item, duty, site, now)
        return 1
    return _decide_due(tx, item, duty, site, now)


def _decide_due(tx: Transaction, item: HandOver, duty: Duty | None, site: Site, now: datetime) -> int:
    """Everything that is due, in order. After a long absence nobody is reminded of what is over."""
    due = [step for step, moment in item.undecided if moment <= now]
    said = [step for step in due if _matters(step, item, now)]
    decided = replace(item, decided=(*item.decided, *due))
    if not said:
        tx.hand_overs.save(decided, [])
        return len(due)
    saved = record.change(tx, decided, [(step, both(_NOTES[step])) for step in said], at=now, actor=SYSTEM)
    for step in said:
        if step is _T.EXTENDED:
            _prolong(tx, saved, duty)
        else:
            once = f"|{saved.refused_at.isoformat()}" if step is _T.UNDECIDED and saved.refused_at is not None else ""
            announcements.told(tx, saved, step, site, now, once=once)
    return len(due)


def _matters(step: HandOverStep, item: HandOver, now: datetime) -> bool:
    if step is _T.REMINDED:
        return now < item.due_at
    return step is not _T.EXTENDED or item.prolongs


def _prolong(tx: Transaction, item: HandOver, duty: Duty | None) -> None:
    if duty is not None:
        tx.dispatch.end_duty(duty.id, item.due_at + GOES_ON_FOR)


def _has_moved(item: HandOver, duty: Duty) -> bool:
    """Whether somebody has given `duty` another end than its sheet knows, before its time was over."""
    return item.state in IN_HAND and _T.EXTENDED not in item.decided and duty.until != item.due_at


def _move(tx: Transaction, item: HandOver, duty: Duty, site: Site, now: datetime) -> None:
    """The sheet follows the duty. One that was ended by hand before its time does not go on."""
    again = tuple(step for step in item.decided if step is not _T.REMINDED)
    moved = replace(item, due_at=duty.until, late_at=steps.late_at(site, duty.until), prolongs=now <= duty.until, decided=again)
    record.change(tx, moved, [(_T.MOVED, both(_NOTES[_T.MOVED]))], at=now, actor=SYSTEM)


def _mark(tx: Transaction, site: str) -> datetime | None:
    """Until when ends of shifts have been looked at; `None`: Steward has never looked, and what is past is past."""
    position = tx.housekeeping.cursor(_mark_name(site))
    return EPOCH + timedelta(seconds=position) if position else None


def _move_marks(records: Records, marks: Mapping[str, datetime | None], now: datetime) -> None:
    stale = [site for site, mark in marks.items() if mark is None or now - mark >= _LOOKS_BACK + _MARKS_EVERY]
    if not stale:
        return
    with records.transaction() as tx:
        for site in stale:
            mark = now if marks[site] is None else now - _LOOKS_BACK
            tx.housekeeping.set_cursor(_mark_name(site), int((mark - EPOCH).total_seconds()))


def _mark_name(site: str) -> str:
    return f"hand-over:{site}"
