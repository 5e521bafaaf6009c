"""The JSON of a notice in the outside contract, for the API and the live stream alike. Times are RFC 3339 UTC. No personal data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.notice import Notice, NoticeEntry, NoticeUpdate
from domain.notice_delivery import Counts
from domain.time import rfc3339


def notice_json(notice: Notice) -> dict[str, object]:
    """A notice as lists and events show it: of its units only how many."""
    return {
        "id": notice.id,
        "number": notice.number,
        "site": notice.site,
        "realm": notice.realm,
        "kind": notice.kind.value,
        "state": notice.state.value,
        "title": notice.title.as_json(),
        "text": notice.text.as_json(),
        "cause": notice.cause.as_json(),
        "phone": notice.phone,
        "since": _time(notice.since),
        "until": _time(notice.until),
        "unit_count": len(notice.units),
        "channels": list(notice.channels),
        "asset": notice.asset,
        "incident_id": notice.incident_id,
        "order_id": notice.order_id,
        "alarm_id": notice.alarm_id,
        "plan_run_id": notice.plan_run_id,
        "written_by": notice.written_by,
        "written_at": rfc3339(notice.written_at),
        "approve_by": _time(notice.approve_by),
        "approved_by": notice.approved_by,
        "approved_at": _time(notice.approved_at),
        "published_at": _time(notice.published_at),
        "ended_at": _time(notice.ended_at),
        "ended_by": notice.ended_by,
        "words": notice.words,
        "waits": notice.waits,
        "approval_late": notice.approval_late,
        "overdue": notice.overdue,
        "matter_over_at": _time(notice.matter_over_at),
        "opened": notice.opened,
        "version": notice.version,
    }


def update_json(update: NoticeUpdate) -> dict[str, object]:
    """One of its updates."""
    return {
        "id": update.id,
        "text": update.text.as_json(),
        "written_by": update.written_by,
        "written_at": rfc3339(update.written_at),
        "state": update.state.value,
        "until": _time(update.until),
        "closing": update.closing,
        "approved_by": update.approved_by,
        "decided_at": _time(update.decided_at),
        "words": update.words,
    }


def notice_entry_json(entry: NoticeEntry) -> dict[str, object]:
    """A line of its log."""
    return {"at": rfc3339(entry.at), "step": entry.step.value, "actor": entry.actor, "note": entry.note}


def counts_json(counts: Sequence[Counts]) -> list[dict[str, object]]:
    """What came of its deliveries, by channel."""
    return [{"channel": each.channel, "queued": each.queued, "sent": each.sent, "failed": each.failed, "cancelled": each.cancelled} for each in counts]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
