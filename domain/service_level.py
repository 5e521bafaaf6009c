"""Service levels (时限): which orders must be accepted, arrived at and resolved within what time, and who is called if they are not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from domain.people import Department
from domain.post import Post
from domain.severity import TIME_LIMITS, Priority, TimeLimits
from domain.text import Text
from domain.work_order import HoldReason, OrderKind


class Rung(StrEnum):
    """Who is called when a limit has passed, lowest first; which post that is, depends on the department."""

    NEXT_ON_DUTY = "next_on_duty"
    TEAM_LEAD = "team_lead"
    MANAGER = "manager"
    COMPANY = "company"

    @property
    def rank(self) -> int:
        """0 is called first."""
        return tuple(Rung).index(self)


RUNG_NAMES = {
    Rung.NEXT_ON_DUTY: Text("下一值班人", "Next on duty"),
    Rung.TEAM_LEAD: Text("主管", "Team lead"),
    Rung.MANAGER: Text("项目经理", "Manager"),
    Rung.COMPANY: Text("公司值班", "Company duty line"),
}


class Origin(StrEnum):
    """Where an order comes from."""

    ALARM = "alarm"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """`after` a limit has passed (in the hours of its service level) and is still not met, `call` hears of it."""

    after: timedelta
    call: Rung


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """What is promised for some orders. `None` among `kinds`, `priorities`, `departments`, `origin` means any."""

    id: str
    name: Text
    kinds: frozenset[OrderKind] | None = None
    priorities: frozenset[Priority] | None = None
    departments: frozenset[Department] | None = None
    """Of the lead department."""
    origin: Origin | None = None
    calendar: str | None = None
    """The hours in which its time counts, by the id of a calendar of the site; `None`: around the clock."""
    limits: Mapping[Priority, TimeLimits] = field(default_factory=lambda: TIME_LIMITS)
    pauses: frozenset[HoldReason] = frozenset()
    """For which reasons of a hold its clock stands still."""
    remind_share: float | None = None
    """How much of a limit has gone when somebody is reminded, between 0 and 1; `None`: nobody is."""
    escalation: tuple[EscalationStep, ...] = ()

    def covers(self, kind: OrderKind, priority: Priority, department: Department, origin: Origin) -> bool:
        """Whether such an order is among those that it is about."""
        return (
            (self.kinds is None or kind in self.kinds)
            and (self.priorities is None or priority in self.priorities)
            and (self.departments is None or department in self.departments)
            and (self.origin is None or origin is self.origin)
        )


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """All that is promised at a site. The first level that covers an order, and whose calendar the site has, is the order's."""

    levels: tuple[ServiceLevel, ...]
    ladders: Mapping[Department, Mapping[Rung, Post]]
    day_end: time | None = None
    """When, by the clock of the site, every request must have had an answer or a promise (事不过夜); `None`: that is not watched."""
    look_back: timedelta | None = None
    """So long after a repair in a public area somebody looks at it again; `None`: never."""

    def level_of(self, kind: OrderKind, priority: Priority, department: Department, origin: Origin, calendars: Collection[str]) -> ServiceLevel:
        """The level of such an order at a site with these `calendars`."""
        return next((each for each in self.in_force(calendars) if each.covers(kind, priority, department, origin)), UNPROMISED)

    def in_force(self, calendars: Collection[str]) -> tuple[ServiceLevel, ...]:
        """The levels that a site with these `calendars` can keep, the first one first."""
        return tuple(each for each in self.levels if each.calendar is None or each.calendar in calendars)

    def post(self, department: Department, rung: Rung) -> Post | None:
        """Who of `department` stands on `rung`; `None`: nobody."""
        return self.ladders.get(department, {}).get(rung)


UNPROMISED = ServiceLevel("usual", Text("通用时限", "Usual limits"))
"""Where no level covers an order: the usual limits around the clock, nothing more."""
