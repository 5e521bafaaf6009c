"""Scoring a drill against its plan, from the record of its run: pure, so that the same record always gives the same score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.call_out import CallOut, Delivery
from domain.drill import Drill, DrillState
from domain.people import Department
from domain.plan import Milestone, Muster, Phase, Plan, Stage, Step
from domain.plan_run import SETTLED, PlanRun, RunEntry, RunEvent, StepRun, StepState
from domain.whistle import Whistle
from operations.drills.reactions import reactions
from operations.drills.score import Moment, MusterScore, Score, StepOutcome, StepScore


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a drill, all of its realm.

    Its `plan`, the run of it with its log (`None`: it never began), the whistle by which departments checked in, when its
    first alarm was raised, and who was told what by which way.
    """

    plan: Plan
    run: PlanRun | None = None
    log: Sequence[RunEntry] = ()
    whistle: Whistle | None = None
    first_alarm_at: datetime | None = None
    call_outs: Sequence[CallOut] = ()
    deliveries: Mapping[str, Sequence[Delivery]] = field(default_factory=dict)


def score(drill: Drill, evidence: Evidence, at: datetime) -> Score:
    """How `drill` went, as far as it is known `at` that moment (UTC); what comes after its end does not count.

    A drill that was carried out to the end owes every required step; of one that was broken off, and of one under way,
    only what was due by then counts. Without a run nothing of the plan was done.
    """
    until = drill.ended_at or at
    whole = drill.state is DrillState.FINISHED
    run = evidence.run
    ends = until if run is None or run.ended_at is None else min(run.ended_at, until)
    began = drill.started_at
    return Score(
        state=drill.state,
        final=drill.state not in (DrillState.PLANNED, DrillState.RUNNING),
        steps=tuple(_steps(evidence.plan, run, until, whole=whole)),
        musters=tuple(_musters(evidence, until, whole=whole)),
        reactions=reactions(evidence.call_outs, evidence.deliveries, evidence.log, until),
        moments=tuple(_moments(evidence.plan, run, began)),
        alarm_after_s=_seconds(began, evidence.first_alarm_at),
        plan_after_s=_seconds(began, None if run is None else run.started_at),
        lasted_s=_seconds(None if run is None else run.started_at, ends),
    )


def _steps(plan: Plan, run: PlanRun | None, until: datetime, *, whole: bool) -> Iterator[StepScore]:
    stage = Stage.RESPONSE if run is None else run.stage
    known = {} if run is None else {step.key: step for step in run.steps}
    for phase, step in (plan if run is None else run.plan).steps(stage):
        yield _step(phase, step, known.get(step.key, StepRun(step.key)), until, whole=whole)


def _step(phase: Phase, step: Step, ran: StepRun, until: datetime, *, whole: bool) -> StepScore:
    done_at = ran.settled_at if ran.state is StepState.DONE else None
    ends = done_at or until
    late = None if ran.state is StepState.SKIPPED or ran.due_at is None or ends <= ran.due_at else (ends - ran.due_at).total_seconds()
    return StepScore(
        key=step.key,
        title=step.title,
        phase=phase.name,
        post=step.post,
        required=step.required,
        outcome=_outcome(step, ran, late=late is not None, whole=whole),
        due_at=ran.due_at,
        settled_at=ran.settled_at if ran.state in SETTLED else None,
        by=ran.by if ran.state in SETTLED else None,
        late_s=late,
        note=ran.note,
    )


def _outcome(step: Step, ran: StepRun, *, late: bool, whole: bool) -> StepOutcome:
    if ran.state is StepState.DONE:
        return StepOutcome.LATE if late else StepOutcome.NO_LIMIT if step.within_s is None else StepOutcome.KEPT
    if not step.required:
        return StepOutcome.UNCOUNTED
    if ran.state is StepState.SKIPPED:
        return StepOutcome.LEFT_OUT
    return StepOutcome.NOT_DONE if whole or late else StepOutcome.PENDING


def _musters(evidence: Evidence, until: datetime, *, whole: bool) -> Iterator[MusterScore]:
    """By the whistle; a run without one by its log, from the limits of the plan."""
    if evidence.whistle is not None:
        for call in evidence.whistle.calls:
            yield _muster(call.department, call.called_at, call.check_in_by, (call.checked_in_at, call.checked_in_by), until, whole=whole)
        return
    run = evidence.run
    if run is None or run.started_at is None:
        return
    for muster in run.plan.musters if run.stage is Stage.RESPONSE else ():
        limit = run.started_at + timedelta(seconds=muster.within_s)
        yield _muster(muster.department, run.started_at, limit, _check_in(evidence.log, muster), until, whole=whole)


def _check_in(log: Sequence[RunEntry], muster: Muster) -> tuple[datetime | None, str | None]:
    said = muster.department.value
    come = (line for line in log if line.event is RunEvent.CHECKED_IN and said in (line.step, line.data.get("department")))
    first = min(come, key=lambda line: line.occurred_at, default=None)
    return (None, None) if first is None else (first.occurred_at, first.actor)


def _muster(
    department: Department, called_at: datetime, limit: datetime, came: tuple[datetime | None, str | None], until: datetime, *, whole: bool
) -> MusterScore:
    in_at, by = came if came[0] is not None and came[0] <= until else (None, None)
    ends = in_at or until
    late = (ends - limit).total_seconds() if ends > limit else None
    missing = StepOutcome.NOT_DONE if whole or late is not None else StepOutcome.PENDING
    outcome = missing if in_at is None else StepOutcome.KEPT if late is None else StepOutcome.LATE
    return MusterScore(department, outcome, called_at, limit, in_at, by, late)


def _moments(plan: Plan, run: PlanRun | None, began: datetime | None) -> Iterator[Moment]:
    """Those that the plan has, in the order of the review."""
    stage = Stage.RESPONSE if run is None else run.stage
    there = {step.milestone for _, step in (plan if run is None else run.plan).steps(stage)}
    for milestone in Milestone:
        if milestone in there:
            at = None if run is None else run.moment(milestone)
            yield Moment(milestone, at, _seconds(began, at))


def _seconds(since: datetime | None, until: datetime | None) -> float | None:
    return None if since is None or until is None else max(0.0, (until - since).total_seconds())
