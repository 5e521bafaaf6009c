"""What people may do to an alarm. None of it makes the process normal: that is the process's own business.

Every step raises `KeyError` (no such alarm), `Conflict` (its version is not the one given), `IllegalStep` (not from
where it is now) or `Refusal`, a `ValueError` (something needed is missing; the text says what).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.alarm import Alarm, AlarmEvent, AlarmState, HiddenBy, Hiding, IllegalStep, Latch, next_state
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from rules.alarms import shelving
from rules.alarms.hiding import is_confirmed_fire
from rules.alarms.record import change, ends, tell


def acknowledge(
    tx: Transaction, alarm_id: str, *, by: str, at: datetime, occurred_at: datetime | None = None, note: str = "", version: int | None = None
) -> Alarm:
    """`by` has seen it, at `occurred_at` if that was before `at` (a phone in a basement). Doing it again is no error.

    A returned alarm ends with it; an active one stays until the process is normal, and asks to be seen again if its rule
    says after how long (`realarm_at`).
    """
    alarm = find(tx, alarm_id)
    if alarm.acknowledged:
        return alarm
    check_version(alarm, version)
    following = next_state(alarm.beneath, AlarmEvent.ACKNOWLEDGED)
    seen_at = at if occurred_at is None else min(occurred_at, at)
    seen = replace(alarm, acknowledged=True, acknowledged_by=by, acknowledged_at=seen_at, realarm_at=_realarm_at(alarm, at))
    saved = change(tx, seen, AlarmEvent.ACKNOWLEDGED, at=at, actor=by, note=note, ends=ends(following))
    tell(tx, saved, AlarmEvent.ACKNOWLEDGED, at=at, actor=by)
    return saved


def shelve(tx: Transaction, alarm_id: str, *, by: str, at: datetime, until: datetime, reason: str, version: int | None = None) -> Alarm:
    """Hide it until `until`, at most 24 hours (critical: 8) from `at`; never what counts as fire. Shelving a shelved alarm sets a new time."""
    alarm = find(tx, alarm_id)
    check_version(alarm, version)
    if alarm.beneath is AlarmState.NORMAL or (alarm.hidden_by is not None and alarm.hidden_by.kind is not Hiding.SHELVED):
        raise IllegalStep(f"an alarm that is {alarm.state} cannot be {AlarmEvent.SHELVED}")
    shelving.check(alarm.severity, at=at, until=until, reason=reason)
    if is_confirmed_fire(tx, alarm):
        raise Refusal("已确认的火警不能搁置", "what counts as fire cannot be shelved: it ends at its source, or when it is found to be false")
    hidden = replace(alarm, hidden_by=HiddenBy(Hiding.SHELVED, reason, by, until))
    saved = change(tx, hidden, AlarmEvent.SHELVED, at=at, actor=by, note=reason)
    tell(tx, saved, AlarmEvent.SHELVED, at=at, actor=by)
    return saved


def reset(tx: Transaction, alarm_id: str, *, by: str, at: datetime, reason: str, evidence: str, version: int | None = None) -> Alarm:
    """`by` resets a latched alarm on site. Only where the latch is a person's, and only once the process is normal."""
    alarm = find(tx, alarm_id)
    check_version(alarm, version)
    following = next_state(alarm.beneath, AlarmEvent.RESET)
    if alarm.latch is Latch.SOURCE:
        raise IllegalStep("this alarm ends only at its source: reset it at the panel or installation itself")
    if alarm.latch is None:
        raise IllegalStep("this alarm is not latched: it clears by itself when the process is normal")
    if alarm.returned_at is None:
        raise IllegalStep("the process is still abnormal: an alarm can be reset once it is normal")
    if not reason.strip() or not evidence.strip():
        raise Refusal("复位须填写原因和依据", "a reset needs a reason and evidence: say why it is safe and what shows it")
    saved = change(
        tx,
        replace(alarm, condition=False, realarm_at=None, cleared_at=at),
        AlarmEvent.RESET,
        at=at,
        actor=by,
        note=f"{reason} ({evidence})",
        ends=ends(following),
    )
    tell(tx, saved, AlarmEvent.RESET, at=at, actor=by)
    return saved


def find(tx: Transaction, alarm_id: str) -> Alarm:
    """The alarm. Raises `KeyError`."""
    alarm = tx.alarms.get(alarm_id)
    if alarm is None:
        raise KeyError(alarm_id)
    return alarm


def check_version(alarm: Alarm, version: int | None) -> None:
    """Raise `Conflict` unless somebody who read `version` (`None`: whatever there is) has read `alarm` as it is."""
    if version is not None and version != alarm.version:
        raise Conflict(f"the alarm has changed: its version is {alarm.version}, not {version}; read it again")


def _realarm_at(alarm: Alarm, at: datetime) -> datetime | None:
    if alarm.realarm_after_s is None or not alarm.condition:
        return None
    return at + timedelta(seconds=alarm.realarm_after_s)
