"""Drills (应急演练): a plan tried by the real way of a reading, in a realm of its own, marked 演练 wherever it shows.

A drill's id is the realm of everything that belongs to it: readings, rule state, alarms, orders, runs, notifications. A real
alarm of critical or high severity at the same site interrupts it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.page import Page
from domain.text import Text

MARK = Text("【演练】", "[Drill] ")
"""Stands before every text of a drill that a person reads."""


class DrillState(StrEnum):
    """How far a drill is."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"
    """Carried out to the end: its plan was stood down, or its time was up."""
    STOPPED = "stopped"
    """Somebody broke it off."""
    INTERRUPTED = "interrupted"
    """A real alarm broke it off."""
    CANCELLED = "cancelled"
    """It never began."""


DRILL_STATE_NAMES = {
    DrillState.PLANNED: Text("已计划", "Planned"),
    DrillState.RUNNING: Text("进行中", "Under way"),
    DrillState.FINISHED: Text("已完成", "Finished"),
    DrillState.STOPPED: Text("已终止", "Stopped"),
    DrillState.INTERRUPTED: Text("因真实告警中断", "Interrupted by a real alarm"),
    DrillState.CANCELLED: Text("已取消", "Cancelled"),
}


class DrillEvent(StrEnum):
    """What can happen to a drill."""

    PLANNED = "plan"
    CHANGED = "change"
    STARTED = "start"
    FINISHED = "finish"
    STOPPED = "stop"
    INTERRUPTED = "interrupt"
    CANCELLED = "cancel"
    REMINDED = "remind"
    NOTED = "note"
    SIGNED = "sign"


_S, _E = DrillState, DrillEvent

DRILL_TRANSITIONS: dict[tuple[DrillState, DrillEvent], DrillState] = {
    (_S.PLANNED, _E.CHANGED): _S.PLANNED,
    (_S.PLANNED, _E.REMINDED): _S.PLANNED,
    (_S.PLANNED, _E.STARTED): _S.RUNNING,
    (_S.PLANNED, _E.CANCELLED): _S.CANCELLED,
    (_S.RUNNING, _E.FINISHED): _S.FINISHED,
    (_S.RUNNING, _E.STOPPED): _S.STOPPED,
    (_S.RUNNING, _E.INTERRUPTED): _S.INTERRUPTED,
    **{(state, _E.NOTED): state for state in DrillState},
    **{(state, _E.SIGNED): state for state in (_S.FINISHED, _S.STOPPED, _S.INTERRUPTED)},
}
"""(state, event) → next state. What is missing is refused."""


def next_drill_state(state: DrillState, event: DrillEvent) -> DrillState:
    """The state that follows, or `IllegalStep`."""
    try:
        return DRILL_TRANSITIONS[(state, event)]
    except KeyError:
        raise IllegalStep(f"a drill that is {state} cannot take the step {event}") from None


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill; `id` is its realm. Times are UTC.

    `scenario` is the name of a scenario of the simulators, played at double `speed` if that is 2; `seed` makes it the same
    again. `area` is the space whose devices are shadowed by virtual ones (`None`: the whole site). `people` (usernames) take
    part; empty: whoever is on duty. An unannounced one is known to its planner alone until it begins. `outside`: messages
    also go to whom the channels of outside reach (robots of groups, the company's line), marked 演练; never to residents or
    public services. `ends_by` is when it ends by itself. `interrupted_by` is the id of the real alarm.
    """

    id: str
    number: str
    site: str
    plan_key: str
    scenario: str
    title: str
    planned_by: str
    planned_at: datetime
    begins_at: datetime
    lasts_s: float
    state: DrillState = DrillState.PLANNED
    area: str | None = None
    people: tuple[str, ...] = ()
    announced: bool = True
    outside: bool = False
    speed: float = 1.0
    seed: int = 0
    started_at: datetime | None = None
    started_by: str | None = None
    ends_by: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    reason: str = ""
    interrupted_by: str | None = None
    run_id: str | None = None
    reminded_at: datetime | None = None
    version: int = 1

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it by the clock next; `None`: never."""
        if self.state is DrillState.PLANNED:
            return self.begins_at
        return self.ends_by if self.state is DrillState.RUNNING else None


@dataclass(frozen=True, slots=True)
class DrillEntry:
    """One line of a drill's log; UTC."""

    drill_id: str
    at: datetime
    event: DrillEvent
    actor: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DrillFilter:
    """Which drills. `None` means any; `since` and `until` bound `begins_at`."""

    sites: tuple[str, ...] = ("*",)
    states: frozenset[DrillState] | None = None
    plan_key: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Drills(Protocol):
    """Drills."""

    def get(self, drill_id: str) -> Drill | None:
        """The drill."""

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day, as for work orders but with ``L-`` (演练) before it. Never given twice."""

    def running_at(self, site: str) -> Drill | None:
        """The one that is under way at the site: at most one (a unique index sees to it)."""

    def add(self, drill: Drill, entries: Sequence[DrillEntry]) -> None:
        """A new drill."""

    def save(self, drill: Drill, entries: Sequence[DrillEntry]) -> Drill:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`, as for a second one under way."""

    def log(self, drill_id: str) -> Sequence[DrillEntry]:
        """Its log, oldest first."""

    def due_before(self, moment: datetime) -> Sequence[Drill]:
        """Those about which something has to be decided by `moment` (`Drill.next_at`), the longest waiting first."""

    def list(self, where: DrillFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Drill]:
        """The latest `begins_at` first."""
