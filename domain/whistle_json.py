"""The JSON of a whistle in the outside contract, for the API and the live stream alike. Times are RFC 3339 UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.identity import LIVE
from domain.time import rfc3339
from domain.whistle import Call, Whistle, WhistleEntry


def whistle_json(whistle: Whistle, timeline: Sequence[WhistleEntry] = ()) -> dict[str, object]:
    """A whistle as others see it; lists leave the timeline empty."""
    return {
        "id": whistle.id,
        "number": whistle.number,
        "site": whistle.site,
        "drill_id": None if whistle.realm == LIVE else whistle.realm,
        "state": whistle.state.value,
        "severity": whistle.severity.value,
        "matter": whistle.matter,
        "bring": whistle.bring,
        "space": whistle.space,
        "asset": whistle.asset,
        "order_id": whistle.order_id,
        "blown_by": whistle.blown_by,
        "blown_at": rfc3339(whistle.blown_at),
        "calls": [call_json(call) for call in whistle.calls],
        "ended_at": _time(whistle.ended_at),
        "ended_by": whistle.ended_by,
        "outcome": whistle.outcome,
        "timeline": [whistle_entry_json(entry) for entry in timeline],
        "version": whistle.version,
    }


def call_json(call: Call) -> dict[str, object]:
    """How one department stands."""
    return {
        "department": call.department.value,
        "state": call.state.value,
        "called_at": rfc3339(call.called_at),
        "check_in_by": rfc3339(call.check_in_by),
        "checked_in_at": _time(call.checked_in_at),
        "checked_in_by": call.checked_in_by,
        "note": call.note,
        "bring": call.bring,
        "late": call.late,
        "decided": [step.value for step in call.decided],
    }


def whistle_entry_json(entry: WhistleEntry) -> dict[str, object]:
    """A line of its timeline."""
    return {
        "at": rfc3339(entry.at),
        "step": entry.step.value,
        "actor": entry.actor,
        "department": None if entry.department is None else entry.department.value,
        "note": entry.note,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
