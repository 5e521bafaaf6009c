"""Chatter (ISA-18.2): a condition that comes and goes at least three times within a minute.

Chatter hides nothing and never keeps the first message back. It only means that from here on nobody is called each time
it comes back, until it has been calm for ten minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.records import Transaction
from domain.transition import Transition

TURNS = 3
WITHIN = timedelta(minutes=1)
CALM = timedelta(minutes=10)


def until(tx: Transaction, transition: Transition, alarm: Alarm, at: datetime) -> datetime | None:
    """Until when the condition counts as chattering after the turn (it came, or it went) that `transition` is, at `at`.

    `alarm` is its alarm before the turn, which is not in the history yet. What is only caught up with after an absence
    says nothing: then all turns seem to come at once.
    """
    before = _before(tx, transition)
    if before is not None and before > at:
        return at + CALM
    if at - transition.known_at > WITHIN:
        return alarm.chattering_until
    turns = tx.alarms.turns_since(transition.realm, transition.condition, at - WITHIN) + 1
    return at + CALM if turns >= TURNS else alarm.chattering_until


def chatters(alarm: Alarm, at: datetime) -> bool:
    """Whether `alarm` chatters at `at`."""
    return alarm.chattering_until is not None and alarm.chattering_until > at


def _before(tx: Transaction, transition: Transition) -> datetime | None:
    """Until when the condition chatters by what is known so far, be it by an alarm that has ended."""
    same = tx.alarms.newest_of(transition.realm, transition.condition)
    return max((each.chattering_until for each in same if each.chattering_until is not None), default=None)
