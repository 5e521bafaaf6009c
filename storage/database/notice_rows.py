"""A notice as a row, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from domain.notice import Affected, Notice, NoticeKind, NoticeState, NoticeUpdate, UpdateState
from domain.text import Text
from domain.time import rfc3339

_PLAIN = (
    "number",
    "site",
    "realm",
    "kind",
    "state",
    "phone",
    "written_by",
    "written_at",
    "digest",
    "words",
    "asset",
    "incident_id",
    "order_id",
    "alarm_id",
    "plan_run_id",
    "approved_by",
    "approved_at",
    "ended_by",
    "ended_at",
    "since",
    "until",
    "approve_by",
    "published_at",
    "matter_over_at",
    "channels",
    "approval_late",
    "overdue",
    "version",
)
_TEXTS = ("title", "text", "cause")


def columns_of(notice: Notice) -> dict[str, Any]:
    """Everything but the id and how often it was opened."""
    texts = {f"{name}_{language}": getattr(getattr(notice, name), language) for name in _TEXTS for language in ("zh", "en")}
    return {
        **{name: getattr(notice, name) for name in _PLAIN},
        **texts,
        "units": _units_json(notice.units),
        "updates": {"items": [_update_json(each) for each in notice.updates]},
        "waits": notice.waits,
        "next_at": notice.next_at,
    }


def notice_of(row: Row[Any]) -> Notice:
    """The notice of a row."""
    plain = {name: getattr(row, name) for name in _PLAIN if name not in ("kind", "state")}
    return Notice(
        id=row.id,
        kind=NoticeKind(row.kind),
        state=NoticeState(row.state),
        title=Text(row.title_zh, row.title_en),
        text=Text(row.text_zh, row.text_en),
        cause=Text(row.cause_zh, row.cause_en),
        units=_units_of(row.units),
        updates=tuple(_update_of(each) for each in row.updates["items"]),
        opened=row.opened,
        **plain,
    )


def _units_json(units: Sequence[Affected]) -> dict[str, object]:
    """Many units have one reason: it is written once."""
    reasons = list(dict.fromkeys(unit.reason for unit in units))
    places = {reason: place for place, reason in enumerate(reasons)}
    return {"reasons": [reason.as_json() for reason in reasons], "units": [[unit.space, places[unit.reason]] for unit in units]}


def _units_of(found: Mapping[str, Any]) -> tuple[Affected, ...]:
    reasons = [_text_of(each) for each in found["reasons"]]
    return tuple(Affected(space, reasons[place]) for space, place in found["units"])


def _update_json(each: NoticeUpdate) -> dict[str, object]:
    return {
        "id": each.id,
        "text": each.text.as_json(),
        "written_by": each.written_by,
        "written_at": rfc3339(each.written_at),
        "state": each.state.value,
        "until": _time(each.until),
        "closing": each.closing,
        "approved_by": each.approved_by,
        "decided_at": _time(each.decided_at),
        "words": each.words,
    }


def _update_of(found: Mapping[str, Any]) -> NoticeUpdate:
    return NoticeUpdate(
        id=found["id"],
        text=_text_of(found["text"]),
        written_by=found["written_by"],
        written_at=datetime.fromisoformat(found["written_at"]),
        state=UpdateState(found["state"]),
        until=_moment(found["until"]),
        closing=found["closing"],
        approved_by=found["approved_by"],
        decided_at=_moment(found["decided_at"]),
        words=found["words"],
    )


def _text_of(found: Mapping[str, str]) -> Text:
    return Text(found["zh"], found["en"])


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
