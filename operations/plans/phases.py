"""How the phases of a run open, each when every required step of those before it is settled; nothing is stored here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.plan import Phase, due
from domain.plan_run import SETTLED, PlanRun, RunEntry, RunEvent, StepRun, StepState
from rules.alarms.record import SYSTEM


@dataclass(frozen=True, slots=True)
class Opened:
    """The run as it is then, the phases that opened, and their lines of the log."""

    run: PlanRun
    phases: tuple[Phase, ...] = ()
    entries: tuple[RunEntry, ...] = ()


def advance(run: PlanRun, at: datetime) -> Opened:
    """Open every phase of `run`, which is running, whose turn it is at `at`: the first at once, several if they were done before."""
    opened: list[Phase] = []
    for phase in run.plan.phases_of(run.stage):
        if phase.steps and not is_open(run, phase):
            run = _opened(run, phase, at)
            opened.append(phase)
        if any(step.required and run.step(step.key).state not in SETTLED for step in phase.steps):
            break
    entries = tuple(RunEntry(run.id, at, at, RunEvent.PHASE_OPENED, SYSTEM, step=phase.key) for phase in opened)
    return Opened(run, tuple(opened), entries)


def is_open(run: PlanRun, phase: Phase) -> bool:
    """Whether its limits run."""
    return any(run.step(step.key).opened_at is not None for step in phase.steps)


def with_step(run: PlanRun, step: StepRun) -> PlanRun:
    """`run` with `step` in the place of that of the same key."""
    return replace(run, steps=tuple(step if each.key == step.key else each for each in run.steps))


def waiting_steps(phases: Sequence[Phase]) -> tuple[StepRun, ...]:
    """How the steps of a new run stand."""
    return tuple(StepRun(step.key) for phase in phases for step in phase.steps)


def _opened(run: PlanRun, phase: Phase, at: datetime) -> PlanRun:
    for step in phase.steps:
        known = run.step(step.key)
        state = StepState.OPEN if known.state is StepState.WAITING else known.state
        run = with_step(run, replace(known, state=state, opened_at=at, due_at=due(at, step)))
    return run
