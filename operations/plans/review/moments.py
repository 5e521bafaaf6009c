"""The key moments of a run: first contact, arrival, contained, over; and how long each took."""

from __future__ import annotations

from datetime import datetime

from domain.plan import Milestone
from domain.plan_review import MILESTONES, KeyMoment, MomentKind
from domain.plan_run import PlanRun, StepRun, StepState
from domain.whistle import Whistle
from operations.plans.review.limits import seconds


def moments_of(run: PlanRun, whistle: Whistle | None, ended_at: datetime) -> tuple[KeyMoment, ...]:
    """In the order of `MomentKind`; a milestone for which the plan has no step is missing.

    Where nobody said by a step that somebody was on the spot, the first check-in of a department is the arrival.
    """
    found = [_at(run, MomentKind.BEGUN, run.begun_at)]
    if run.started_at is not None:
        found.append(_at(run, MomentKind.STARTED, run.started_at))
    for kind, milestone in MILESTONES.items():
        moment = _by_step(run, kind, milestone)
        if kind is MomentKind.ARRIVAL and (moment is None or moment.at is None):
            moment = _by_check_in(run, whistle) or moment
        if moment is not None:
            found.append(moment)
    return (*found, _at(run, MomentKind.ENDED, ended_at))


def _at(run: PlanRun, kind: MomentKind, at: datetime, step: str | None = None) -> KeyMoment:
    return KeyMoment(kind, at, seconds(run.begun_at, at), step)


def _by_step(run: PlanRun, kind: MomentKind, milestone: Milestone) -> KeyMoment | None:
    keys = {step.key for _phase, step in run.plan.steps(run.stage) if step.milestone is milestone}
    if not keys:
        return None
    first = min((step for step in run.steps if step.key in keys and _done_at(step) is not None), key=lambda step: (_done_at(step), step.key), default=None)
    at = None if first is None else _done_at(first)
    return KeyMoment(kind, None) if first is None or at is None else _at(run, kind, at, first.key)


def _done_at(step: StepRun) -> datetime | None:
    return step.settled_at if step.state is StepState.DONE else None


def _by_check_in(run: PlanRun, whistle: Whistle | None) -> KeyMoment | None:
    came = [call.checked_in_at for call in (() if whistle is None else whistle.calls) if call.checked_in_at is not None]
    return _at(run, MomentKind.ARRIVAL, min(came)) if came else None
