"""First signals of fire (REQUIREMENTS 27): somebody verifies within the site's limit, else it is a fire.

A second detector of the same zone, a call point or a person confirms it before. People may find that it was none; the
alarm itself ends only at its source. Why so: ``docs/adr/0010-fire-verification-and-permits.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, Hiding, IllegalStep
from domain.identity import LIVE
from domain.records import Conflict, Records, Transaction
from domain.severity import Severity
from domain.site import Site
from domain.suppression import SuppressionReason
from domain.transition import Transition
from domain.verification import ConfirmedBy, Verification, VerificationState
from operations.false_alarm import false_alarm
from operations.fire_confirmed import declare
from operations.fire_watch import begin, on_shown, wait
from operations.fire_zone import zone_of
from rules.alarms.record import SYSTEM
from rules.permits.fire_test import FIRE_PLAN
from rules.permits.hiding import hides

__all__ = ["confirm", "false_alarm", "false_alarms_by_asset", "on_raised", "on_shown", "sweep"]

_WAITING, _CONFIRMED = VerificationState.WAITING, VerificationState.CONFIRMED


def on_raised(tx: Transaction, alarm: Alarm, transition: Transition, site: Site, now: datetime) -> Alarm:
    """`alarm` came (again) by `transition`, which may say `verify` or `confirms`; returns the alarm as it is afterwards.

    Under a permit, out of service, or where its rule says that it means nothing, it is only recorded: a fire test calls
    nobody. What confirms a fire is heard, and shown, under every permit but one for the fire system itself. A shelf
    stops none of this. Raises `Conflict`.
    """
    if not (transition.verify or transition.confirms) or _is_expected(tx, alarm, site, confirms=transition.confirms):
        return alarm
    mine = tx.verifications.get(alarm.id)
    if mine is not None and mine.state in (_WAITING, _CONFIRMED):
        return alarm
    zone = zone_of(site, alarm.asset)
    waiting, confirmed = _others(tx, alarm, zone, same_asset=transition.confirms)
    if transition.confirms:
        _declare_with(tx, alarm, mine, zone, waiting, ConfirmedBy.CALL_POINT, site, now, known=confirmed)
    elif waiting or confirmed:
        _declare_with(tx, alarm, mine, zone, waiting, ConfirmedBy.SECOND_SIGNAL, site, now, known=confirmed)
    else:
        wait(tx, alarm, mine, zone, site, now)
    return _as_stored(tx, alarm)


def confirm(tx: Transaction, alarm_id: str, *, site: Site, by: str, at: datetime, note: str = "", version: int | None = None) -> Verification:
    """`by` has seen that it burns: also of a signal called false before, and of one that a permit hides (it is shown then).

    Raises `KeyError` (no signal of fire that stands or is verified), `Conflict` (`version` is not the verification's), `IllegalStep` (confirmed, or over).
    """
    alarm, verification = _find(tx, alarm_id)
    if verification is None:
        if alarm.plan != FIRE_PLAN or not alarm.condition:
            raise KeyError(alarm_id)
        verification = begin(tx, alarm, None, zone_of(site, alarm.asset), at, at)
    _check_version(verification, version)
    if verification.state is _CONFIRMED or alarm.ended_at is not None:
        raise IllegalStep("this signal is confirmed already, or over")
    _, confirmed = _others(tx, alarm, verification.zone, same_asset=True)
    return declare(tx, [verification], ConfirmedBy.PERSON, site=site, by=by, at=at, note=note, known=confirmed)[0]


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Silence counts as fire: decide what nobody verified in time at `sites`; returns how many decisions were made.

    Each is a transaction of its own; one that somebody else is making is left to him. What has ended meanwhile (seen
    by a person, and normal at its source) is over. Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        due = [(verification.alarm_id, sites[verification.site]) for verification in tx.verifications.due_before(now) if verification.site in sites]
    return sum(_decide(records, alarm_id, site, now) for alarm_id, site in due)


def false_alarms_by_asset(tx: Transaction, site: Site, since: datetime) -> Mapping[str, int]:
    """How often each detector was found to have been wrong since then, the worst first."""
    alarms = (tx.alarms.get(verification.alarm_id) for verification in tx.verifications.false_alarms(site.id, since))
    return dict(Counter(alarm.asset for alarm in alarms if alarm is not None and alarm.realm == LIVE).most_common())


def _decide(records: Records, alarm_id: str, site: Site, now: datetime) -> int:
    try:
        with records.transaction() as tx:
            return _decide_silence(tx, alarm_id, site, now)
    except Conflict:
        return 0


def _decide_silence(tx: Transaction, alarm_id: str, site: Site, now: datetime) -> int:
    alarm, verification = _find(tx, alarm_id)
    if verification is None or verification.state is not _WAITING or verification.verify_by > now:
        return 0
    if alarm.ended_at is not None:
        tx.verifications.save(replace(verification, state=VerificationState.ENDED, decided_at=now, decided_by=SYSTEM))
        return 1
    _, confirmed = _others(tx, alarm, verification.zone, same_asset=True)
    declare(tx, [verification], ConfirmedBy.SILENCE, site=site, by=SYSTEM, at=now, known=confirmed)
    return 1


def _declare_with(
    tx: Transaction,
    alarm: Alarm,
    mine: Verification | None,
    zone: str,
    waiting: Sequence[Verification],
    reason: ConfirmedBy,
    site: Site,
    now: datetime,
    *,
    known: bool,
) -> None:
    own = begin(tx, alarm, mine, zone, now, now)
    declare(tx, [own, *waiting], reason, site=site, by=SYSTEM, at=now, known=known)


def _others(tx: Transaction, alarm: Alarm, zone: str, *, same_asset: bool) -> tuple[list[Verification], bool]:
    """Further signals in the zone whose episode is not over: those that wait, and whether one is confirmed and stands.

    Without `same_asset`, other signals of the same detector do not count: it would confirm itself.
    """
    waiting = [each for each in tx.verifications.waiting_at(alarm.site) if each.zone == zone and _is_another(tx.alarms.get(each.alarm_id), alarm, same_asset)]
    standing = (each for each in tx.alarms.open_at(alarm.site, alarm.realm) if each.severity is Severity.CRITICAL and each.condition)
    verified = (tx.verifications.get(each.id) for each in standing if each.id != alarm.id and (same_asset or each.asset != alarm.asset))
    return waiting, any(each is not None and each.zone == zone and each.state is _CONFIRMED for each in verified)


def _is_another(other: Alarm | None, alarm: Alarm, same_asset: bool) -> bool:  # noqa: FBT001  said by name where it is decided
    if other is None or other.id == alarm.id or other.realm != alarm.realm or other.ended_at is not None:
        return False
    return same_asset or other.asset != alarm.asset


def _is_expected(tx: Transaction, alarm: Alarm, site: Site, *, confirms: bool) -> bool:
    """Whether what hides `alarm` says that it means no fire."""
    hidden_by = alarm.hidden_by
    if hidden_by is None or hidden_by.kind is Hiding.SHELVED:
        return False
    if hidden_by.kind is Hiding.OUT_OF_SERVICE or hidden_by.reason == SuppressionReason.BY_DESIGN.value:
        return True
    permit = tx.permits.get(hidden_by.by) if hidden_by.reason == SuppressionReason.PERMIT.value else None
    return permit is not None and hides(permit, alarm, site, confirms=confirms)


def _as_stored(tx: Transaction, alarm: Alarm) -> Alarm:
    return tx.alarms.get(alarm.id) or alarm


def _find(tx: Transaction, alarm_id: str) -> tuple[Alarm, Verification | None]:
    alarm = tx.alarms.get(alarm_id)
    if alarm is None:
        raise KeyError(alarm_id)
    return alarm, tx.verifications.get(alarm_id)


def _check_version(verification: Verification, version: int | None) -> None:
    if version is not None and version != verification.version:
        raise Conflict(f"the verification has changed: its version is {verification.version}, not {version}; read it again")
