"""What hides an alarm: always something that can be named, always visible on request, never for good.

In this order: taken out of service, a permit, the design of its rule, a cause that explains it, a shelf. The first two
and the design hide critical alarms too, because somebody said so beforehand and for a time; a cause does so only where the
alarm is the same loss further down, for nobody decided that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, HiddenBy, Hiding, IllegalStep, ends_hiding
from domain.identity import LIVE
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.suppression import OutOfService, SuppressionReason
from domain.transition import Transition
from domain.verification import VerificationState
from rules.alarms import design, shelving
from rules.alarms.opening import opened_by
from rules.alarms.record import SYSTEM, change
from rules.incidents.finding import find
from rules.incidents.suppressing import by_cause
from rules.permits.hiding import hides
from rules.permits.own_alarms import is_own

_HIDES = {Hiding.SHELVED: AlarmEvent.SHELVED, Hiding.SUPPRESSED: AlarmEvent.SUPPRESSED, Hiding.OUT_OF_SERVICE: AlarmEvent.OUT_OF_SERVICE}
SHOWS = {Hiding.SHELVED: AlarmEvent.UNSHELVED, Hiding.SUPPRESSED: AlarmEvent.UNSUPPRESSED, Hiding.OUT_OF_SERVICE: AlarmEvent.IN_SERVICE}
"""The event that shows again what is hidden in a way."""


def in_force(tx: Transaction, transition: Transition, site: Site, at: datetime) -> HiddenBy | None:
    """What hides at `at` the new alarm that `transition` opens; `None`: nothing does."""
    alarm = opened_by(transition)
    return _in_force(tx, alarm, site, at, designed=transition.suppressed) or shelving.in_force(tx, transition)


def in_force_again(tx: Transaction, alarm: Alarm, transition: Transition, site: Site, at: datetime) -> HiddenBy | None:
    """What hides `alarm`, whose condition comes back as `transition` says. What hides it already goes on, unless it was the design."""
    if alarm.hidden_by is not None and not design.hides(alarm.hidden_by):
        return alarm.hidden_by
    back = replace(alarm, condition=True, returned_at=None, raised_at=transition.known_at, occurred_at=transition.occurred_at)
    return _in_force(tx, back, site, at, designed=transition.suppressed)


def may_be_explained_away(alarm: Alarm) -> bool:
    """Whether a cause may hide it. What is critical stays loud, whatever explains it, unless it is the same loss further down.

    A feeder without voltage below a transformer without voltage is no second power cut: it would be a cause of the very
    kind that explains it.
    """
    return alarm.severity is not Severity.CRITICAL or (alarm.causes is not None and alarm.causes in alarm.explained_by)


def is_confirmed_fire(tx: Transaction, alarm: Alarm) -> bool:
    """Whether it counts as fire: then nothing hides it."""
    verification = tx.verifications.get(alarm.id) if alarm.severity is Severity.CRITICAL else None
    return verification is not None and verification.state is VerificationState.CONFIRMED


def hide(tx: Transaction, alarm: Alarm, hidden_by: HiddenBy, *, at: datetime, by: str = SYSTEM, note: str = "") -> Alarm:
    """Hide `alarm`, or hide it by something else, with a line of history. Orders and the event log are left to the caller."""
    return change(tx, replace(alarm, hidden_by=hidden_by), _HIDES[hidden_by.kind], at=at, actor=by, note=note or hidden_by.reason)


def uncover(
    tx: Transaction, alarm: Alarm, site: Site, *, at: datetime, event: AlarmEvent, by: str = SYSTEM, note: str = ""
) -> tuple[Alarm, tuple[AlarmEvent, ...]]:
    """End what hides `alarm` (`event` says which way), with lines of history; returns it as it is then, and what happened to it.

    If something else hides it too, that does from here on. What came and went while it was suppressed or out of service,
    and nobody was called for, ends with it; a shelf was set upon what people knew of, so that still has to be seen.
    Orders and the event log are left to the caller. Raises `IllegalStep` if it is not hidden in that way.
    """
    if not ends_hiding(event, alarm.hidden_by):
        raise IllegalStep(f"an alarm that is {alarm.state} cannot be {event}")
    shown = replace(alarm, hidden_by=None)
    over = not alarm.condition and alarm.ended_at is None and alarm.work_order_id is None and event is not AlarmEvent.UNSHELVED
    saved = change(tx, shown, event, at=at, actor=by, note=note, ends=over)
    other = _in_force(tx, saved, site, at, designed=design.in_force(tx, saved), but=alarm.hidden_by) if saved.condition else None
    if other is None:
        return saved, (event,)
    return hide(tx, saved, other, at=at), (event, _HIDES[other.kind])


def _in_force(tx: Transaction, alarm: Alarm, site: Site, at: datetime, *, designed: bool, but: HiddenBy | None = None) -> HiddenBy | None:
    """Everything but the shelf, and but what was just ended (`but`). What people decide of real equipment says nothing of a drill."""
    if is_confirmed_fire(tx, alarm):
        return None
    ended = None if but is None else but.by
    if alarm.realm == LIVE and (decided := _out_of_service(tx, alarm, site, at, ended) or _permit(tx, alarm, site, at, ended)):
        return decided
    if designed:
        return design.hidden_by(alarm.rule)
    found = find(tx, alarm, site, at) if may_be_explained_away(alarm) else None
    return None if found is None else by_cause(found.top.id)


def _out_of_service(tx: Transaction, alarm: Alarm, site: Site, at: datetime, ended: str | None) -> HiddenBy | None:
    if is_own(alarm.rule):
        return None  # a permit that ran over is about the work, not about the equipment
    covering = (entry for entry in tx.out_of_service.open_at(site.id) if entry.in_force(at) and _covers(entry, alarm, site))
    last = max((entry for entry in covering if entry.id != ended), key=lambda entry: (entry.until, entry.id), default=None)
    return None if last is None else HiddenBy(Hiding.OUT_OF_SERVICE, last.reason, last.id, last.until)


def _covers(entry: OutOfService, alarm: Alarm, site: Site) -> bool:
    return entry.scope.covers(site, alarm.asset, alarm.point) and entry.may_hide(alarm.rule)


def _permit(tx: Transaction, alarm: Alarm, site: Site, at: datetime, ended: str | None) -> HiddenBy | None:
    covering = (permit for permit in tx.permits.active_at(site.id) if permit.in_force(at) and hides(permit, alarm, site))
    last = max((permit for permit in covering if permit.id != ended), key=lambda permit: (permit.until, permit.id), default=None)
    return None if last is None else HiddenBy(Hiding.SUPPRESSED, SuppressionReason.PERMIT.value, last.id, last.until)
