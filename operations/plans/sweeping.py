"""What Steward decides by itself about runs: limits of steps, each once, and proposals that nobody decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.plan_run import PlanRun, RunEntry, RunEvent, RunState, StepRun, StepState, next_run_state
from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from operations.deciding import Due, decide
from operations.plans import announcements, phases, record
from operations.workorders.record import both
from rules.alarms.record import SYSTEM

_OVER = Text("告警已恢复，无人启动，自动结束", "its alarms are over and nobody started it: ended by itself")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Mark as late, escalate, and end proposals, as is due at `now`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_decide, run.id, sites[run.site]) for run in tx.plan_runs.due_before(now) if run.site in sites]
    return decide(records, due, now)


def _decide(tx: Transaction, run_id: str, site: Site, now: datetime) -> int:
    run = tx.plan_runs.get(run_id)
    if run is None or run.next_at is None or run.next_at > now:
        return 0
    return _give_up(tx, run, now) if run.state is RunState.PROPOSED else _limits(tx, run, site, now)


def _give_up(tx: Transaction, run: PlanRun, now: datetime) -> int:
    state = next_run_state(run.state, RunEvent.DECLINED)
    ended = replace(run, state=state, ended_at=now, ended_by=SYSTEM, outcome=both(_OVER), until=None)
    record.change(tx, ended, [RunEntry(run.id, now, now, RunEvent.DECLINED, SYSTEM, note=both(_OVER))], at=now, actor=SYSTEM)
    return 1


def _limits(tx: Transaction, run: PlanRun, site: Site, now: datetime) -> int:
    """After a long absence a step is late and escalated at once: then only the second is told."""
    late = [step for step in run.steps if _is_late(step, now)]
    changed = _with(run, [replace(step, late_at=now) for step in late])
    worse = [step for step in changed.steps if step.late_at is not None and step.next_at is not None and step.next_at <= now]
    changed = _with(changed, [replace(step, escalated_at=now) for step in worse])
    entries = [
        RunEntry(run.id, now, now, event, SYSTEM, step=step.key) for event, steps in ((RunEvent.LATE, late), (RunEvent.ESCALATED, worse)) for step in steps
    ]
    saved = record.change(tx, changed, entries, at=now, actor=SYSTEM)
    worse_keys = {step.key for step in worse}
    announcements.late(tx, saved, [step.key for step in late if step.key not in worse_keys], site, now)
    announcements.escalated(tx, saved, [step.key for step in worse], site, now)
    return len(entries)


def _is_late(step: StepRun, now: datetime) -> bool:
    return step.state is StepState.OPEN and step.late_at is None and step.due_at is not None and step.due_at <= now


def _with(run: PlanRun, steps: Sequence[StepRun]) -> PlanRun:
    for step in steps:
        run = phases.with_step(run, step)
    return run
