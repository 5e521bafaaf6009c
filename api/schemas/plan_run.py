"""Runs of emergency plans (预案执行): what the command page shows, and what people say to it."""

from __future__ import annotations

from pydantic import Field

from api.schemas.alarm import Alarm
from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.point import Point
from api.schemas.whistle import WhistleCall
from api.schemas.work_order import Attachment
from domain.people import Department
from domain.plan import DoneKind, Milestone, PlanKind, Stage
from domain.plan_run import RunEvent, RunState, StepState
from domain.post import Post
from domain.severity import Severity
from domain.work_order import OrderState
from operations.rota.standing import Why

StepValue = bool | float | str | None
"""A reading that was entered, or what telemetry showed."""


class PlanRun(Schema):
    """A plan that is proposed, under way or over, as lists show it."""

    id: str
    number: str = Field(examples=["Y-20260131-001"])
    realm: str = Field(description="`live`, or the id of a drill.")
    site: str
    plan: str = Field(description="The key of the plan.", examples=["fire"])
    plan_version: int = Field(description="0: the library's.")
    kind: PlanKind
    title: LocalText
    stage: Stage
    state: RunState
    severity: Severity
    reason: LocalText
    asset: str | None
    space: str | None
    place: LocalText | None = Field(description="Where it is, in words.")
    asset_name: LocalText | None
    alarm_ids: list[str]
    begun_at: Moment
    started_at: Moment | None
    started_by: str | None = Field(description="A username, or `system`.")
    ended_at: Moment | None
    ended_by: str | None
    until: Moment | None = Field(description="When a proposal that nobody decides ends by itself.")
    outcome: str
    commander: str | None = Field(description="A username; null: whoever holds the first manned post of the plan's command.")
    steps_all: int
    steps_settled: int
    steps_late: int = Field(description="Open ones whose limit has passed.")
    whistle_id: str | None
    order_id: str | None
    incident_id: str | None
    version: int = Field(description="Give it as `If-Match` with a decision about the whole plan; steps need none.")


class PlanRunPage(PageOf[PlanRun]):
    """Runs, newest first."""


class RunReading(Schema):
    """A value that a person enters with a step."""

    label: LocalText
    unit: str
    low: float | None
    high: float | None


class RunStep(Schema):
    """One step and how it stands."""

    key: str
    title: LocalText
    instruction: LocalText
    post: Post
    required: bool
    within_s: float | None
    done_by: DoneKind = Field(description="What counts as done.")
    reading: RunReading | None
    telemetry: LocalText | None = Field(description="What telemetry has to show, in words.")
    points: list[str] = Field(description="The ids of the points that may confirm it; all of them are in `watched`.")
    contact: str | None
    sop: str | None
    milestone: Milestone | None
    state: StepState
    opened_at: Moment | None
    due_at: Moment | None
    settled_at: Moment | None
    by: str | None = Field(description="A username, or `telemetry`.")
    value: StepValue
    note: str
    files: list[str] = Field(description="Ids of its photos.")
    late_at: Moment | None
    escalated_at: Moment | None
    seen_at: Moment | None = Field(description="Since when telemetry shows it, while it has to hold.")
    kept: bool | None = Field(description="Whether its limit was kept; null: it has none, or that is still open.")


class RunPhase(Schema):
    """Steps that go side by side."""

    key: str
    name: LocalText
    opened_at: Moment | None = Field(description="null: not yet; its steps may be done all the same.")
    over: bool
    steps: list[RunStep]


class RunPerson(Schema):
    """Somebody on a post."""

    username: str
    name: str


class RunPost(Schema):
    """Who holds a post right now. `number` is the post's own telephone, if the site keeps one."""

    post: Post
    people: list[RunPerson]
    why: Why
    mine: bool
    number: str | None


class RunCommand(Schema):
    """Who is in charge: the person who took command, else whoever stands on the first manned of these posts."""

    in_charge: Post
    deputies: list[Post]
    commander: RunPerson | None = Field(description="null: nobody has taken it.")
    post: Post | None = Field(description="The first manned post, while nobody has taken command.")
    people: list[RunPerson]
    number: str | None


class RunContact(Schema):
    """Somebody to ring up. `number` null: the site has not entered one."""

    id: str = Field(examples=["fire"])
    name: LocalText
    number: str | None


class RunWatched(Schema):
    """A point that matters, with its newest value."""

    asset_name: LocalText
    place: LocalText
    point: Point
    stale_after_s: float
    in_plan: bool = Field(description="The plan asks to watch it; false: only a step may be confirmed by it.")


class RunOrder(Schema):
    """The responsible work order."""

    id: str
    number: str
    title: LocalText
    state: OrderState


class RunEntry(Schema):
    """A line of the log, to the second and finer."""

    at: Moment
    occurred_at: Moment
    event: RunEvent
    actor: str = Field(description="A username, `system` or `telemetry`.")
    step: str | None = Field(description="The key of a step or a phase.")
    note: str
    device_id: str | None
    data: dict[str, object]


class RunLogPage(PageOf[RunEntry]):
    """The log of a run, oldest first."""


class RunMay(Schema):
    """What you may do now."""

    start: bool
    decline: bool
    take_step: bool
    skip: bool
    command: bool
    stand_down: bool
    false_alarm: bool
    call: bool
    message: bool
    note: bool
    check_in: list[Department]


class PlanRunDetail(PlanRun):
    """A run with everything that its command page shows."""

    purpose: LocalText
    follows: list[LocalText]
    order_of_command: RunCommand
    phases: list[RunPhase]
    posts: list[RunPost]
    check_ins: list[WhistleCall]
    bring: dict[Department, LocalText] = Field(description="What each department brings or looks at first.")
    watched: list[RunWatched]
    alarms: list[Alarm]
    order: RunOrder | None
    contacts: list[RunContact]
    files: list[Attachment] = Field(description="The photos of its steps.")
    log: list[RunEntry] = Field(description="The first 500 lines, oldest first; `GET …/log` has them all.")
    may: RunMay


class StartablePlan(Schema):
    """A plan in force at a site."""

    key: str
    kind: PlanKind
    title: LocalText
    number: int = Field(description="The version; 0: the library's.")
    prepares: bool = Field(description="It has a preparation, for before it comes.")


class StartablePlans(Schema):
    """The plans that can be started by hand."""

    items: list[StartablePlan]
