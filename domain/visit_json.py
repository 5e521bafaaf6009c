"""The JSON of visits in the outside contract. No name and no phone stands in it; what was written freely is masked. Times are RFC 3339 UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.personal import mask_text
from domain.time import rfc3339
from domain.visit import ServiceRecord, Visit, VisitEntry


def visit_json(visit: Visit, timeline: Sequence[VisitEntry] = ()) -> dict[str, object]:
    """A visit as others see it; lists leave the timeline empty."""
    return {
        "id": visit.id,
        "number": visit.number,
        "site": visit.site,
        "asset": visit.asset,
        "state": visit.state.value,
        "purpose": visit.purpose.value,
        "firm": mask_text(visit.firm),
        "work": mask_text(visit.work),
        "order_number": visit.order_number,
        "signed_in_at": rfc3339(visit.signed_in_at),
        "until": rfc3339(visit.until),
        "approved_at": _time(visit.approved_at),
        "approved_by": visit.approved_by,
        "signed_out_at": _time(visit.signed_out_at),
        "ended_at": _time(visit.ended_at),
        "ended_by": visit.ended_by,
        "out_of_service": visit.out_of_service,
        "overdue": visit.overdue,
        "timeline": [visit_entry_json(entry) for entry in timeline],
        "version": visit.version,
    }


def visit_entry_json(entry: VisitEntry) -> dict[str, object]:
    """A line of its timeline."""
    return {"at": rfc3339(entry.at), "step": entry.step.value, "state": entry.state.value, "actor": entry.actor, "note": mask_text(entry.note)}


def service_json(record: ServiceRecord) -> dict[str, object]:
    """That equipment was serviced."""
    return {"id": record.id, "purpose": record.purpose.value, "at": rfc3339(record.at), "visit_id": record.visit_id, "by": record.by}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
