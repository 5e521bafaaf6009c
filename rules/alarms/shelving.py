"""Shelving: a person hides an alarm for a limited time, with a reason.

A shelf belongs to the condition, not to one episode: what chatters must stay hidden until the time is up. Only a
critical alarm that comes again as a new episode is shown at once, for nobody shelves the next fire beforehand.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.alarm import HiddenBy, Hiding
from domain.problem import Refusal
from domain.records import Transaction
from domain.severity import SEVERITY_NAMES, Severity
from domain.transition import Transition

LONGEST = timedelta(hours=24)
LONGEST_CRITICAL = timedelta(hours=8)


def longest(severity: Severity) -> timedelta:
    """For how long an alarm of `severity` may be shelved at most."""
    return LONGEST_CRITICAL if severity is Severity.CRITICAL else LONGEST


def check(severity: Severity, *, at: datetime, until: datetime, reason: str) -> None:
    """Raise `Refusal`, saying what to do, unless an alarm of `severity` may be shelved like this."""
    if not reason.strip():
        raise Refusal("请填写搁置原因", "shelving needs a reason: say why this alarm may be hidden")
    if until <= at:
        raise Refusal("搁置截止时间已过，请选择将来的时间", "`until` has passed: choose a time in the future")
    limit = longest(severity)
    if until - at > limit:
        hours = limit // timedelta(hours=1)
        name = SEVERITY_NAMES[severity].zh
        raise Refusal(
            f"{name}告警最长可搁置 {hours} 小时，请选择更早的截止时间",
            f"an alarm of severity {severity} can be shelved for {hours} hours at most: choose an earlier `until`",
        )


def in_force(tx: Transaction, transition: Transition) -> HiddenBy | None:
    """The shelf of an earlier episode that still covers the condition of the new alarm that `transition` opens."""
    if transition.severity is Severity.CRITICAL:
        return None
    newest = next(iter(tx.alarms.newest_of(transition.realm, transition.condition)), None)
    if newest is None or newest.hidden_by is None or newest.hidden_by.kind is not Hiding.SHELVED:
        return None
    until = newest.hidden_by.until
    return newest.hidden_by if until is not None and until > transition.known_at else None
