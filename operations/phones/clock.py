"""When a step was taken that a phone tells later: the phone's clock is believed as far as it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.text import Text

TOLERATED = timedelta(minutes=2)
"""Phones and networks are rarely further off; nobody is bothered with less."""
_MINUTE = timedelta(minutes=1)

_AHEAD = Text("手机时钟快 {n} 分钟，时间已更正", "the phone's clock is {n} min ahead; the time is corrected")
_FUTURE = Text("手机所报时间晚于收到时间，按收到时间记", "the phone told a time in the future; it counts as now")
_BEHIND = Text("手机时钟慢 {n} 分钟", "the phone's clock is {n} min behind")


@dataclass(frozen=True, slots=True)
class Told:
    """The moment that counts, and what has to be said about the phone's clock (`None`: nothing)."""

    moment: datetime
    flag: Text | None = None


def moment_of(claimed: datetime, sent: datetime, now: datetime, *, not_before: datetime) -> Told:
    """What `claimed`, a time of the phone's clock, means, if that clock showed `sent` when it told it at `now`.

    A clock that is ahead is set right by as much; nothing happened in the future, or before `not_before`. A clock that is
    behind is only reported: a slow network looks the same.
    """
    ahead = sent - now
    if ahead > TOLERATED:
        return Told(_within(claimed - ahead, not_before, now), _AHEAD.filled(n=str(round(ahead / _MINUTE))))
    if claimed - now > TOLERATED:
        return Told(now, _FUTURE)
    moment = _within(claimed, not_before, now)
    return Told(moment, _BEHIND.filled(n=str(round(-ahead / _MINUTE))) if -ahead > TOLERATED else None)


def _within(moment: datetime, first: datetime, last: datetime) -> datetime:
    return min(max(moment, first), last)
