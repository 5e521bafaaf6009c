"""How urgent an alarm is: by what becomes of it if nobody acts, and by how long there is to act (ISA-18.2, EEMUA 191).

Severity is not how bad a thing sounds. It says in which order people should turn to what there is; so it follows from
the consequence *and* from the time left, and both are written down with the rule.
"""

from __future__ import annotations

from datetime import timedelta

from domain.alarm import Consequence
from domain.severity import Severity

_C, _H, _M, _L = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW

AT_ONCE, SOON, THIS_SHIFT = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=8)
"""Up to so long there is to respond. Longer than a shift, it can be handed over and planned."""

MATRIX: dict[Consequence, tuple[Severity, Severity, Severity, Severity]] = {
    #                     ≤ 15 min  ≤ 1 h  ≤ 8 h  longer
    Consequence.SEVERE: (_C, _C, _H, _H),
    Consequence.MAJOR: (_C, _H, _H, _M),
    Consequence.MODERATE: (_H, _M, _M, _L),
    Consequence.MINOR: (_M, _L, _L, _L),
}
"""consequence → severity, by the time there is to respond.

- Critical means that somebody is there within 15 minutes (the arrival limit of P1), so it is kept for people in danger
  and for what is lost within minutes: entrapment, fire, a flood that no pump holds. Where people are in danger, even an
  hour is little.
- High means somebody within 30 minutes, in the night too. A danger to people is never less, however long it takes:
  a fire pump that is not on auto hurts nobody until the day it must run.
- Medium waits for the digest at night and is seen to within the shift; low is planned. What would be medium but can wait
  for days is low, so that the list of a shift stays short enough to be worked off.
- What passes by itself within minutes and harms little (a barrier that stays up) is worth a look while it can still be
  seen, but wakes nobody: medium.
"""


def severity_for(consequence: Consequence, respond_within: timedelta) -> Severity:
    """The severity of an alarm whose `consequence` comes unless somebody acts within `respond_within`."""
    column = sum(respond_within > bound for bound in (AT_ONCE, SOON, THIS_SHIFT))
    return MATRIX[consequence][column]
