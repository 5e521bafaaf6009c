"""Running an emergency plan: who commands, which steps are done, by whom and when; a log to the second.

A run carries the plan as it was when it began: a new version changes nothing that is under way. A run of a drill has the
drill's realm; it is never seen beside the live ones unless somebody asks for that drill.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.page import Page
from domain.plan import DoneKind, Milestone, Plan, PlanKind, Stage, Step, WantedTelemetry
from domain.post import Post
from domain.severity import Severity
from domain.text import Text


class RunState(StrEnum):
    """How far a run is."""

    PROPOSED = "proposed"
    """An alarm of its kind stands; nobody has decided yet."""
    RUNNING = "running"
    STOOD_DOWN = "stood_down"
    FALSE_ALARM = "false_alarm"
    DECLINED = "declined"
    """Somebody said that the plan is not needed, or what proposed it ended before anybody decided."""
    INTERRUPTED = "interrupted"
    """Of a drill: it was stopped, by hand or by a real alarm."""


RUN_STATE_NAMES = {
    RunState.PROPOSED: Text("待启动", "Proposed"),
    RunState.RUNNING: Text("执行中", "Running"),
    RunState.STOOD_DOWN: Text("已解除", "Stood down"),
    RunState.FALSE_ALARM: Text("误报", "False alarm"),
    RunState.DECLINED: Text("未启动", "Not started"),
    RunState.INTERRUPTED: Text("已中断", "Interrupted"),
}

UNDER_WAY = frozenset({RunState.PROPOSED, RunState.RUNNING})


class RunEvent(StrEnum):
    """What can happen in a run; each is a line of its log."""

    PROPOSED = "propose"
    STARTED = "start"
    JOINED = "join"
    """One more alarm of its kind: the same matter."""
    PHASE_OPENED = "open-phase"
    DONE = "done"
    UNDONE = "undo"
    SKIPPED = "skip"
    LATE = "late"
    """A step's limit passed."""
    ESCALATED = "escalate"
    """It stayed open for as long again: whoever commands was told."""
    CALLED = "call"
    """Somebody was rung up: who, and with what result."""
    MESSAGE = "message"
    """What somebody said to everybody in it."""
    CHECKED_IN = "check-in"
    COMMAND_TAKEN = "take-command"
    """Command went to a person: the first, or by hand-over."""
    STOOD_DOWN = "stand-down"
    FALSE_ALARM = "false-alarm"
    DECLINED = "decline"
    INTERRUPTED = "interrupt"
    NOTED = "note"
    """A remark; also when all is over."""


_S, _E = RunState, RunEvent

RUN_TRANSITIONS: dict[tuple[RunState, RunEvent], RunState] = {
    (_S.PROPOSED, _E.STARTED): _S.RUNNING,
    (_S.PROPOSED, _E.DECLINED): _S.DECLINED,
    (_S.PROPOSED, _E.JOINED): _S.PROPOSED,
    (_S.PROPOSED, _E.MESSAGE): _S.PROPOSED,
    (_S.PROPOSED, _E.CALLED): _S.PROPOSED,
    (_S.PROPOSED, _E.FALSE_ALARM): _S.FALSE_ALARM,
    **{
        (_S.RUNNING, event): _S.RUNNING
        for event in (
            _E.JOINED,
            _E.PHASE_OPENED,
            _E.DONE,
            _E.UNDONE,
            _E.SKIPPED,
            _E.LATE,
            _E.ESCALATED,
            _E.CALLED,
            _E.MESSAGE,
            _E.CHECKED_IN,
            _E.COMMAND_TAKEN,
        )
    },
    (_S.RUNNING, _E.STOOD_DOWN): _S.STOOD_DOWN,
    (_S.RUNNING, _E.FALSE_ALARM): _S.FALSE_ALARM,
    **{(state, _E.INTERRUPTED): _S.INTERRUPTED for state in UNDER_WAY},
    **{(state, _E.NOTED): state for state in RunState},
}
"""(state, event) → next state. What is missing is refused."""


def next_run_state(state: RunState, event: RunEvent) -> RunState:
    """The state that follows, or `IllegalStep`."""
    try:
        return RUN_TRANSITIONS[(state, event)]
    except KeyError:
        raise IllegalStep(f"a plan that is {state} cannot take the step {event}") from None


class StepState(StrEnum):
    """How a step stands."""

    WAITING = "waiting"
    """Its phase has not opened; it may be done all the same."""
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


STEP_STATE_NAMES = {
    StepState.WAITING: Text("未开始", "Not yet"),
    StepState.OPEN: Text("进行中", "Open"),
    StepState.DONE: Text("已完成", "Done"),
    StepState.SKIPPED: Text("已跳过", "Left out"),
}

SETTLED = frozenset({StepState.DONE, StepState.SKIPPED})


@dataclass(frozen=True, slots=True)
class StepRun:
    """One step of the run: `key` is that of the plan's step. Times are UTC; `due_at` is a stored deadline.

    `by` is the person who settled it, or ``telemetry``. `value` is the reading that was entered, or what telemetry showed;
    `files` are the ids of its photos. `late_at` and `escalated_at` are when that was decided: each once.
    `seen_at`: since when telemetry shows what is wanted, while it has to hold. `by_hand`: a person took back what telemetry
    had settled, so only people settle it from then on.
    """

    key: str
    state: StepState = StepState.WAITING
    opened_at: datetime | None = None
    due_at: datetime | None = None
    settled_at: datetime | None = None
    by: str | None = None
    value: float | bool | str | None = None
    note: str = ""
    files: tuple[str, ...] = ()
    late_at: datetime | None = None
    escalated_at: datetime | None = None
    seen_at: datetime | None = None
    by_hand: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether its limit was kept; `None`: it has none, was left out, or is not settled and not late."""
        if self.due_at is None or self.state is StepState.SKIPPED:
            return None
        if self.state is StepState.DONE and self.settled_at is not None:
            return self.settled_at <= self.due_at
        return False if self.late_at is not None else None

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about its limit next: at the limit, and when as much time again has passed."""
        if self.state is not StepState.OPEN or self.due_at is None or self.opened_at is None:
            return None
        if self.late_at is None:
            return self.due_at
        return None if self.escalated_at is not None else self.due_at + (self.due_at - self.opened_at)


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A plan that is proposed, under way or over. `plan` is the plan as it was; `plan_version` 0 is the library's.

    `commander` is the person in charge (a username); `None`: whoever holds the first manned post of `plan.command`.
    `whistle_id` is the whistle by which departments check in, `order_id` the responsible order, `warning_id` the weather
    warning that started a preparation. `until` is when a proposal that nobody decides ends by itself, if it does.
    """

    id: str
    number: str
    realm: str
    site: str
    plan: Plan
    plan_version: int
    stage: Stage
    state: RunState
    severity: Severity
    reason: Text
    """Why it was proposed or started, in words."""
    begun_at: datetime
    """When it was proposed, or started at once."""
    steps: tuple[StepRun, ...]
    alarm_ids: tuple[str, ...] = ()
    asset: str | None = None
    space: str | None = None
    commander: str | None = None
    started_at: datetime | None = None
    started_by: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    outcome: str = ""
    whistle_id: str | None = None
    order_id: str | None = None
    incident_id: str | None = None
    warning_id: str | None = None
    until: datetime | None = None
    place: str = ""
    """The building of the matter (a space); empty: the whole site. One plan is under way but once at a place."""
    version: int = 1

    @property
    def kind(self) -> PlanKind:
        """What kind of event it is about."""
        return self.plan.kind

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it by the clock next; `None`: never."""
        if self.state is RunState.PROPOSED:
            return self.until
        if self.state is not RunState.RUNNING:
            return None
        return min((moment for step in self.steps if (moment := step.next_at) is not None), default=None)

    def step(self, key: str) -> StepRun:
        """How the step `key` stands; raises `KeyError`."""
        return {step.key: step for step in self.steps}[key]

    def watched_steps(self) -> tuple[tuple[Step, WantedTelemetry], ...]:
        """The steps that telemetry may confirm now and that are not settled, with what it has to show."""
        unsettled = {step.key: step.state for step in self.steps if step.state not in SETTLED and not step.by_hand}
        steps = ((step, step.done.telemetry) for _phase, step in self.plan.steps(self.stage) if step.key in unsettled and step.done.kind is DoneKind.TELEMETRY)
        return tuple((step, wanted) for step, wanted in steps if wanted is not None and not (wanted.once_open and unsettled[step.key] is StepState.WAITING))

    def moment(self, milestone: Milestone) -> datetime | None:
        """When the first step with this milestone was done; `None`: not yet, or it has none."""
        keys = {step.key for _phase, step in self.plan.steps(self.stage) if step.milestone is milestone}
        done = (step.settled_at for step in self.steps if step.key in keys and step.state is StepState.DONE)
        return min((moment for moment in done if moment is not None), default=None)


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One line of a run's log. `at` is when Steward knew, `occurred_at` when it was done (a phone may have been offline); UTC.

    `actor` is a username, ``system`` or ``telemetry``; `step` the key of the step or phase that it is about; `note` what was
    said; `data` says more, as JSON: the contact that was called, the value that was read.
    """

    run_id: str
    at: datetime
    occurred_at: datetime
    event: RunEvent
    actor: str
    step: str | None = None
    note: str = ""
    device_id: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs. `None` means any. Drills are left out unless `realm` names one (``*``: all realms)."""

    sites: tuple[str, ...] = ("*",)
    states: frozenset[RunState] | None = None
    kind: PlanKind | None = None
    post: Post | None = None
    """With an open step of this post."""
    since: datetime | None = None
    until: datetime | None = None
    realm: str = "live"


class PlanRuns(Protocol):
    """Runs of plans, of all realms."""

    def get(self, run_id: str) -> PlanRun | None:
        """The run with its steps."""

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day, as for work orders but with ``Y-`` (预案) before it. Never given twice."""

    def under_way(self, site: str, realm: str = "live") -> Sequence[PlanRun]:
        """Those that are proposed or running."""

    def of_alarm(self, alarm_id: str) -> PlanRun | None:
        """The run that this alarm belongs to (at most one: a unique index sees to it). One that came back after its run was over may belong to a newer one."""

    def of_whistle(self, whistle_id: str) -> PlanRun | None:
        """The run by whose command departments check in there."""

    def add(self, run: PlanRun, entries: Sequence[RunEntry]) -> None:
        """A new run with the first lines of its log.

        A second one under way for one key, stage, realm and place raises `Conflict`, and so does an alarm of another that is not over.
        """

    def save(self, run: PlanRun, entries: Sequence[RunEntry]) -> PlanRun:
        """Store a changed run if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def log(self, run_id: str, *, after: int = 0, limit: int | None = None) -> Sequence[RunEntry]:
        """Its log, oldest first, without the first `after` lines."""

    def add_attachment(self, attachment: Attachment) -> None:
        """Remember a photo; its `order_id` is the run's id. `Conflict` if the file's id is there already."""

    def attachments(self, run_id: str) -> Sequence[Attachment]:
        """The photos of a run, oldest first."""

    def due_before(self, moment: datetime) -> Sequence[PlanRun]:
        """Those about which something has to be decided by `moment` (`PlanRun.next_at`), the longest waiting first."""

    def watching(self, sites: Collection[str]) -> Sequence[PlanRun]:
        """Running ones, of all realms, with a step that telemetry may confirm and that is not settled."""

    def list(self, where: RunFilter, *, cursor: str | None = None, limit: int = 50) -> Page[PlanRun]:
        """Newest first."""
