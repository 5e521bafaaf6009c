"""The JSON of a drill in the outside contract, for the API and the live stream alike. Times are RFC 3339 UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.drill import Drill, DrillEntry, DrillState
from domain.time import rfc3339


def drill_json(drill: Drill, log: Sequence[DrillEntry] = ()) -> dict[str, object]:
    """A drill as those see it who may know of it; lists leave the log empty."""
    return {
        "id": drill.id,
        "number": drill.number,
        "site": drill.site,
        "state": drill.state.value,
        "plan_key": drill.plan_key,
        "scenario": drill.scenario,
        "title": drill.title,
        "area": drill.area,
        "people": list(drill.people),
        "announced": drill.announced,
        "outside": drill.outside,
        "speed": drill.speed,
        "seed": drill.seed,
        "planned_by": drill.planned_by,
        "planned_at": rfc3339(drill.planned_at),
        "begins_at": rfc3339(drill.begins_at),
        "lasts_s": drill.lasts_s,
        "started_at": _time(drill.started_at),
        "started_by": drill.started_by,
        "ends_by": _time(drill.ends_by),
        "ended_at": _time(drill.ended_at),
        "ended_by": drill.ended_by,
        "reason": drill.reason,
        "interrupted_by": drill.interrupted_by,
        "run_id": drill.run_id,
        "log": [drill_entry_json(entry) for entry in log],
        "version": drill.version,
    }


def told_json(drill: Drill) -> dict[str, object]:
    """What everybody at the site is told of it: of an unannounced one that has not begun nothing but that there is something."""
    if drill.state is DrillState.PLANNED and not drill.announced:
        return {"site": drill.site}
    return drill_json(drill)


def drill_entry_json(entry: DrillEntry) -> dict[str, object]:
    """A line of its log."""
    return {"at": rfc3339(entry.at), "event": entry.event.value, "actor": entry.actor, "note": entry.note}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
