"""Runs of emergency plans as rows and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from domain.plan import Plan, Stage
from domain.plan_json import plan_json, plan_of
from domain.plan_run import PlanRun, RunEntry, RunEvent, RunState, StepRun, StepState
from domain.post import Post
from domain.severity import Severity
from domain.text import Text
from storage.database.columns import storable

_SAME = (
    "number", "realm", "site", "plan_version", "place", "outcome", "asset", "space", "commander", "started_by", "ended_by",
    "whistle_id", "order_id", "incident_id", "warning_id", "begun_at", "started_at", "ended_at", "until", "version",
)  # fmt: skip
_STEP = ("key", "opened_at", "due_at", "settled_at", "by", "value", "note", "files", "late_at", "escalated_at", "seen_at", "by_hand")
_ENTRY = ("run_id", "at", "occurred_at", "actor", "step", "note", "device_id")


def plan_text(plan: Plan) -> str:
    """The plan as it is kept."""
    return storable(json.dumps(plan_json(plan), ensure_ascii=False, separators=(",", ":")))


@lru_cache(maxsize=64)
def _plan_of(text: str) -> Plan:
    """A plan never changes, and what is under way is read again and again."""
    return plan_of(json.loads(text))


def columns_of(run: PlanRun) -> dict[str, Any]:
    """Everything but the id, the plan, the steps and the alarms."""
    return {
        **{name: getattr(run, name) for name in _SAME},
        "plan_key": run.plan.key,
        "kind": run.kind.value,
        "stage": run.stage.value,
        "state": run.state.value,
        "severity": run.severity.value,
        "reason_zh": run.reason.zh,
        "reason_en": run.reason.en,
        "next_at": run.next_at,
        "watching": bool(run.watched_steps()),
    }


def step_row(run_id: str, number: int, step: StepRun, post: Post) -> dict[str, Any]:
    """`number` is its place among the steps of the run."""
    return {"run_id": run_id, "place": number, "post": post.value, "state": step.state.value, **{name: getattr(step, name) for name in _STEP}}


def alarm_row(run_id: str, number: int, alarm_id: str) -> dict[str, Any]:
    """The run is the newest that this alarm belongs to."""
    return {"run_id": run_id, "alarm_id": alarm_id, "place": number, "newest": True}


def entry_row(entry: RunEntry) -> dict[str, Any]:
    """A line of the log."""
    return {**{name: getattr(entry, name) for name in _ENTRY}, "event": entry.event.value, "data": dict(entry.data)}


def run_of(row: Row[Any], steps: Sequence[StepRun], alarm_ids: Sequence[str]) -> PlanRun:
    """The run of a row, with its parts."""
    return PlanRun(
        id=row.id,
        plan=_plan_of(row.plan),
        stage=Stage(row.stage),
        state=RunState(row.state),
        severity=Severity(row.severity),
        reason=Text(row.reason_zh, row.reason_en),
        steps=tuple(steps),
        alarm_ids=tuple(alarm_ids),
        **{name: getattr(row, name) for name in _SAME},
    )


def step_of(row: Row[Any]) -> StepRun:
    """The step of a row."""
    return StepRun(state=StepState(row.state), **{name: getattr(row, name) for name in _STEP})


def entry_of(row: Row[Any]) -> RunEntry:
    """The line of a row."""
    return RunEntry(event=RunEvent(row.event), data=row.data, **{name: getattr(row, name) for name in _ENTRY})
