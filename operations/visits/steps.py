"""The steps that the staff takes with a visit.

Raises `KeyError` (no such visit), `Conflict` (its version is not the one given), `IllegalStep` (not from where it is now)
or `Refusal`. Whether somebody may is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.identity import stable_id
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.scope import Scope
from domain.site import Site
from domain.text import Text
from domain.visit import (
    PURPOSE_NAMES,
    STAFF_STEPS,
    VISIT_NEEDS_NOTE,
    FileKind,
    ServiceRecord,
    Visit,
    VisitDecision,
    VisitState,
    VisitStep,
    next_visit_state,
)
from operations import out_of_service
from operations.visits import record
from operations.visits.safety import SPARED
from operations.visits.signing import LONGEST_STAY
from operations.workorders.record import both

_T = VisitStep
_OVER = frozenset({VisitState.DONE, VisitState.ENDED, VisitState.REFUSED})
_REASON = Text("外委{purpose} {number}", "Contractor on site ({purpose}) {number}")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step as somebody takes it."""

    site: Site
    by: str
    at: datetime
    note: str
    until: datetime | None


def take_step(
    tx: Transaction,
    visit_id: str,
    step: VisitStep,
    *,
    site: Site,
    by: str,
    at: datetime,
    note: str = "",
    until: datetime | None = None,
    version: int | None = None,
) -> Visit:
    """Take `step`, one of `STAFF_STEPS`.

    Approving takes the asset out of service until the agreed end, or `until`; it needs the certificate, or a note that
    says why it goes without. Extending needs `until`. Confirming and ending put the asset back; confirming maintenance
    starts its service clock anew.
    """
    visit = tx.visits.get(visit_id)
    if visit is None or visit.site != site.id:
        raise KeyError(visit_id)
    if version is not None and version != visit.version:
        raise Conflict(f"the visit has changed: its version is {visit.version}, not {version}; read it again")
    if step not in STAFF_STEPS:
        raise Refusal("此步骤由来访人员或系统完成", f"the step {step} is not taken by the staff")
    following = next_visit_state(visit.state, step)
    if step in VISIT_NEEDS_NOTE and not note.strip():
        raise Refusal("请填写说明或原因", f"the step {step} needs a note: say why")
    taken = _Step(site, by, at, note.strip(), until)
    changed = replace(_EFFECTS.get(step, _nothing)(tx, visit, taken), state=following)
    if following in _OVER:
        changed = replace(changed, ended_at=at, ended_by=by)
    return record.change(tx, changed, step, at=at, actor=by, note=note.strip())


def _approve(tx: Transaction, visit: Visit, step: _Step) -> Visit:
    if not step.note and not any(item.kind is FileKind.CERTIFICATE for item in tx.visits.files(visit.id)):
        raise Refusal(
            "对方尚未上传证件照片；如已当面核验，请填写说明", "there is no photo of a certificate yet; if you have seen it yourself, say so in a note"
        )
    until = visit.until if step.until is None else _checked_until(step)
    approved = replace(visit, until=until, approved_at=step.at, approved_by=step.by, decided=())
    return _taken_out(tx, approved, step)


def _extend(tx: Transaction, visit: Visit, step: _Step) -> Visit:
    longer = replace(visit, until=_checked_until(step), decided=_but(visit, VisitDecision.UNTIL))
    # The new entry hides first what the old one hid, so that nobody is called for it in between.
    again = _taken_out(tx, longer, step)
    _put_back(tx, visit, step)
    return again


def _confirm(tx: Transaction, visit: Visit, step: _Step) -> Visit:
    _put_back(tx, visit, step)
    tx.visits.add_service(
        ServiceRecord(stable_id("service", visit.id), visit.site, visit.asset, visit.purpose, visit.signed_out_at or step.at, visit.id, step.by)
    )
    return visit


def _send_back(_tx: Transaction, visit: Visit, _step: _Step) -> Visit:
    return replace(visit, decided=_but(visit, VisitDecision.CONFIRM_LATE))


def _end(tx: Transaction, visit: Visit, step: _Step) -> Visit:
    _put_back(tx, visit, step)
    return visit


def _nothing(_tx: Transaction, visit: Visit, _step: _Step) -> Visit:
    return visit


_EFFECTS: dict[VisitStep, Callable[[Transaction, Visit, _Step], Visit]] = {
    _T.APPROVED: _approve,
    _T.EXTENDED: _extend,
    _T.CONFIRMED: _confirm,
    _T.SENT_BACK: _send_back,
    _T.ENDED: _end,
}
"""What a step changes besides the state; the others change nothing else."""


def _taken_out(tx: Transaction, visit: Visit, step: _Step) -> Visit:
    """The asset, and nothing else, is out of service until the end of the visit; what endangers people is not (`safety`)."""
    reason = both(_REASON.filled(purpose=PURPOSE_NAMES[visit.purpose], number=visit.number))
    entry = out_of_service.take(tx, site=step.site, scope=Scope(assets=(visit.asset,)), reason=reason, until=visit.until, by=step.by, at=step.at, spares=SPARED)
    return replace(visit, out_of_service=entry.id)


def _put_back(tx: Transaction, visit: Visit, step: _Step) -> None:
    """Back into service, unless its time was up or somebody has put it back already."""
    entry = None if visit.out_of_service is None else tx.out_of_service.get(visit.out_of_service)
    if entry is not None and entry.ended_at is None:
        out_of_service.put_back(tx, entry.id, site=step.site, by=step.by, at=step.at)


def _checked_until(step: _Step) -> datetime:
    if step.until is None:
        raise Refusal("请选择新的结束时间", "an extension needs `until`: say until when")
    if not step.at < step.until <= step.at + LONGEST_STAY:
        raise Refusal("结束时间须在今后 24 小时内", "the end must lie within the next 24 hours")
    return step.until


def _but(visit: Visit, what: VisitDecision) -> tuple[VisitDecision, ...]:
    return tuple(each for each in visit.decided if each is not what)
