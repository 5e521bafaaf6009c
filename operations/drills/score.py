"""What a drill's score is made of: a line for each step, department, person and moment, and a total that anybody can add up again.

Each counted line is worth two points: two if it was done within its limit (or has none), one if it was done late, none if it
was left out or not done. The total is the points that were got of those that could be got, as a whole percentage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.drill import DrillState
from domain.people import Department
from domain.plan import Milestone
from domain.post import Post
from domain.text import Text

FULL = 2
"""The points of a line that was done in time."""


class StepOutcome(StrEnum):
    """How a step, a department or a person did."""

    KEPT = "kept"
    """Done within its limit."""
    NO_LIMIT = "no_limit"
    """Done; it has no limit."""
    LATE = "late"
    LEFT_OUT = "left_out"
    NOT_DONE = "not_done"
    PENDING = "pending"
    """Not decided: its limit runs, or the drill ended before its turn came."""
    UNCOUNTED = "uncounted"
    """Nobody waited for it: an optional step that was not done, a person whom somebody else spared the answer."""


OUTCOME_NAMES = {
    StepOutcome.KEPT: Text("按时", "In time"),
    StepOutcome.NO_LIMIT: Text("已完成", "Done"),
    StepOutcome.LATE: Text("超时", "Late"),
    StepOutcome.LEFT_OUT: Text("跳过", "Left out"),
    StepOutcome.NOT_DONE: Text("未完成", "Not done"),
    StepOutcome.PENDING: Text("未到", "Not yet"),
    StepOutcome.UNCOUNTED: Text("不计分", "Not counted"),
}

POINTS: dict[StepOutcome, int | None] = {
    StepOutcome.KEPT: FULL,
    StepOutcome.NO_LIMIT: FULL,
    StepOutcome.LATE: 1,
    StepOutcome.LEFT_OUT: 0,
    StepOutcome.NOT_DONE: 0,
    StepOutcome.PENDING: None,
    StepOutcome.UNCOUNTED: None,
}
"""Points of a line; `None`: it does not count."""

HOW = Text(
    "每一项计 2 分：按时完成（或无时限）得 2 分，超时完成得 1 分，跳过或未完成得 0 分；未到时限、可选而未做、无须本人应答的不计。"
    "得分率 = 得分 ÷ 应得分，四舍五入到整数百分比。",
    "Each line counts 2 points: 2 when done in time (or without a limit), 1 when done late, 0 when left out or not done. What is not due yet, optional steps "
    "that nobody did, and people whose answer was not needed do not count. The total is points ÷ possible points, rounded to a whole percent.",
)
"""How the total is made, in words."""

REACT_WITHIN_S = 120.0
"""Within how many seconds of being told a person who is asked to answer should have answered (practice)."""


@dataclass(frozen=True, slots=True)
class StepScore:
    """How one step was done. `late_s` is by how many seconds its limit was missed; `None`: it was not, or is not known yet."""

    key: str
    title: Text
    phase: Text
    post: Post
    required: bool
    outcome: StepOutcome
    due_at: datetime | None
    settled_at: datetime | None
    by: str | None
    late_s: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MusterScore:
    """How one department checked in."""

    department: Department
    outcome: StepOutcome
    called_at: datetime
    check_in_by: datetime
    checked_in_at: datetime | None
    by: str | None
    late_s: float | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one person was told first, and how soon he reacted: opened it, acknowledged it, answered, or did something of the plan.

    `asked`: an answer of his was wanted. `told_at` is when the first message for him was queued; `received_at` when a device
    of his showed it.
    """

    person: str
    asked: bool
    outcome: StepOutcome
    told_at: datetime
    received_at: datetime | None
    reacted_at: datetime | None

    @property
    def seconds(self) -> float | None:
        """From being told to the reaction."""
        return None if self.reacted_at is None else (self.reacted_at - self.told_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Moment:
    """When a milestone of the plan was reached, and how many seconds after the drill began; `None`: it was not."""

    milestone: Milestone
    at: datetime | None
    after_s: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """A drill against its plan. `final`: it is over, nothing of it changes any more. Times are UTC.

    `alarm_after_s` and `plan_after_s`: seconds from the beginning of the drill to its first alarm and to its plan;
    `lasted_s` from the plan's start to its end (or to now).
    """

    state: DrillState
    final: bool
    steps: tuple[StepScore, ...]
    musters: tuple[MusterScore, ...]
    reactions: tuple[Reaction, ...]
    moments: tuple[Moment, ...]
    alarm_after_s: float | None
    plan_after_s: float | None
    lasted_s: float | None

    @property
    def outcomes(self) -> tuple[StepOutcome, ...]:
        """Of all lines."""
        return (*(each.outcome for each in self.steps), *(each.outcome for each in self.musters), *(each.outcome for each in self.reactions))

    @property
    def points(self) -> int:
        """The points that were got."""
        return sum(POINTS[outcome] or 0 for outcome in self.outcomes)

    @property
    def possible(self) -> int:
        """The points that could be got."""
        return FULL * sum(POINTS[outcome] is not None for outcome in self.outcomes)

    @property
    def percent(self) -> int | None:
        """The total, halves rounded up; `None`: nothing counts (yet)."""
        return (200 * self.points + self.possible) // (2 * self.possible) if self.possible else None

    def count(self, *outcomes: StepOutcome) -> int:
        """How many steps had one of these outcomes."""
        return sum(step.outcome in outcomes for step in self.steps)
