"""What a transition of the rules does to the alarm record.

A transition may be told again after a restart; what is known already changes nothing. An alarm carries the key of the
occurrence that it is in now; the keys of those that came back within it stand as notes in its history.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, HiddenBy, Latch, next_state
from domain.records import Transaction
from domain.transition import Change, Transition
from rules.alarms import shelving
from rules.alarms.record import SYSTEM, alarm_id, change, ends, of_condition


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a transition: the alarm as it is now, and what happened to it (`None`: nothing, it was known)."""

    alarm: Alarm
    event: AlarmEvent | None


def apply(tx: Transaction, transition: Transition, *, at: datetime) -> Applied | None:
    """Do to the record what `transition` says, with a line of history stamped `at`.

    Returns `None` when there is nothing to do it to (the return of an occurrence that is over). The event log is left
    to the caller (`rules.alarms.record.tell`), who may have an order to name in it first. Raises `Conflict`.
    """
    return _APPLY[transition.change](tx, transition, at)


def _raised(tx: Transaction, transition: Transition, at: datetime) -> Applied:
    if known := _known(tx, transition):
        return Applied(known, None)
    alarm = tx.alarms.open_of_condition(transition.realm, transition.condition)
    if alarm is None:
        return Applied(_add(tx, _new(transition, hidden_by=shelving.in_force(tx, transition)), AlarmEvent.RAISED, transition, at), AlarmEvent.RAISED)
    next_state(alarm.beneath, AlarmEvent.RERAISED)
    back = replace(
        alarm,
        episode=transition.episode,
        condition=True,
        acknowledged=False,
        acknowledged_at=None,
        acknowledged_by=None,
        returned_at=None,
        cleared_at=None,
        value=transition.value,
    )
    saved = change(tx, back, AlarmEvent.RERAISED, at=at, note=transition.episode, value=transition.value)
    return Applied(saved, AlarmEvent.RERAISED)


def _returned(tx: Transaction, transition: Transition, at: datetime) -> Applied | None:
    alarm = tx.alarms.by_episode(transition.episode)
    if alarm is None:
        return None
    if not alarm.condition or alarm.returned_at is not None:
        return Applied(alarm, None)
    event = AlarmEvent.RETURNED if alarm.latch is Latch.PERSON else AlarmEvent.CLEARED
    following = next_state(alarm.beneath, event)
    normal = replace(alarm, returned_at=transition.occurred_at)
    if event is AlarmEvent.CLEARED:
        normal = replace(normal, condition=False, cleared_at=transition.occurred_at)
    return Applied(change(tx, normal, event, at=at, value=transition.value, ends=ends(following)), event)


def _recorded(tx: Transaction, transition: Transition, at: datetime) -> Applied:
    if known := _known(tx, transition):
        return Applied(known, None)
    # When it ended is not known, only that it has: the moment of learning it stands for both.
    over = replace(_new(transition), condition=False, late=True, cleared_at=transition.known_at, ended_at=transition.known_at)
    next_state(over.beneath, AlarmEvent.RECORDED)
    return Applied(_add(tx, over, AlarmEvent.RECORDED, transition, at), AlarmEvent.RECORDED)


def _retired(tx: Transaction, transition: Transition, at: datetime) -> Applied | None:
    alarm = tx.alarms.by_episode(transition.episode)
    if alarm is None:
        return None
    if alarm.ended_at is not None:
        return Applied(alarm, None)
    next_state(alarm.beneath, AlarmEvent.RETIRED)
    gone = replace(alarm, condition=False, cleared_at=alarm.cleared_at or transition.known_at)
    return Applied(change(tx, gone, AlarmEvent.RETIRED, at=at, ends=True), AlarmEvent.RETIRED)


_APPLY: dict[Change, Callable[[Transaction, Transition, datetime], Applied | None]] = {
    Change.RAISED: _raised,
    Change.RETURNED: _returned,
    Change.RECORDED: _recorded,
    Change.RETIRED: _retired,
}


def _known(tx: Transaction, transition: Transition) -> Alarm | None:
    """The alarm that this occurrence opened or came back to, if it was told before."""
    episode = transition.episode
    found = tx.alarms.by_episode(episode) or tx.alarms.get(alarm_id(transition.realm, episode))
    if found is not None:
        return found
    same = of_condition(tx, realm=transition.realm, site=transition.site, asset=transition.asset, rule=transition.rule, point=transition.point)
    came_back = (alarm for alarm in same if alarm.id != alarm_id(alarm.realm, alarm.episode))
    return next((alarm for alarm in came_back if any(_is_return_of(entry, episode) for entry in tx.alarms.history(alarm.id))), None)


def _is_return_of(entry: AlarmEntry, episode: str) -> bool:
    return entry.event is AlarmEvent.RERAISED and entry.note == episode


def _new(transition: Transition, *, hidden_by: HiddenBy | None = None) -> Alarm:
    return Alarm(
        id=alarm_id(transition.realm, transition.episode),
        realm=transition.realm,
        site=transition.site,
        asset=transition.asset,
        point=transition.point,
        rule=transition.rule,
        episode=transition.episode,
        severity=transition.severity,
        department=transition.department,
        assist=transition.assist,
        message=transition.message,
        occurred_at=transition.occurred_at,
        raised_at=transition.known_at,
        hidden_by=hidden_by,
        latch=transition.latch,
        value=transition.value,
        late=transition.late,
        sop=transition.sop,
    )


def _add(tx: Transaction, alarm: Alarm, event: AlarmEvent, transition: Transition, at: datetime) -> Alarm:
    tx.alarms.add(alarm, AlarmEntry(alarm.id, at, event, alarm.state, SYSTEM, value=transition.value), condition=transition.condition)
    return alarm
