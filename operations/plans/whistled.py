"""A department checks in by the whistle of a plan: the log of the plan says so."""

from __future__ import annotations

from datetime import datetime

from domain.plan_run import RunEntry, RunEvent, RunState
from domain.records import Transaction
from domain.whistle import Call, Whistle
from operations.plans import record


def checked_in(tx: Transaction, whistle: Whistle, call: Call, *, by: str, at: datetime, device_id: str | None = None) -> None:
    """`call` has just come to `whistle`. Nothing, if no plan that is under way calls by it. Raises `Conflict`."""
    run = tx.plan_runs.of_whistle(whistle.id)
    if run is None or run.state is not RunState.RUNNING:
        return
    data = {"department": call.department.value, "check_in_by": call.check_in_by.isoformat(), "late": call.late}
    entry = RunEntry(run.id, at, call.checked_in_at or at, RunEvent.CHECKED_IN, by, note=call.note, device_id=device_id, data=data)
    record.change(tx, run, [entry], at=at, actor=by)
