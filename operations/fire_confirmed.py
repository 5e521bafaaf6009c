"""What follows when signals of fire count as fire: shown if hidden, said in history and order, and everybody is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, Hiding
from domain.records import Transaction
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.verification import CONFIRMED_NAMES, ConfirmedBy, Verification, VerificationState
from domain.work_order import OrderEvent, OrderState, next_state
from operations import fire_announcements
from operations.alarm_steps import show
from operations.plans.beginning import on_confirmed
from operations.workorders import limits
from operations.workorders.record import both, is_open
from operations.workorders.record import change as change_order
from rules.alarms.record import change, tell

_SHOWING = {
    Hiding.SHELVED: AlarmEvent.UNSHELVED,
    Hiding.SUPPRESSED: AlarmEvent.UNSUPPRESSED,
    Hiding.OUT_OF_SERVICE: AlarmEvent.IN_SERVICE,
}
_STOPPED = frozenset({OrderState.ON_HOLD, OrderState.COMPLETED, OrderState.VERIFIED})


def declare(
    tx: Transaction, signals: Sequence[Verification], reason: ConfirmedBy, *, site: Site, by: str, at: datetime, note: str = "", known: bool
) -> Sequence[Verification]:
    """`signals`, one or more of one zone, are a fire. Returns them as they are now, in the same order. Raises `Conflict`.

    `known`: the fire in the zone was confirmed before, so nobody is called again. Nothing may hide a confirmed fire.
    """
    words = _words(reason, note)
    decided = [
        tx.verifications.save(replace(each, state=VerificationState.CONFIRMED, reason=reason, cause="", photo=None, decided_at=at, decided_by=by))
        for each in signals
    ]
    alarms = [_confirm(tx, each.alarm_id, words, site=site, by=by, at=at) for each in decided]
    if not known:
        fire_announcements.confirmed(tx, alarms, decided[0], reason, site, at)
    on_confirmed(tx, alarms, site, at)
    return decided


def _confirm(tx: Transaction, alarm_id: str, words: str, *, site: Site, by: str, at: datetime) -> Alarm:
    alarm = tx.alarms.get(alarm_id)
    if alarm is None:
        raise KeyError(alarm_id)
    if alarm.hidden_by is not None:
        alarm = show(tx, alarm, site=site, at=at, by=by, note=words, event=_SHOWING[alarm.hidden_by.kind])
    confirmed = change(tx, alarm, AlarmEvent.CONFIRMED, at=at, actor=by, note=words)
    tell(tx, confirmed, AlarmEvent.CONFIRMED, at=at, actor=by)
    _urge(tx, confirmed, words, site, by=by, at=at)
    return confirmed


def _urge(tx: Transaction, alarm: Alarm, words: str, site: Site, *, by: str, at: datetime) -> None:
    """Its order is of the first priority from now on, and work that had stopped goes on."""
    order = tx.orders.of_alarm(alarm.id)
    if order is None or not is_open(order):
        return
    event = OrderEvent.JOINED if order.state in _STOPPED else OrderEvent.NOTED
    urgent = replace(order, state=next_state(order.state, event, from_alarm=order.from_alarm))
    if order.completed_at is not None:
        urgent = limits.resumed(urgent, site, at)
    if order.priority is not Priority.P1:
        urgent = limits.tightened(urgent, Priority.P1, site, at)
    change_order(tx, urgent, event, at=at, actor=by, note=words)


def _words(reason: ConfirmedBy, note: str) -> str:
    words = both(Text("确认火警：{reason}", "Confirmed fire: {reason}").filled(reason=CONFIRMED_NAMES[reason]))
    return f"{words} · {note.strip()}" if note.strip() else words
