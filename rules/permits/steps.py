"""Asking for a permit, and what each step makes of it. Pure but for `request`; the consequences are for `operations.permits`.

Steps raise `IllegalStep` (not from where the permit is now) or `Refusal` (something is missing or not allowed; the text
says what to do).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.identity import new_id
from domain.permit import (
    NEEDS_PHOTOS,
    NEEDS_WATCHER,
    PERMIT_KIND_NAMES,
    PERMIT_NEEDS_NOTE,
    PERMIT_STEP_PERMISSION,
    RECHECK_AFTER,
    Permit,
    PermitKind,
    PermitState,
    PermitStep,
    next_permit_state,
)
from domain.problem import Refusal
from domain.records import Transaction
from domain.scope import Scope
from domain.site import Site
from rules.permits import record
from rules.permits.kinds import PERMIT_RULES
from rules.permits.scoping import check_known, narrowed

_S, _T = PermitState, PermitStep


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as somebody takes it at `at`. `until` goes with an extension, `watcher` with the beginning."""

    step: PermitStep
    by: str
    at: datetime
    note: str = ""
    until: datetime | None = None
    watcher: str | None = None
    photos: Sequence[Attachment] = ()
    """The images that the permit has."""


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
    """Ask for a permit; somebody else approves it. Raises `Refusal`.

    With `hides` the scope is narrowed to what the kind may hide. Times are aware UTC.
    """
    _check_words(place, work)
    check_known(scope, site)
    _check_window(kind, starts_at, until, at)
    permit = Permit(
        id=new_id(),
        number=tx.permits.next_number(site.id, at.astimezone(site.time_zone).strftime("%Y%m%d")),
        site=site.id,
        kind=kind,
        state=_S.REQUESTED,
        scope=narrowed(kind, scope, site) if hides else scope,
        hides=hides,
        place=place.strip(),
        work=work.strip(),
        applicant=applicant,
        starts_at=starts_at,
        until=until,
        requested_at=at,
        contractor=contractor,
        watcher=_name(watcher),
    )
    return record.add(tx, permit, at=at, actor=applicant)


def stepped(permit: Permit, taken: Taken) -> Permit:
    """`permit` after a step that a person takes; whether they may is the caller's business (`PERMIT_STEP_PERMISSION`)."""
    if taken.step not in PERMIT_STEP_PERMISSION or taken.step is _T.REQUESTED:
        raise IllegalStep(f"the step {taken.step} is not taken by people")
    following = next_permit_state(permit.state, taken.step, permit.kind)
    if taken.step in PERMIT_NEEDS_NOTE and not taken.note.strip():
        raise Refusal("请填写说明或原因", f"the step {taken.step} needs a note: say why")
    if taken.until is not None and taken.step is not _T.EXTENDED:
        raise Refusal("只有延期可以更改截止时间", f"the step {taken.step} changes no time: use extend")
    return replace(_EFFECTS.get(taken.step, _nothing)(permit, taken), state=following)


def _approve(permit: Permit, taken: Taken) -> Permit:
    _check_four_eyes(permit, taken)
    if taken.at >= permit.until:
        raise Refusal("许可时段已过，不能批准，请重新申请", "the window of this permit has passed: ask for a new one")
    return replace(permit, approver=taken.by)


def _refuse(permit: Permit, taken: Taken) -> Permit:
    _check_four_eyes(permit, taken)
    return permit


def _begin(permit: Permit, taken: Taken) -> Permit:
    if not permit.starts_at <= taken.at < permit.until:
        raise Refusal("不在许可时段内，不能开始作业", "outside its window the work may not begin")
    watcher = _name(taken.watcher) or permit.watcher
    if permit.kind in NEEDS_WATCHER and watcher is None:
        name = PERMIT_KIND_NAMES[permit.kind].zh
        raise Refusal(f"{name}必须有监护人在场，请填写监护人", f"work of the kind {permit.kind} needs a watcher on site: name one")
    if permit.kind in NEEDS_PHOTOS and not taken.photos:
        raise Refusal("请先上传作业前现场照片", "add a photo of the place as it is before the work")
    return replace(permit, begun_at=taken.at, watcher=watcher)


def _extend(permit: Permit, taken: Taken) -> Permit:
    _check_four_eyes(permit, taken)
    if taken.until is None or taken.until <= permit.until:
        raise Refusal("请选择晚于原截止时间的新时间", "choose an `until` that is later than the present one")
    if taken.at >= permit.until:
        raise Refusal("许可已到期，不能延期，请结束作业后重新申请", "its time is up: end the work and ask for a new permit")
    _check_length(permit.kind, permit.starts_at, taken.until)
    return replace(permit, until=taken.until)


def _end(permit: Permit, taken: Taken) -> Permit:
    begun_at = permit.begun_at or permit.starts_at
    if permit.kind in NEEDS_PHOTOS and not any(photo.added_at > begun_at for photo in taken.photos):
        raise Refusal("请上传作业后现场照片", "add a photo of the place as it is after the work")
    recheck_after = RECHECK_AFTER.get(permit.kind)
    return replace(permit, ended_at=taken.at, recheck_at=None if recheck_after is None else taken.at + recheck_after)


def _recheck(permit: Permit, taken: Taken) -> Permit:
    if permit.recheck_at is not None and taken.at < permit.recheck_at:
        minutes = RECHECK_AFTER[permit.kind] // timedelta(minutes=1)
        raise Refusal(f"作业结束满 {minutes} 分钟后才能复查", f"look again {minutes} minutes after the end, not before")
    return permit


def _nothing(permit: Permit, _taken: Taken) -> Permit:
    return permit


_EFFECTS: dict[PermitStep, Callable[[Permit, Taken], Permit]] = {
    _T.APPROVED: _approve,
    _T.REFUSED: _refuse,
    _T.BEGUN: _begin,
    _T.EXTENDED: _extend,
    _T.ENDED: _end,
    _T.RECHECKED: _recheck,
}
"""What a step checks and changes besides the state; the others do nothing else."""


def _check_four_eyes(permit: Permit, taken: Taken) -> None:
    if taken.by == permit.applicant:
        raise Refusal("申请人不能审批自己的许可，请由他人办理", "whoever asks for a permit cannot decide about it: somebody else must")


def _check_words(place: str, work: str) -> None:
    if not place.strip():
        raise Refusal("请填写作业地点", "say where the work is")
    if not work.strip():
        raise Refusal("请填写作业内容", "say what the work is")


def _check_window(kind: PermitKind, starts_at: datetime, until: datetime, at: datetime) -> None:
    if until <= starts_at:
        raise Refusal("截止时间须晚于开始时间", "`until` must be later than `starts_at`")
    if until <= at:
        raise Refusal("许可时段已过，请选择将来的时间", "the window has passed: choose one in the future")
    _check_length(kind, starts_at, until)


def _check_length(kind: PermitKind, starts_at: datetime, until: datetime) -> None:
    longest = PERMIT_RULES[kind].longest
    if until - starts_at > longest:
        hours = longest // timedelta(hours=1)
        raise Refusal(
            f"{PERMIT_KIND_NAMES[kind].zh}许可最长 {hours} 小时，请缩短时段或分次申请",
            f"a permit of the kind {kind} lasts {hours} hours at most: shorten it, or ask for several",
        )


def _name(text: str | None) -> str | None:
    return None if text is None or not text.strip() else text.strip()
