"""Permits at work: the steps that people take, what is hidden and shown by them, and what happens when nobody ends one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import AlarmEvent
from domain.attachment import Attachment
from domain.permit import Permit, PermitKind, PermitState, PermitStep, next_permit_state
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.scope import Scope
from domain.site import Site
from domain.text import Text
from domain.transition import Transition
from operations import permit_announcements
from operations.alarm_steps import show
from operations.fire_watch import on_shown
from operations.response import respond
from operations.showing import settle
from operations.workorders.record import both
from rules.alarms.hiding import SHOWS, hide
from rules.alarms.record import SYSTEM
from rules.alarms.record import change as change_alarm
from rules.permits import fire_test, own_alarms, record, steps

RECHECK_GRACE = timedelta(minutes=15)
"""So long after the time to look again somebody may still do it before it is an alarm."""

_UNTIL, _RECHECK = "until", "recheck"
_S, _T = PermitState, PermitStep

_NOT_BEGUN = Text("时段已过，作业未开始", "its window has passed and the work has not begun")
_TIME_IS_UP = Text("到期未结束，恢复范围内告警", "its time is up: alarms in its scope are shown again")
_NOT_RECHECKED = Text("未按时复查", "nobody has looked again in time")
_ENDED = Text("作业许可 {number} 结束", "permit {number} has ended")


def request(
    tx: Transaction,
    *,
    site: Site,
    kind: PermitKind,
    scope: Scope,
    hides: bool,
    place: str,
    work: str,
    applicant: str,
    starts_at: datetime,
    until: datetime,
    at: datetime,
    contractor: str | None = None,
    watcher: str | None = None,
) -> Permit:
    """As `rules.permits.steps.request`, with the same errors; whoever approves is told."""
    permit = steps.request(
        tx,
        site=site,
        kind=kind,
        scope=scope,
        hides=hides,
        place=place,
        work=work,
        applicant=applicant,
        starts_at=starts_at,
        until=until,
        at=at,
        contractor=contractor,
        watcher=watcher,
    )
    permit_announcements.step_taken(tx, permit, _T.REQUESTED, site, at)
    return permit


def take_step(
    tx: Transaction,
    permit_id: str,
    step: PermitStep,
    *,
    site: Site,
    by: str,
    at: datetime,
    note: str = "",
    until: datetime | None = None,
    watcher: str | None = None,
    version: int | None = None,
) -> Permit:
    """Take `step` with a permit.

    `until` goes with an extension, `watcher` with the beginning. Ending shows again what the permit hid and still stands,
    with orders; ending a fire test says which detectors never reported. Whether `by` may is the caller's business
    (`PERMIT_STEP_PERMISSION`), but for the four eyes. Raises `KeyError` (no such permit), `Conflict` (its version is not
    the one given), `IllegalStep` (not from where it is now) or `Refusal` (something is missing; the text says what).
    """
    permit = _find(tx, permit_id)
    if version is not None and version != permit.version:
        raise Conflict(f"the permit has changed: its version is {permit.version}, not {version}; read it again")
    if step is _T.ATTACHED:
        raise Refusal("请用上传入口添加文件", "the step attach needs a file: use `attach`")
    photos = tuple(file for file in tx.permits.attachments(permit_id) if file.content_type.startswith("image/"))
    changed = steps.stepped(permit, steps.Taken(step, by, at, note, until, watcher, photos))
    saved = record.change(tx, _with_outcome(tx, changed, step, site, at), step, at=at, actor=by, note=note.strip())
    if step in _CONSEQUENCES:
        _CONSEQUENCES[step](tx, saved, site, by, at)
    permit_announcements.step_taken(tx, saved, step, site, at)
    return saved


def attach(tx: Transaction, permit_id: str, attachment: Attachment, *, at: datetime) -> Permit:
    """A file, already stored under its id, belongs to the permit from now on. Errors as of `take_step`."""
    permit = _find(tx, permit_id)
    if attachment.order_id != permit_id:
        raise Refusal("附件属于另一许可，请重新上传", "the file was sent for another permit: send it again")
    following = next_permit_state(permit.state, _T.ATTACHED, permit.kind)
    tx.permits.add_attachment(attachment)
    return record.change(tx, replace(permit, state=following), _T.ATTACHED, at=at, actor=attachment.added_by, note=attachment.name)


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now` at `sites` (by id); returns how many decisions were made.

    A permit that nobody began is cancelled when its window has passed. One in force past its time expires: it hides
    nothing any more, and an alarm says so until somebody ends it. A place that nobody looked at again is an alarm. Each
    is a transaction of its own; one that somebody else is making is left to him. Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        due = [(permit.id, sites[permit.site]) for permit in tx.permits.due_before(now) if permit.site in sites]
    return sum(_decide(records, permit_id, site, now) for permit_id, site in due)


def _decide(records: Records, permit_id: str, site: Site, now: datetime) -> int:
    try:
        with records.transaction() as tx:
            permit = tx.permits.get(permit_id)
            decision = None if permit is None else _DECISIONS.get(permit.state)
            return 0 if permit is None or decision is None else decision(tx, permit, site, now)
    except Conflict:
        return 0


def _cancel_unbegun(tx: Transaction, permit: Permit, _site: Site, now: datetime) -> int:
    if permit.until > now:
        return 0
    _expire(tx, permit, _NOT_BEGUN, now)
    return 1


def _expire_active(tx: Transaction, permit: Permit, site: Site, now: datetime) -> int:
    if permit.until > now:
        return 0
    expired = _expire(tx, permit, _TIME_IS_UP, now)
    _show_hidden(tx, expired, site, SYSTEM, now, both(_TIME_IS_UP))
    _alarm(tx, own_alarms.raised(expired, own_alarms.OVERRUN, site, now), site, now)
    return 1


def _miss_recheck(tx: Transaction, permit: Permit, site: Site, now: datetime) -> int:
    if permit.recheck_at is None or permit.recheck_at + RECHECK_GRACE > now or _RECHECK in permit.overdue:
        return 0
    missed = record.change(tx, replace(permit, overdue=(*permit.overdue, _RECHECK)), _T.NOTED, at=now, actor=SYSTEM, note=both(_NOT_RECHECKED))
    _alarm(tx, own_alarms.raised(missed, own_alarms.RECHECK_MISSING, site, now), site, now)
    return 1


_DECISIONS: dict[PermitState, Callable[[Transaction, Permit, Site, datetime], int]] = {
    _S.APPROVED: _cancel_unbegun,
    _S.ACTIVE: _expire_active,
    _S.RECHECK: _miss_recheck,
}


def _alarm(tx: Transaction, transition: Transition, site: Site, now: datetime) -> None:
    """Raise an alarm of a permit. Another permit, or equipment out of service at the same place, was not meant to hide it."""
    respond(tx, [transition], site, now)
    alarm = tx.alarms.by_episode(transition.episode)
    if alarm is not None and alarm.hidden_by is not None:
        event = SHOWS[alarm.hidden_by.kind]
        shown = change_alarm(tx, replace(alarm, hidden_by=None), event, at=now)
        settle(tx, shown, (event,), site, at=now, template=transition.order)


def _expire(tx: Transaction, permit: Permit, why: Text, now: datetime) -> Permit:
    following = next_permit_state(permit.state, _T.EXPIRED, permit.kind)
    return record.change(tx, replace(permit, state=following, overdue=(*permit.overdue, _UNTIL)), _T.EXPIRED, at=now, actor=SYSTEM, note=both(why))


def _with_outcome(tx: Transaction, permit: Permit, step: PermitStep, site: Site, at: datetime) -> Permit:
    if step is not _T.ENDED or permit.kind is not PermitKind.FIRE_TEST:
        return permit
    heard = fire_test.reported(tx, permit, site, at)
    return replace(permit, reported=heard, missing=fire_test.missing(permit, site, heard))


def _after_extension(tx: Transaction, permit: Permit, site: Site, by: str, at: datetime) -> None:
    """What it hides is hidden until the new time."""
    for alarm in tx.alarms.hidden_at(site.id, permit.id):
        if alarm.hidden_by is not None:
            hide(tx, alarm, replace(alarm.hidden_by, until=permit.until), at=at, by=by)


def _after_end(tx: Transaction, permit: Permit, site: Site, by: str, at: datetime) -> None:
    _show_hidden(tx, permit, site, by, at, both(_ENDED.filled(number=permit.number)))
    respond(tx, [own_alarms.returned(permit, own_alarms.OVERRUN, site, at)], site, at)


def _after_recheck(tx: Transaction, permit: Permit, site: Site, _by: str, at: datetime) -> None:
    respond(tx, [own_alarms.returned(permit, own_alarms.RECHECK_MISSING, site, at)], site, at)


_CONSEQUENCES: dict[PermitStep, Callable[[Transaction, Permit, Site, str, datetime], None]] = {
    _T.EXTENDED: _after_extension,
    _T.ENDED: _after_end,
    _T.RECHECKED: _after_recheck,
}


def _show_hidden(tx: Transaction, permit: Permit, site: Site, by: str, at: datetime, note: str) -> None:
    """Nothing is hidden by it any more; what still stands gets its order, and signals of fire in its scope are verified."""
    for alarm in tx.alarms.hidden_at(site.id, permit.id):
        show(tx, alarm, site=site, at=at, by=by, note=note, event=AlarmEvent.UNSUPPRESSED)
    # Also those that were shown already, because their own time was up before anybody swept permits.
    for alarm in tx.alarms.open_at(site.id) if permit.hides else ():
        if permit.scope.covers(site, alarm.asset, alarm.point):
            on_shown(tx, alarm, site, at)


def _find(tx: Transaction, permit_id: str) -> Permit:
    permit = tx.permits.get(permit_id)
    if permit is None:
        raise KeyError(permit_id)
    return permit
