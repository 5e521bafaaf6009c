"""What Steward decides by itself about notices: each once, however often and late it is swept.

A notice that waits too long for approval is told to the manager; one whose expected end has passed to writer and manager;
when the incident has ended or the order is closed, the closing notice is drafted and waits for approval. Nothing goes out,
and nothing is drafted at the first, unless the site's policy says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.alarm import ACTIVE_STATES, Alarm
from domain.identity import LIVE, new_id, stable_id
from domain.notice import OUT, Notice, NoticeEntry, NoticeFilter, NoticeKind, NoticeStep, NoticeUpdate, next_notice_state
from domain.records import AlarmFilter, Records, Transaction
from domain.severity import Severity
from domain.site import Site
from operations.deciding import Due, decide
from operations.notices import about, announcements, policy, record, steps, updating, wording
from operations.notices.drafting import NewNotice, Outlets, draft
from operations.notices.policy import ByItself
from rules.alarms.record import SYSTEM

POLICY = "policy"
"""Who approved what went out by itself."""
_GRAVE = frozenset({Severity.CRITICAL, Severity.HIGH})
_MOST = 200


def sweep(records: Records, sites: Mapping[str, Site], now: datetime, outlets: Outlets) -> int:
    """Decide what is due at `now`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_decide, notice.id, sites[notice.site]) for notice in tx.notices.due_before(now) if notice.site in sites]
        due += [
            Due(partial(close_with_matter, outlets=outlets), notice.id, sites[notice.site])
            for notice in tx.notices.following()
            if notice.site in sites and about.is_over(tx, notice)
        ]
        for site in sites.values():
            due += [Due(partial(_begin, outlets=outlets), alarm.id, site) for alarm in _calling(tx, site, now)]
    return decide(records, due, now)


def _decide(tx: Transaction, notice_id: str, site: Site, now: datetime) -> int:
    notice = tx.notices.get(notice_id)
    due = () if notice is None else notice.due(now)
    if notice is None or not due:
        return 0
    for step in due:
        next_notice_state(notice.state, step)
    late, overdue = NoticeStep.APPROVAL_LATE in due, NoticeStep.OVERDUE in due
    changed = replace(notice, approval_late=notice.approval_late or late, overdue=notice.overdue or overdue)
    saved = record.change(tx, changed, [NoticeEntry(notice.id, now, step, SYSTEM) for step in due], at=now, actor=SYSTEM)
    if late:
        announcements.still_waits(tx, saved, now)
    if overdue:
        announcements.overdue(tx, saved, site, now)
    return len(due)


def close_with_matter(tx: Transaction, notice_id: str, site: Site, now: datetime, *, outlets: Outlets) -> int:
    """What it is about is over: write that down, and draft the closing notice if residents read it already."""
    notice = tx.notices.get(notice_id)
    if notice is None or notice.matter_over_at is not None or notice.ended_at is not None or not about.is_over(tx, notice):
        return 0
    next_notice_state(notice.state, NoticeStep.MATTER_OVER)
    over = replace(notice, matter_over_at=now)
    entries = [NoticeEntry(notice.id, now, NoticeStep.MATTER_OVER, SYSTEM)]
    closing: NoticeUpdate | None = None
    if notice.state in OUT and notice.waiting_update is None:
        closing = NoticeUpdate(new_id(), wording.closing(notice, site), SYSTEM, now, closing=True)
        over = replace(over, updates=(*over.updates, closing), approve_by=now + policy.approval_limit(site), approval_late=False)
        entries.append(NoticeEntry(notice.id, now, NoticeStep.UPDATE_WRITTEN, SYSTEM))
    saved = record.change(tx, over, entries, at=now, actor=SYSTEM)
    if closing is not None and policy.closes_by_itself(site):
        updating.approve_update(tx, notice.id, closing.id, site=site, outlets=outlets, by=POLICY, at=now)
    else:
        announcements.matter_over(tx, saved, now, drafted=closing is not None)
    return 1


def _calling(tx: Transaction, site: Site, now: datetime) -> list[Alarm]:
    """Grave live alarms that have stood long enough, of kinds for which the site's policy does something, and that have no notice yet."""
    if all(policy.by_itself(site, kind) is ByItself.NOTHING for kind in NoticeKind):
        return []
    where = AlarmFilter(sites=(site.id,), states=ACTIVE_STATES, severities=_GRAVE, raised_before=now - policy.stands_for(site), realm=LIVE)
    return [alarm for alarm in tx.alarms.list(where, limit=_MOST).items if alarm.condition and _wanted(tx, alarm, site)]


def _wanted(tx: Transaction, alarm: Alarm, site: Site) -> bool:
    matter = about.of_alarm(tx, alarm.id, site)
    if policy.by_itself(site, matter.kind) is ByItself.NOTHING:
        return False
    subjects = [each for each in (matter.incident_id, matter.order_id, matter.alarm_id) if each is not None]
    return not any(tx.notices.list(NoticeFilter(sites=(site.id,), about=subject), limit=1).items for subject in subjects)


def _begin(tx: Transaction, alarm_id: str, site: Site, now: datetime, *, outlets: Outlets) -> int:
    """Draft of itself, and let it go out if the policy says that."""
    alarm = tx.alarms.get(alarm_id)
    if alarm is None or alarm.realm != LIVE or not alarm.condition or not _wanted(tx, alarm, site):
        return 0
    matter = about.of_alarm(tx, alarm_id, site)
    notice_id = stable_id("notice", matter.incident_id or matter.order_id or alarm_id)
    notice = draft(tx, NewNotice(alarm_id=alarm_id, id=notice_id), site=site, outlets=outlets, by=SYSTEM, at=now)
    if not notice.units:
        # Whom it concerns is not known: a person has to say so, and finds the draft.
        return 1
    return 1 + _send(tx, steps.submit(tx, notice.id, site=site, by=SYSTEM, at=now), site, now, outlets)


def _send(tx: Transaction, notice: Notice, site: Site, now: datetime, outlets: Outlets) -> int:
    if policy.by_itself(site, notice.kind) is not ByItself.SENDS:
        return 0
    approved = steps.approve(tx, notice.id, by=POLICY, at=now)
    steps.publish(tx, approved.id, site=site, outlets=outlets, by=POLICY, at=now)
    return 1
