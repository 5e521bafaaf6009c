"""What became of each limit of a run: of its steps, and of the departments that had to check in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.plan import Step
from domain.plan_review import LimitLine, LimitOf
from domain.plan_run import PlanRun, StepRun, StepState
from domain.text import Text
from domain.whistle import Call, Whistle

CHECK_IN = Text("报到", "Check in")


def limits_of(run: PlanRun, whistle: Whistle | None, ended_at: datetime) -> tuple[LimitLine, ...]:
    """Every limit that ran, the earliest first; `whistle` is the one by which departments checked in, if any was blown."""
    lines = [*_of_steps(run, ended_at), *(_of_call(call, ended_at) for call in (() if whistle is None else whistle.calls))]
    return tuple(sorted(lines, key=lambda line: (line.due_at, line.of, line.key)))


def seconds(start: datetime, end: datetime) -> float:
    """From `start` to `end`, to the millisecond; negative if `end` came first."""
    return round((end - start).total_seconds(), 3)


def of_whom(lines: Sequence[LimitLine], who: str) -> Sequence[LimitLine]:
    """Those of one post or department."""
    return [line for line in lines if line.who == who]


def _of_steps(run: PlanRun, ended_at: datetime) -> Iterator[LimitLine]:
    """Steps whose limit never began to run have none to keep."""
    by_key = {step.key: step for step in run.steps}
    for _phase, step in run.plan.steps(run.stage):
        stands = by_key.get(step.key)
        if stands is not None and stands.due_at is not None:
            yield _of_step(step, stands, stands.due_at, ended_at)


def _of_step(step: Step, stands: StepRun, due_at: datetime, ended_at: datetime) -> LimitLine:
    left_out = stands.state is StepState.SKIPPED
    done_at = stands.settled_at if stands.state is StepState.DONE else None
    kept, over_s = (None, None) if left_out else _judged(due_at, done_at, ended_at)
    return LimitLine(LimitOf.STEP, step.key, step.post.value, step.title, stands.opened_at, due_at, stands.settled_at, stands.by, kept, over_s)


def _of_call(call: Call, ended_at: datetime) -> LimitLine:
    kept, over_s = _judged(call.check_in_by, call.checked_in_at, ended_at)
    who = call.department.value
    return LimitLine(LimitOf.CHECK_IN, who, who, CHECK_IN, call.called_at, call.check_in_by, call.checked_in_at, call.checked_in_by, kept, over_s)


def _judged(due_at: datetime, done_at: datetime | None, ended_at: datetime) -> tuple[bool | None, float | None]:
    """Whether it was kept and by how much not; nobody can say so of what was open when all was over before its limit."""
    if done_at is not None:
        return done_at <= due_at, seconds(due_at, done_at)
    return (False, seconds(due_at, ended_at)) if due_at <= ended_at else (None, None)
