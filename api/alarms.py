"""Alarms as the API shows them, and what a person may do to them."""

from __future__ import annotations

from collections.abc import Iterable

from api.problems import NotFound
from api.schemas.alarm import Alarm as AlarmOut
from api.schemas.alarm import AlarmDetail, AlarmStep
from api.security.rights import Rights
from api.services import Services
from domain.alarm import TRANSITIONS, Alarm, AlarmEvent, AlarmState, HiddenBy, Hiding, Latch
from domain.contract import alarm_entry_json, alarm_json, verification_json
from domain.people import Department, Permission
from domain.permit import PERMIT_KIND_NAMES
from domain.records import Transaction
from domain.site import Site
from domain.suppression import SUPPRESSION_NAMES, SuppressionReason
from domain.text import Text
from domain.verification import ConfirmedBy, Verification, VerificationState
from rules.permits.fire_test import FIRE_PLAN

MOST_AROUND = 20
"""So many assets are named on either side of an alarm's own."""

PERMISSION_OF = {
    AlarmStep.ACKNOWLEDGE: Permission.ACKNOWLEDGE,
    AlarmStep.SHELVE: Permission.SHELVE,
    AlarmStep.UNSHELVE: Permission.SHELVE,
    AlarmStep.RESET: Permission.RESET_LATCH,
    AlarmStep.CONFIRM_FIRE: Permission.ACKNOWLEDGE,
    AlarmStep.FALSE_ALARM: Permission.ACKNOWLEDGE,
}
_NOT_VERIFICATION = frozenset({"alarm_id", "site", "version"})


def alarm_out(alarm: Alarm) -> AlarmOut:
    """An alarm as others see it."""
    return AlarmOut.model_validate(alarm_json(alarm))


def alarm_detail(tx: Transaction, alarm: Alarm, site: Site, rights: Rights) -> AlarmDetail:
    """An alarm with its history, what stands around it, and what this person may do now."""
    verification = tx.verifications.get(alarm.id)
    title = None if alarm.hidden_by is None else _title(tx, alarm.hidden_by)
    return AlarmDetail.model_validate(
        {
            **alarm_json(alarm),
            "history": [alarm_entry_json(entry) for entry in tx.alarms.history(alarm.id)],
            "steps": open_alarm_steps(alarm, verification, rights),
            "verification": None if verification is None else _verification(verification),
            "upstream": _named(site, site.upstream(alarm.asset)),
            "downstream": _named(site, site.downstream(alarm.asset)),
            "hidden_by_title": None if title is None else title.as_json(),
        }
    )


def concerned(alarm: Alarm) -> frozenset[Department]:
    """The departments that may act on an alarm: who leads and who assists."""
    return frozenset({alarm.department, *alarm.assist})


def departments_for(step: AlarmStep, alarm: Alarm) -> frozenset[Department] | None:
    """Whose people may take `step`; `None`: everybody's. Whoever sees that it burns says so, whatever the department."""
    return None if step is AlarmStep.CONFIRM_FIRE else concerned(alarm)


def open_alarm_steps(alarm: Alarm, verification: Verification | None, rights: Rights) -> list[AlarmStep]:
    """What this person may do to `alarm` as it is now."""
    hidden = None if alarm.hidden_by is None else alarm.hidden_by.kind
    open_now = {
        AlarmStep.ACKNOWLEDGE: (alarm.beneath, AlarmEvent.ACKNOWLEDGED) in TRANSITIONS,
        AlarmStep.SHELVE: alarm.beneath is not AlarmState.NORMAL and hidden in (None, Hiding.SHELVED),
        AlarmStep.UNSHELVE: alarm.beneath is not AlarmState.NORMAL and hidden is Hiding.SHELVED,
        AlarmStep.RESET: (alarm.beneath, AlarmEvent.RESET) in TRANSITIONS and alarm.latch is Latch.PERSON and alarm.returned_at is not None,
        AlarmStep.CONFIRM_FIRE: _may_be_fire(alarm, verification),
        AlarmStep.FALSE_ALARM: _may_be_false(alarm, verification),
    }
    return [step for step, is_open in open_now.items() if is_open and rights.may(PERMISSION_OF[step], alarm.site, departments_for(step, alarm))]


def find_alarm(parts: Services, rights: Rights, tx: Transaction, alarm_id: str) -> Alarm:
    """The alarm. Raises `NotFound` if there is none that they may see."""
    alarm = tx.alarms.get(alarm_id)
    if alarm is None or alarm.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这条告警", f"There is no alarm {alarm_id} that you may see."))
    return alarm


def _may_be_fire(alarm: Alarm, verification: Verification | None) -> bool:
    if verification is None:
        return alarm.plan == FIRE_PLAN and alarm.condition
    return verification.state is not VerificationState.CONFIRMED and alarm.ended_at is None


def _may_be_false(alarm: Alarm, verification: Verification | None) -> bool:
    if verification is None or alarm.ended_at is not None:
        return False
    only_silence = verification.state is VerificationState.CONFIRMED and verification.reason is ConfirmedBy.SILENCE
    return verification.state is VerificationState.WAITING or only_silence


def _verification(verification: Verification) -> dict[str, object]:
    return {key: value for key, value in verification_json(verification).items() if key not in _NOT_VERIFICATION}


def _named(site: Site, assets: Iterable[str]) -> list[dict[str, object]]:
    known = [site.assets[asset] for asset in assets if asset in site.assets]
    return [{"asset": asset.id, "name": asset.name.as_json()} for asset in known[:MOST_AROUND]]


def _title(tx: Transaction, hidden_by: HiddenBy) -> Text | None:
    """What hides it, in words; `None` where a person's reason says it."""
    if hidden_by.kind is not Hiding.SUPPRESSED or hidden_by.reason not in set(SuppressionReason):
        return None
    reason = SuppressionReason(hidden_by.reason)
    cause = tx.alarms.get(hidden_by.by) if reason is SuppressionReason.ROOT_CAUSE else None
    permit = tx.permits.get(hidden_by.by) if reason is SuppressionReason.PERMIT else None
    if cause is not None:
        return cause.message
    if permit is not None:
        kind = PERMIT_KIND_NAMES[permit.kind]
        return Text(f"{kind.zh}许可 {permit.number}", f"{kind.en} permit {permit.number}")
    return SUPPRESSION_NAMES[reason]
