"""Writing a run: the record, its log and the event log change together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.people import Department
from domain.plan_run import PlanRun, RunEntry
from domain.plan_run_json import run_entry_json, run_json, step_run_json
from domain.problem import Refusal
from domain.records import Conflict, Transaction


def add(tx: Transaction, run: PlanRun, entries: Sequence[RunEntry], *, at: datetime, actor: str) -> PlanRun:
    """Store a new run with the first lines of its log, and tell the event log. Raises `Conflict`."""
    tx.plan_runs.add(run, entries)
    _tell(tx, run, entries, at, actor)
    return run


def change(tx: Transaction, run: PlanRun, entries: Sequence[RunEntry], *, at: datetime, actor: str) -> PlanRun:
    """Store `run`, which is already as it is then, with lines of its log, and tell the event log. Raises `Conflict`."""
    saved = tx.plan_runs.save(run, entries)
    _tell(tx, saved, entries, at, actor)
    return saved


def find(tx: Transaction, run_id: str, version: int | None = None) -> PlanRun:
    """The run. Raises `KeyError` (there is none) or `Conflict` (its version is not the one given)."""
    run = tx.plan_runs.get(run_id)
    if run is None:
        raise KeyError(run_id)
    if version is not None and version != run.version:
        raise Conflict(f"the run has changed: its version is {run.version}, not {version}; read it again")
    return run


def said(text: str, zh: str, en: str) -> str:
    """`text` without the blanks around it. Raises `Refusal` with these words if nothing is left."""
    if not text.strip():
        raise Refusal(zh, en)
    return text.strip()


def _tell(tx: Transaction, run: PlanRun, entries: Sequence[RunEntry], at: datetime, actor: str) -> None:
    body = {**run_json(run), "steps": [step_run_json(step) for step in run.steps], "log": [run_entry_json(entry) for entry in entries]}
    tx.events.append(
        NewEvent(
            at=at,
            realm=run.realm,
            site=run.site,
            asset=run.asset,
            type=EventType.SYSTEM,
            transition="plan-run",
            subject_id=run.id,
            departments=frozenset(Department),
            body=body,
            actor=actor,
        )
    )
