"""Drills (应急演练): what is tried, how it went, and the yearly calendar."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, Schema
from domain.drill import DrillEvent, DrillState
from domain.drill_paper import DrillSigner
from domain.people import Department
from domain.plan import Milestone, PlanKind
from domain.post import Post
from operations.drills.calendar import SlotState
from operations.drills.comparing import Unit, Verdict
from operations.drills.score import StepOutcome


class DrillEntry(Schema):
    """A line of a drill's log."""

    at: Moment
    event: DrillEvent
    actor: str
    note: str


class Drill(Schema):
    """A drill. Its `id` is the realm of everything that belongs to it: ask lists for it with `drill=`. Lists leave the log empty."""

    id: str
    number: str = Field(examples=["L-20260131-001"])
    site: str
    state: DrillState
    plan_key: str
    plan_title: LocalText
    scenario: str
    scenario_name: LocalText
    title: str
    area: str | None = Field(description="A space; null: the whole site.")
    people: list[str] = Field(description="Usernames of those who take part; empty: whoever is on duty.")
    announced: bool
    outside: bool = Field(description="Whether messages also go to channels of outside, marked 演练.")
    speed: float
    seed: int
    planned_by: str = Field(description="A username.")
    planned_at: Moment
    begins_at: Moment
    lasts_s: float
    started_at: Moment | None
    started_by: str | None
    ends_by: Moment | None
    ended_at: Moment | None
    ended_by: str | None
    reason: str
    interrupted_by: str | None = Field(description="The id of the real alarm.")
    run_id: str | None = Field(description="The run of its plan, as soon as there is one.")
    log: list[DrillEntry]
    version: int = Field(description="Give it as `If-Match` with the next step.")


class DrillPage(PageOf[Drill]):
    """Drills, the latest beginning first."""


class ScoredStep(Schema):
    """How one step was done."""

    key: str
    title: LocalText
    phase: LocalText
    post: Post
    required: bool
    outcome: StepOutcome
    points: int | None = Field(description="0, 1 or 2; null: it does not count.")
    due_at: Moment | None
    settled_at: Moment | None
    by: str | None
    late_s: float | None
    note: str


class ScoredMuster(Schema):
    """How one department checked in."""

    department: Department
    outcome: StepOutcome
    points: int | None
    called_at: Moment
    check_in_by: Moment
    checked_in_at: Moment | None
    by: str | None
    late_s: float | None


class ScoredReaction(Schema):
    """How soon one person reacted. Whoever may neither plan drills nor review plans reads only their own."""

    person: str
    asked: bool = Field(description="Whether an answer was wanted.")
    outcome: StepOutcome
    points: int | None
    told_at: Moment
    received_at: Moment | None
    reacted_at: Moment | None
    seconds: float | None


class ScoredMoment(Schema):
    """A milestone of the plan."""

    milestone: Milestone
    at: Moment | None
    after_s: float | None = Field(description="Seconds from the beginning of the drill.")


class DrillScore(Schema):
    """A drill against its plan. `how` says how the total is made, so that anybody can add it up again."""

    final: bool = Field(description="It is over: nothing of it changes any more.")
    percent: int | None
    points: int
    possible: int
    how: LocalText
    steps: list[ScoredStep]
    musters: list[ScoredMuster]
    reactions: list[ScoredReaction]
    moments: list[ScoredMoment]
    alarm_after_s: float | None
    plan_after_s: float | None
    lasted_s: float | None


class DrillCompared(Schema):
    """One measure beside earlier drills of the same plan."""

    key: str
    name: LocalText
    unit: Unit
    now: float | None
    before: float | None = Field(description="Of the last earlier drill.")
    best: float | None = Field(description="Of the earlier drills.")
    verdict: Verdict


class DrillSignature(Schema):
    """Somebody has signed the record."""

    id: str
    name: str
    signed_as: DrillSigner
    signed_at: Moment


class DrillMay(Schema):
    """What you may do with it now."""

    change: bool
    start: bool
    stop: bool
    cancel: bool
    note: bool
    sign: bool
    print: bool


class DrillDetail(Drill):
    """A drill with its log, its score, and what you may do now."""

    review_id: str | None
    score: DrillScore | None = Field(description="null: it never began.")
    compared: list[DrillCompared]
    signatures: list[DrillSignature]
    may: DrillMay


class PlannedDrill(HumanStep):
    """What is to be tried. `begins_at` in the past by more than two minutes is refused."""

    plan_key: str = Field(min_length=1, max_length=64)
    scenario: str = Field(min_length=1, max_length=64)
    title: str = Field(min_length=1, max_length=100)
    begins_at: AwareDatetime
    lasts_minutes: float = Field(60, ge=1, le=480)
    area: str | None = Field(None, max_length=64)
    people: list[str] = Field(default_factory=list, max_length=100)
    announced: bool = True
    outside: bool = False
    speed: float = Field(1.0, ge=0.5, le=10)


class NewDrill(PlannedDrill):
    """Plan a drill at a site."""

    site: str = Field(max_length=64)


class DrillReason(HumanStep):
    """Why it is broken off or does not take place."""

    reason: str = Field(min_length=1, max_length=500)


class DrillNote(HumanStep):
    """Something to remember."""

    note: str = Field(min_length=1, max_length=1000)


class CalendarDrill(Schema):
    """A drill in the calendar."""

    id: str
    number: str
    title: str
    state: DrillState
    begins_at: Moment
    percent: int | None = Field(description="Its score, when it is over.")


class CalendarSlot(Schema):
    """A period in which a plan has to be drilled once; both days are in it."""

    first: str = Field(examples=["2026-01-01"])
    last: str = Field(examples=["2026-06-30"])
    state: SlotState
    days_left: int
    drills: list[CalendarDrill]


class CalendarLine(Schema):
    """A plan over the year."""

    plan_key: str
    kind: PlanKind
    title: LocalText
    times: int = Field(description="At least so often in a year.")
    source: LocalText = Field(description="Who says so.")
    slots: list[CalendarSlot]


class DrillCalendar(Schema):
    """A site's drill calendar of one year."""

    site: str
    year: int
    lines: list[CalendarLine]


class DrillScenario(Schema):
    """A scenario that virtual devices can play at the site."""

    id: str
    name: LocalText
    about: LocalText
    lasts_s: float = Field(description="One pass at single speed.")
    fits: bool = Field(description="Whether an alarm that it should raise calls for the plan that was asked for.")
    areas: list[str] = Field(description="Spaces in which it does something; the smallest first.")


class DrillScenarios(PageOf[DrillScenario]):
    """Scenarios; those that fit first."""
