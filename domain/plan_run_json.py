"""The JSON of a run of an emergency plan in the outside contract, for the API and the live stream alike. Times are RFC 3339 UTC."""

from __future__ import annotations

from datetime import datetime

from domain.plan_run import SETTLED, PlanRun, RunEntry, StepRun, StepState
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339


def run_json(run: PlanRun, site: Site | None = None) -> dict[str, object]:
    """A run as lists show it: without its plan's text, steps and log. Without its `site`, the names of place and asset are left out."""
    return {
        "id": run.id,
        "number": run.number,
        "realm": run.realm,
        "site": run.site,
        "plan": run.plan.key,
        "plan_version": run.plan_version,
        "kind": run.kind.value,
        "title": run.plan.title.as_json(),
        "stage": run.stage.value,
        "state": run.state.value,
        "severity": run.severity.value,
        "reason": run.reason.as_json(),
        "asset": run.asset,
        "space": run.space,
        **({} if site is None else _names(run, site)),
        "alarm_ids": list(run.alarm_ids),
        "begun_at": rfc3339(run.begun_at),
        "started_at": _time(run.started_at),
        "started_by": run.started_by,
        "ended_at": _time(run.ended_at),
        "ended_by": run.ended_by,
        "until": _time(run.until),
        "outcome": run.outcome,
        "commander": run.commander,
        "steps_all": len(run.steps),
        "steps_settled": sum(step.state in SETTLED for step in run.steps),
        "steps_late": sum(step.state is StepState.OPEN and step.late_at is not None for step in run.steps),
        "whistle_id": run.whistle_id,
        "order_id": run.order_id,
        "incident_id": run.incident_id,
        "version": run.version,
    }


def step_run_json(step: StepRun) -> dict[str, object]:
    """How one step stands; what it asks for is in the plan."""
    return {
        "key": step.key,
        "state": step.state.value,
        "opened_at": _time(step.opened_at),
        "due_at": _time(step.due_at),
        "settled_at": _time(step.settled_at),
        "by": step.by,
        "value": step.value,
        "note": step.note,
        "files": list(step.files),
        "late_at": _time(step.late_at),
        "escalated_at": _time(step.escalated_at),
        "seen_at": _time(step.seen_at),
        "kept": step.kept,
    }


def run_entry_json(entry: RunEntry) -> dict[str, object]:
    """A line of its log."""
    return {
        "at": rfc3339(entry.at),
        "occurred_at": rfc3339(entry.occurred_at),
        "event": entry.event.value,
        "actor": entry.actor,
        "step": entry.step,
        "note": entry.note,
        "device_id": entry.device_id,
        "data": dict(entry.data),
    }


def place_of(run: PlanRun, site: Site) -> Text | None:
    """Where it is, in words: of the asset, else of the space; `None`: the whole site, or nobody said."""
    asset = None if run.asset is None else site.assets.get(run.asset)
    space = asset.space if asset is not None else run.space
    return site.place_of_space(space) if space is not None and space in site.spaces else None


def _names(run: PlanRun, site: Site) -> dict[str, object]:
    asset = None if run.asset is None else site.assets.get(run.asset)
    place = place_of(run, site)
    return {"place": None if place is None else place.as_json(), "asset_name": None if asset is None else asset.name.as_json()}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
