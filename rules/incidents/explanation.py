"""Which alarm explains another one, and what stands at the beginning of it all. Pure.

A cause explains an alarm when it reaches it (`rules.incidents.topology`), when it holds, and when it did not come much
later than the alarm: what has stood for long before has a reason of its own. A cause that is over goes on explaining
for a little while what occurred while it stood, for delays make consequences come late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alarm import Alarm
from domain.site import Site
from rules.incidents.suppressing import is_by_cause
from rules.incidents.topology import reaches


@dataclass(frozen=True, slots=True)
class Limits:
    """`window`: a cause found so long after an alarm still explains it. `outlives`: a cause that is over counts so long."""

    window: timedelta
    outlives: timedelta


def limits_of(site: Site) -> Limits:
    """The site's settings ``cause_window_s`` and ``outlives_s``."""
    return Limits(timedelta(seconds=site.settings.get("cause_window_s", 300)), timedelta(seconds=site.settings.get("outlives_s", 600)))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of other alarms: which could be causes of one, and since when an alarm has stood without a break."""

    causes: Callable[[Alarm], Sequence[Alarm]]
    since: Callable[[Alarm], datetime]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`direct` explains the alarm, `top` in the end explains `direct` (or is it). `stands`: everything between them is there now."""

    direct: Alarm
    top: Alarm
    stands: bool


def stands(alarm: Alarm) -> bool:
    """Whether the process is abnormal now; a latch that waits for a person says nothing of that."""
    return alarm.condition and alarm.returned_at is None and alarm.ended_at is None


def over_at(alarm: Alarm) -> datetime | None:
    """When the process came back to normal; `None` while it has not."""
    return None if stands(alarm) else alarm.returned_at or alarm.cleared_at or alarm.ended_at


def explanation(site: Site, alarm: Alarm, known: Known, at: datetime) -> Explanation | None:
    """What explains `alarm` at `at`, from the topmost cause on; `None`: nothing does.

    What is hidden itself, or has no work order, explains nothing: nobody would be called for either of them.
    """
    return _Climb(site, known, at).from_(alarm, frozenset({alarm.id}))


class _Climb:
    """From an alarm to what explains it, and on to what explains that."""

    def __init__(self, site: Site, known: Known, at: datetime) -> None:
        self._site = site
        self._known = known
        self._at = at
        self._limits = limits_of(site)

    def from_(self, alarm: Alarm, passed: frozenset[str]) -> Explanation | None:
        """`passed`: what the climb came by, for what feeds what may run in a circle."""
        found: list[tuple[bool, int, datetime, str, Explanation]] = []
        for cause in self._known.causes(alarm):
            distance = reaches(self._site, cause, alarm)
            if distance is None or cause.id in passed or not self._holds(cause, alarm):
                continue
            above = self.from_(cause, passed | {cause.id})
            top = cause if above is None else above.top
            if top.work_order_id is not None and not is_by_cause(top.hidden_by):
                standing = stands(cause) and (above is None or above.stands)
                found.append((not standing, -distance, cause.occurred_at, cause.id, Explanation(cause, top, standing)))
        return min(found, key=lambda one: one[:-1])[-1] if found else None

    def _holds(self, cause: Alarm, alarm: Alarm) -> bool:
        over = over_at(cause)
        if over is not None and not (self._at - over < self._limits.outlives and alarm.occurred_at <= over):
            return False
        return self._known.since(alarm) >= self._known.since(cause) - self._limits.window


def explained_within(site: Site, top: Alarm, members: Sequence[Alarm]) -> frozenset[str]:
    """Of the alarms of an incident, the ids of those that `top` explains through causes that are there now, itself included."""
    explained = {top.id} if stands(top) else set()
    links = [top] if stands(top) else []
    while links:
        cause = links.pop()
        for member in members:
            if member.id not in explained and reaches(site, cause, member) is not None:
                explained.add(member.id)
                if member.causes is not None and stands(member):
                    links.append(member)
    return frozenset(explained)
