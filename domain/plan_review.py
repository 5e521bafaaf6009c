"""Reviews (复盘) of runs of emergency plans: what happened when, which limits were kept, what was found, what is to be better.

The draft comes from the run's log the moment that the run is over; people add findings and improvement tasks, then close it.
A drill's review has the drill's realm and is never seen beside the live ones unless somebody asks for that drill.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.page import Page
from domain.people import Department
from domain.plan import Milestone, PlanKind
from domain.plan_run import RunState
from domain.severity import Severity
from domain.text import Text


class ReviewState(StrEnum):
    """Whether something may still be added."""

    DRAFT = "draft"
    CLOSED = "closed"


REVIEW_STATE_NAMES = {
    ReviewState.DRAFT: Text("待完成", "Draft"),
    ReviewState.CLOSED: Text("已归档", "Closed"),
}


class ReviewStep(StrEnum):
    """What can happen to a review."""

    DRAFTED = "draft"
    FOUND = "find"
    """Somebody wrote down a finding."""
    TASK_GIVEN = "give-task"
    """An improvement became a work order."""
    CLOSED = "close"


REVIEW_TRANSITIONS: dict[tuple[ReviewState, ReviewStep], ReviewState] = {
    (ReviewState.DRAFT, ReviewStep.FOUND): ReviewState.DRAFT,
    (ReviewState.DRAFT, ReviewStep.TASK_GIVEN): ReviewState.DRAFT,
    (ReviewState.DRAFT, ReviewStep.CLOSED): ReviewState.CLOSED,
}
"""(state, step) → next state. What is missing is refused: a closed review stays as it was signed. Its orders go on."""


def next_review_state(state: ReviewState, step: ReviewStep) -> ReviewState:
    """The state that follows, or `IllegalStep`."""
    try:
        return REVIEW_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a review that is {state} cannot take the step {step}") from None


class MomentKind(StrEnum):
    """The key moments, in the order in which they are usually reached."""

    BEGUN = "begun"
    """The plan was proposed, or started at once."""
    STARTED = "started"
    CONTACT = "contact"
    OUTSIDE_CALLED = "outside_called"
    ARRIVAL = "arrival"
    HELP_ARRIVED = "help_arrived"
    CONTAINED = "contained"
    ENDED = "ended"


MOMENT_NAMES = {
    MomentKind.BEGUN: Text("发现", "Noticed"),
    MomentKind.STARTED: Text("启动预案", "Plan started"),
    MomentKind.CONTACT: Text("首次联系", "First contact"),
    MomentKind.OUTSIDE_CALLED: Text("外部求援", "Outside help called"),
    MomentKind.ARRIVAL: Text("人员到场", "Arrival"),
    MomentKind.HELP_ARRIVED: Text("外援到场", "Outside help arrived"),
    MomentKind.CONTAINED: Text("险情控制", "Contained"),
    MomentKind.ENDED: Text("解除", "Stood down"),
}

MILESTONES = {
    MomentKind.CONTACT: Milestone.CONTACT,
    MomentKind.OUTSIDE_CALLED: Milestone.OUTSIDE_CALLED,
    MomentKind.ARRIVAL: Milestone.ARRIVAL,
    MomentKind.HELP_ARRIVED: Milestone.HELP_ARRIVED,
    MomentKind.CONTAINED: Milestone.CONTAINED,
}
"""The moments that steps of the plan stand for."""


@dataclass(frozen=True, slots=True)
class KeyMoment:
    """When something that the review compares was reached (UTC); `None`: never, although the plan has a step for it.

    `after_s` counts seconds from when the run began. `step` is the key of the step that says it; `None`: the log itself, or
    the first check-in of a department where the plan has no step for the arrival.
    """

    kind: MomentKind
    at: datetime | None
    after_s: float | None = None
    step: str | None = None


class LimitOf(StrEnum):
    """Whose limit it was."""

    STEP = "step"
    CHECK_IN = "check_in"


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit and what became of it. `who` is a post (of a step) or a department (of a check-in).

    `kept` is `None` where nobody can say: the step was left out, or all was over before its limit. `over_s`: seconds after
    the limit, negative when it was done before; of what was never done, those until the end of the run. `by` is a
    username or ``telemetry``. Times are UTC.
    """

    of: LimitOf
    key: str
    who: str
    title: Text
    opened_at: datetime | None
    due_at: datetime
    settled_at: datetime | None
    by: str | None
    kept: bool | None
    over_s: float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody found; `at` UTC."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Improvement:
    """Something that is to be better: a work order of `department`, for `person` (a username) if one is named, due by `until` (UTC)."""

    id: str
    what: str
    department: Department
    person: str | None
    until: datetime
    order_id: str
    given_by: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class PlanReview:
    """The review of one run. `number`, `kind`, `title`, `severity` and `ending` are the run's; times are UTC."""

    id: str
    run_id: str
    number: str
    site: str
    realm: str
    plan_key: str
    kind: PlanKind
    title: Text
    severity: Severity
    ending: RunState
    state: ReviewState
    begun_at: datetime
    ended_at: datetime
    made_at: datetime
    moments: tuple[KeyMoment, ...]
    limits: tuple[LimitLine, ...]
    findings: tuple[Finding, ...] = ()
    tasks: tuple[Improvement, ...] = ()
    summary: str = ""
    closed_by: str | None = None
    closed_at: datetime | None = None
    version: int = 1

    def moment(self, kind: MomentKind) -> KeyMoment | None:
        """That moment; `None`: neither the plan nor the log has one."""
        return next((moment for moment in self.moments if moment.kind is kind), None)

    @property
    def kept(self) -> int:
        """How many limits were kept."""
        return sum(line.kept is True for line in self.limits)

    @property
    def missed(self) -> int:
        """How many were not."""
        return sum(line.kept is False for line in self.limits)


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews. `None` means any; `since` and `until` bound `ended_at`. Drills are left out unless `realm` names one (``*``: all)."""

    sites: tuple[str, ...] = ("*",)
    state: ReviewState | None = None
    kind: PlanKind | None = None
    plan_key: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    realm: str = "live"


class PlanReviews(Protocol):
    """Reviews, of all realms."""

    def get(self, review_id: str) -> PlanReview | None:
        """The review with its improvement tasks."""

    def of_run(self, run_id: str) -> PlanReview | None:
        """That of a run: at most one (a unique index sees to it)."""

    def of_order(self, order_id: str) -> PlanReview | None:
        """The one whose improvement this work order is."""

    def add(self, review: PlanReview) -> None:
        """A new one. A second one of a run raises `Conflict`."""

    def save(self, review: PlanReview) -> PlanReview:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def list(self, where: ReviewFilter, *, cursor: str | None = None, limit: int = 50) -> Page[PlanReview]:
        """Those whose run ended last come first. Raises `ValueError` for a cursor that is not ours."""

    def earlier(self, review: PlanReview, *, limit: int = 5) -> Sequence[PlanReview]:
        """Those of the same plan, site and realm that ended before it, newest first: to compare."""
