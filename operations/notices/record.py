"""Writing a notice: the record, its log and the event log change together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.notice import Notice, NoticeEntry
from domain.notice_json import notice_json
from domain.people import Department
from domain.records import Conflict, Transaction


def add(tx: Transaction, notice: Notice, entry: NoticeEntry, *, at: datetime) -> Notice:
    """Store a new notice with the first line of its log, and tell the event log."""
    tx.notices.add(notice, entry)
    _tell(tx, notice, at, entry.actor)
    return notice


def change(tx: Transaction, notice: Notice, entries: Sequence[NoticeEntry], *, at: datetime, actor: str) -> Notice:
    """Store `notice`, which is already as it is then, with lines of its log, and tell the event log. Raises `Conflict`."""
    saved = tx.notices.save(notice, entries)
    _tell(tx, saved, at, actor)
    return saved


def found(tx: Transaction, notice_id: str, version: int | None = None) -> Notice:
    """The notice. Raises `KeyError`, or `Conflict` if it is no longer at `version`."""
    notice = tx.notices.get(notice_id)
    if notice is None:
        raise KeyError(notice_id)
    if version is not None and notice.version != version:
        raise Conflict(f"the notice {notice.number} is at version {notice.version}, not {version}")
    return notice


def _tell(tx: Transaction, notice: Notice, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=notice.realm,
            site=notice.site,
            asset=notice.asset,
            type=EventType.SYSTEM,
            transition="notice",
            subject_id=notice.id,
            departments=frozenset(Department),
            body=notice_json(notice),
            actor=actor,
        )
    )
