"""Reviews (复盘) of runs of emergency plans."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText, Moment, PageOf, ReadingValue, Schema
from api.schemas.work_order import Attachment
from domain.people import Department
from domain.plan import PlanKind
from domain.plan_review import LimitOf, MomentKind, ReviewState
from domain.plan_run import RunState
from domain.reading import PointKind
from domain.severity import Severity
from domain.work_order import OrderState
from operations.plans.review.timeline import Source


class ReviewMoment(Schema):
    """A key moment."""

    kind: MomentKind
    at: Moment | None = Field(description="null: never reached, although the plan has a step for it.")
    after_s: float | None = Field(description="Seconds since the run began.")
    step: str | None = Field(description="The key of the step that says it; null: the log itself, or a check-in.")


class ReviewLimit(Schema):
    """One limit and what became of it."""

    of: LimitOf
    key: str
    who: str = Field(description="A post (of a step) or a department (of a check-in).")
    title: LocalText
    opened_at: Moment | None
    due_at: Moment
    settled_at: Moment | None
    by: str | None = Field(description="A username, or `telemetry`.")
    kept: bool | None = Field(description="null: left out, or all was over before its limit.")
    over_s: float | None = Field(description="Seconds after the limit; negative: before it. Of what was never done, until the end.")


class ReviewFinding(Schema):
    """What somebody found."""

    text: str
    by: str = Field(description="A username.")
    at: Moment


class ReviewTask(Schema):
    """An improvement and how its work order stands now."""

    id: str
    what: str
    department: Department
    person: str | None = Field(description="A username.")
    until: Moment
    order_id: str
    given_by: str
    given_at: Moment
    order_number: str | None = Field(None, description="null in lists, and where the order is no longer kept.")
    order_state: OrderState | None = None
    order_assignee: str | None = None
    order_late: bool = Field(False, description="Its date passed before it was done.")
    order_reopened: int = Field(0, description="How often it came back (返工).")


class PlanReview(Schema):
    """The review of one run, as lists show it."""

    id: str
    run_id: str
    number: str = Field(description="The run's.", examples=["Y-20260131-001"])
    site: str
    realm: str = Field(description="`live`, or the id of a drill.")
    plan_key: str
    kind: PlanKind
    title: LocalText
    severity: Severity
    ending: RunState
    state: ReviewState
    begun_at: Moment
    ended_at: Moment
    made_at: Moment
    moments: list[ReviewMoment]
    limits: list[ReviewLimit]
    kept: int
    missed: int
    findings: list[ReviewFinding]
    tasks: list[ReviewTask]
    summary: str
    closed_by: str | None
    closed_at: Moment | None
    version: int = Field(description="Give it as `If-Match` with the next step.")


class PlanReviewPage(PageOf[PlanReview]):
    """Reviews; those whose run ended last come first."""


class ReviewLine(Schema):
    """A line of the time line."""

    at: Moment = Field(description="When it was done.")
    known_at: Moment = Field(description="When Steward knew; later if a phone had been offline.")
    source: Source
    what: str = Field(description="The event's own word.")
    actor: str = Field(description="A username, `system`, `telemetry`, or a channel.")
    text: LocalText
    note: str = Field(description="What somebody wrote or said.")
    step: str | None
    subject: str | None = Field(description="The id of the alarm, order, whistle or call-out.")


class ReviewSample(Schema):
    """A value of a curve."""

    ts: Moment
    value: ReadingValue = Field(description="null: a gap begins here.")


class ReviewCode(Schema):
    """A word that a point says."""

    key: str
    name: LocalText


class ReviewCurve(Schema):
    """What one point showed."""

    point: str
    asset: str
    asset_name: LocalText
    name: LocalText
    kind: PointKind
    unit: str
    codes: list[ReviewCode]
    window_s: int | None = Field(description="Each sample stands for so many seconds; null: as stored.")
    samples: list[ReviewSample] = Field(description="Of a point that speaks only when it changes, the first may be older than `from`: it held then.")


class ReviewTelemetry(Schema):
    """The curves beside the time line."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    curves: list[ReviewCurve]
    left_out: int = Field(description="So many points found no place.")
    away: bool = Field(description="The telemetry store did not answer.")


class ReviewPerson(Schema):
    """How one person reacted."""

    person: str = Field(description="A username.")
    received_at: Moment | None = Field(description="When the first push demonstrably reached them.")
    answered_at: Moment | None
    acted_at: Moment | None = Field(description="The first thing that they did.")
    after_s: float | None = Field(description="From the begin of the run to their first answer or deed.")
    did: int
    kept: int
    missed: int


class ReviewDepartment(Schema):
    """How one department reacted."""

    department: Department
    called_at: Moment | None
    in_at: Moment | None
    after_s: float | None = Field(description="From its call to its check-in.")
    kept: int
    missed: int


class EarlierReview(Schema):
    """The review of an earlier run of the same plan, to compare."""

    id: str
    number: str
    begun_at: Moment
    moments: list[ReviewMoment]
    kept: int
    missed: int


class PlanReviewDetail(PlanReview):
    """A review with everything that its page shows, and what you may do."""

    place: LocalText | None
    reason: LocalText | None = Field(description="null: the run is no longer kept.")
    outcome: str
    commander: str | None
    timeline: list[ReviewLine]
    left_out: int = Field(description="So many deliveries are not in the time line.")
    telemetry: ReviewTelemetry | None
    people: list[ReviewPerson]
    departments: list[ReviewDepartment]
    files: list[Attachment] = Field(description="The photos of the run.")
    earlier: list[EarlierReview]
    may_review: bool
    may_see_orders: bool


class NewFinding(HumanStep):
    """Something that you found."""

    text: str = Field(min_length=1, max_length=2000)


class NewImprovement(HumanStep):
    """Something that is to be better: becomes a work order of the department, for the person if one is named."""

    what: str = Field(min_length=1, max_length=200, examples=["更换3号楼对讲主机电池 · replace the intercom's battery"])
    department: Department
    until: AwareDatetime = Field(description="By when; ahead of now.")
    person: str | None = Field(None, max_length=64, description="A username.")
    asset: str | None = Field(None, max_length=64)


class CloseReview(HumanStep):
    """It is done."""

    summary: str = Field(min_length=1, max_length=4000, description="What was learnt.")
