"""The JSON of a hand-over in the outside contract, for the API and the live stream alike. Times are RFC 3339 UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.hand_over import HandOver, HandOverEntry, Loan, Thing
from domain.time import rfc3339


def hand_over_json(item: HandOver, timeline: Sequence[HandOverEntry] = ()) -> dict[str, object]:
    """A hand-over as others see it; lists leave the timeline empty. What was open stands in the detail only."""
    return {
        "id": item.id,
        "number": item.number,
        "site": item.site,
        "post": item.post.value,
        "duty_id": item.duty_id,
        "outgoing": item.outgoing,
        "incoming": item.incoming,
        "state": item.state.value,
        "since": rfc3339(item.since),
        "due_at": rfc3339(item.due_at),
        "late_at": rfc3339(item.late_at),
        "opened_at": rfc3339(item.opened_at),
        "opened_by": item.opened_by,
        "offered_at": _time(item.offered_at),
        "signed_at": _time(item.signed_at),
        "refused_at": _time(item.refused_at),
        "refused_by": item.refused_by,
        "reason": item.reason,
        "decided_by": item.decided_by,
        "ended_at": _time(item.ended_at),
        "note": item.note,
        "decided": [step.value for step in item.decided],
        "timeline": [entry_json(entry) for entry in timeline],
        "version": item.version,
    }


def entry_json(entry: HandOverEntry) -> dict[str, object]:
    """A line of its timeline."""
    return {"at": rfc3339(entry.at), "step": entry.step.value, "state": entry.state.value, "actor": entry.actor, "note": entry.note}


def thing_json(thing: Thing) -> dict[str, object]:
    """Something that is counted."""
    return {"id": thing.id, "post": thing.post.value, "name": thing.name, "number": thing.number}


def loan_json(loan: Loan) -> dict[str, object]:
    """Some of a thing are with somebody."""
    return {
        "id": loan.id,
        "thing_id": loan.thing_id,
        "number": loan.number,
        "lent_to": loan.lent_to,
        "lent_at": rfc3339(loan.lent_at),
        "lent_by": loan.lent_by,
        "note": loan.note,
        "returned_at": _time(loan.returned_at),
        "returned_by": loan.returned_by,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
