"""The JSON of a version of a plan in the outside contract, without the plan itself. Times are RFC 3339 UTC."""

from __future__ import annotations

from datetime import datetime

from domain.plan import PlanVersion
from domain.time import rfc3339


def plan_version_json(version: PlanVersion) -> dict[str, object]:
    """A version as lists and the event log show it."""
    return {
        "id": version.id,
        "site": version.site,
        "key": version.plan.key,
        "kind": version.plan.kind.value,
        "title": version.plan.title.as_json(),
        "number": version.number,
        "state": version.state.value,
        "written_by": version.written_by,
        "written_at": rfc3339(version.written_at),
        "note": version.note,
        "decided_by": version.decided_by,
        "decided_at": _time(version.decided_at),
        "decision": version.decision,
        "ended_at": _time(version.ended_at),
        "version": version.version,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
