"""Time that counts only while a calendar holds: office hours, without holidays, with the Saturdays that are worked (调休).

All moments are aware; answers are in UTC. No calendar means that all time counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from domain.calendar import Calendar

_DAY = timedelta(days=1)
_LOOK_AHEAD = 400 * _DAY
"""So far calendars are asked; beyond, all time counts, so that a limit in hours that never come still passes one day."""


def add_working(calendar: Calendar | None, start: datetime, span: timedelta) -> datetime:
    """The first moment at which `span` (not negative) of the time that counts has gone by since `start`.

    What ends with the hours of a day ends then, not with the beginning of the next ones. No time takes no time: without a
    `span` the answer is `start`, in the hours or not.
    """
    start, left = start.astimezone(UTC), span
    if calendar is None or span <= timedelta(0):
        return start + span
    beyond = start + _LOOK_AHEAD
    for begin, end in _open(calendar, start):
        counted = end - max(begin, start)
        if counted >= left:
            return max(begin, start) + left
        left -= counted
        beyond = max(beyond, end)
    return beyond + left


def working_between(calendar: Calendar | None, start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` counts; nothing if `end` is not after `start`."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if calendar is None or end <= start:
        return max(end - start, timedelta(0))
    counted, beyond = timedelta(0), start + _LOOK_AHEAD
    for begin, until in _open(calendar, start):
        if begin >= end:
            return counted
        counted += min(until, end) - max(begin, start)
        beyond = max(beyond, until)
    return counted + max(end - beyond, timedelta(0))


def _open(calendar: Calendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When `calendar` holds from `start` on, in UTC: none overlaps another or is over before `start`."""
    today = start.astimezone(calendar.zone).date()
    begin = end = None
    # A period of the day before may reach into today.
    for ahead in range(-1, _LOOK_AHEAD.days):
        for opens, closes in sorted(calendar.periods_from(today + ahead * _DAY)):
            if closes <= start:
                continue
            if begin is None or end is None:
                begin, end = opens, closes
            elif opens < end:
                end = max(end, closes)
            else:
                yield begin, end
                begin, end = opens, closes
    if begin is not None and end is not None:
        yield begin, end
