"""What a transition of the rules does to the alarm record.

A transition may be told again after a restart; what is known already changes nothing. An alarm carries the key of the
occurrence that it is in now; the keys of those that came back within it stand as notes in its history.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import Alarm, AlarmEntry, AlarmEvent, Latch, next_state
from domain.records import Transaction
from domain.site import Site
from domain.transition import Change, Transition
from rules.alarms import chatter, design, hiding
from rules.alarms.opening import opened_by
from rules.alarms.record import SYSTEM, alarm_id, change, ends


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a transition: the alarm as it is now, and what happened to it (`None`: nothing, it was known).

    `further` is what followed from it at once: it began to chatter, or something else hides it now.
    """

    alarm: Alarm
    event: AlarmEvent | None
    further: tuple[AlarmEvent, ...] = ()


def apply(tx: Transaction, transition: Transition, site: Site, *, at: datetime) -> Applied | None:
    """Do to the record what `transition` says, with lines of history stamped `at`.

    Returns `None` when there is nothing to do it to (the return of an occurrence that is over). The event log is left
    to the caller (`rules.alarms.record.tell`), who may have an order to name in it first. Raises `Conflict`.
    """
    return _APPLY[transition.change](tx, transition, site, at)


def _raised(tx: Transaction, transition: Transition, site: Site, at: datetime) -> Applied:
    if known := _known(tx, transition):
        return Applied(known, None)
    alarm = tx.alarms.open_of_condition(transition.realm, transition.condition)
    if alarm is not None:
        return _reraised(tx, alarm, transition, site, at)
    new = opened_by(transition)
    calm_at = chatter.until(tx, transition, new, at)
    new = replace(new, hidden_by=hiding.in_force(tx, transition, site, at), chattering_until=calm_at)
    note = "" if new.hidden_by is None else new.hidden_by.reason
    _add(tx, new, AlarmEvent.RAISED, transition, at, note=note)
    designed = design.say(tx, new, transition, suppressed=True, at=at) if transition.suppressed else new
    return _turned(tx, Applied(designed, AlarmEvent.RAISED), None, at)


def _reraised(tx: Transaction, alarm: Alarm, transition: Transition, site: Site, at: datetime) -> Applied:
    next_state(alarm.beneath, AlarmEvent.RERAISED)
    designed = design.in_force(tx, alarm)
    back = replace(
        alarm,
        episode=transition.episode,
        condition=True,
        acknowledged=False,
        acknowledged_at=None,
        acknowledged_by=None,
        realarm_at=None,
        returned_at=None,
        cleared_at=None,
        value=transition.value,
        hidden_by=hiding.in_force_again(tx, alarm, transition, site, at),
        chattering_until=chatter.until(tx, transition, alarm, at),
    )
    saved = change(tx, back, AlarmEvent.RERAISED, at=at, note=transition.episode, value=transition.value)
    if designed is not transition.suppressed:
        saved = design.say(tx, saved, transition, suppressed=transition.suppressed, at=at)
    return _turned(tx, Applied(saved, AlarmEvent.RERAISED), alarm.chattering_until, at)


def _returned(tx: Transaction, transition: Transition, _site: Site, at: datetime) -> Applied | None:
    alarm = tx.alarms.by_episode(transition.episode)
    if alarm is None:
        return None
    if not alarm.condition or alarm.returned_at is not None:
        return Applied(alarm, None)
    event = AlarmEvent.RETURNED if alarm.latch is Latch.PERSON else AlarmEvent.CLEARED
    following = next_state(alarm.beneath, event)
    normal = replace(alarm, returned_at=transition.occurred_at, chattering_until=chatter.until(tx, transition, alarm, at))
    if event is AlarmEvent.CLEARED:
        normal = replace(normal, condition=False, realarm_at=None, cleared_at=transition.occurred_at)
    saved = change(tx, normal, event, at=at, value=transition.value, ends=ends(following))
    return _turned(tx, Applied(saved, event), alarm.chattering_until, at)


def _recorded(tx: Transaction, transition: Transition, _site: Site, at: datetime) -> Applied:
    if known := _known(tx, transition):
        return Applied(known, None)
    # When it ended is not known, only that it has: the moment of learning it stands for both.
    over = replace(opened_by(transition), condition=False, late=True, cleared_at=transition.known_at, ended_at=transition.known_at)
    next_state(over.beneath, AlarmEvent.RECORDED)
    return Applied(_add(tx, over, AlarmEvent.RECORDED, transition, at), AlarmEvent.RECORDED)


def _retired(tx: Transaction, transition: Transition, _site: Site, at: datetime) -> Applied | None:
    alarm = tx.alarms.by_episode(transition.episode)
    if alarm is None:
        return None
    if alarm.ended_at is not None:
        return Applied(alarm, None)
    next_state(alarm.beneath, AlarmEvent.RETIRED)
    gone = replace(alarm, condition=False, realarm_at=None, cleared_at=alarm.cleared_at or transition.known_at)
    return Applied(change(tx, gone, AlarmEvent.RETIRED, at=at, ends=True), AlarmEvent.RETIRED)


def _suppressed(tx: Transaction, transition: Transition, _site: Site, at: datetime) -> Applied | None:
    alarm = tx.alarms.by_episode(transition.episode)
    if alarm is None:
        return None
    if alarm.ended_at is not None or design.known(tx, alarm, transition, suppressed=True):
        return Applied(alarm, None)
    # What hides it already goes on: when that is over, the history says that the design hides it.
    if alarm.hidden_by is None and not hiding.is_confirmed_fire(tx, alarm):
        alarm = replace(alarm, hidden_by=design.hidden_by(alarm.rule))
    return Applied(design.say(tx, alarm, transition, suppressed=True, at=at), AlarmEvent.SUPPRESSED)


def _unsuppressed(tx: Transaction, transition: Transition, site: Site, at: datetime) -> Applied | None:
    alarm = tx.alarms.by_episode(transition.episode)
    if alarm is None:
        return None
    if alarm.ended_at is not None or design.known(tx, alarm, transition, suppressed=False):
        return Applied(alarm, None)
    if not design.hides(alarm.hidden_by):
        return Applied(design.say(tx, alarm, transition, suppressed=False, at=at), AlarmEvent.UNSUPPRESSED)
    shown, (event, *further) = hiding.uncover(tx, alarm, site, at=at, event=AlarmEvent.UNSUPPRESSED, note=design.note_of(transition))
    return Applied(shown, event, tuple(further))


_APPLY: dict[Change, Callable[[Transaction, Transition, Site, datetime], Applied | None]] = {
    Change.RAISED: _raised,
    Change.RETURNED: _returned,
    Change.RECORDED: _recorded,
    Change.RETIRED: _retired,
    Change.SUPPRESSED: _suppressed,
    Change.UNSUPPRESSED: _unsuppressed,
}


def _turned(tx: Transaction, applied: Applied, chattering_until: datetime | None, at: datetime) -> Applied:
    """`applied`, with a line of history if with this turn the condition began to chatter; it was known to chatter until `chattering_until`."""
    alarm = applied.alarm
    before = chattering_until is not None and chattering_until > at
    if before or alarm.ended_at is not None or not chatter.chatters(alarm, at):
        return applied
    next_state(alarm.beneath, AlarmEvent.CHATTERING)
    return replace(applied, alarm=change(tx, alarm, AlarmEvent.CHATTERING, at=at), further=(*applied.further, AlarmEvent.CHATTERING))


def _known(tx: Transaction, transition: Transition) -> Alarm | None:
    """The alarm that this occurrence opened or came back to, if it was told before."""
    realm, episode = transition.realm, transition.episode
    own_id = alarm_id(realm, episode)
    tx.alarms.foresee(realm, transition.condition, episode=episode, alarm_id=own_id)
    found = tx.alarms.by_episode(episode) or tx.alarms.get(own_id)
    if found is not None:
        return found
    came_back = (past for past in tx.alarms.newest_of(realm, transition.condition) if past.id != alarm_id(realm, past.episode))
    told = next((past for past in came_back if any(_is_return_of(entry, episode) for entry in tx.alarms.history(past.id))), None)
    return None if told is None else tx.alarms.get(told.id)


def _is_return_of(entry: AlarmEntry, episode: str) -> bool:
    return entry.event is AlarmEvent.RERAISED and entry.note == episode


def _add(tx: Transaction, alarm: Alarm, event: AlarmEvent, transition: Transition, at: datetime, *, note: str = "") -> Alarm:
    tx.alarms.add(alarm, AlarmEntry(alarm.id, at, event, alarm.state, SYSTEM, note, transition.value), condition=transition.condition)
    return alarm
