"""Suppression by design: the rule says that its alarm means nothing in the present mode (inspection, a test run).

What the rule said last stands in the alarm's history, also while something else hides the alarm: so it is known when
that is over whether the design still hides it. The note carries the moment, so that telling it again changes nothing.
"""

from __future__ import annotations

from datetime import datetime

from domain.alarm import Alarm, AlarmEvent, HiddenBy, Hiding
from domain.records import Transaction
from domain.suppression import SuppressionReason
from domain.time import rfc3339
from domain.transition import Transition
from rules.alarms.record import change

_WORD = SuppressionReason.BY_DESIGN.value
_SAID = {True: AlarmEvent.SUPPRESSED, False: AlarmEvent.UNSUPPRESSED}


def hidden_by(rule: str) -> HiddenBy:
    """That its own rule hides an alarm, until the mode is over."""
    return HiddenBy(Hiding.SUPPRESSED, _WORD, rule)


def hides(hidden: HiddenBy | None) -> bool:
    """Whether what hides an alarm is the design."""
    return hidden is not None and hidden.kind is Hiding.SUPPRESSED and hidden.reason == _WORD


def in_force(tx: Transaction, alarm: Alarm) -> bool:
    """Whether the last that the rule said of `alarm` is that it means nothing now."""
    said = [entry.event for entry in tx.alarms.history(alarm.id) if entry.event in _SAID.values() and entry.note.startswith(_WORD)]
    return bool(said) and said[-1] is AlarmEvent.SUPPRESSED


def known(tx: Transaction, alarm: Alarm, transition: Transition, *, suppressed: bool) -> bool:
    """Whether it was told before that the mode began (`suppressed`) or ended when `transition` says."""
    note = note_of(transition)
    return any(entry.event is _SAID[suppressed] and entry.note == note for entry in tx.alarms.history(alarm.id))


def say(tx: Transaction, alarm: Alarm, transition: Transition, *, suppressed: bool, at: datetime) -> Alarm:
    """Store `alarm`, with a line that from the moment of `transition` on the rule suppresses it, or no longer does."""
    return change(tx, alarm, _SAID[suppressed], at=at, note=note_of(transition))


def note_of(transition: Transition) -> str:
    """The note of the line that the rule said so when `transition` says."""
    return f"{_WORD} {rfc3339(transition.occurred_at)}"
