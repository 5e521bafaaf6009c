"""Writing a whistle: the record, its timeline and the event log change together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.people import Department
from domain.records import Transaction
from domain.whistle import Whistle, WhistleEntry
from domain.whistle_json import whistle_json


def add(tx: Transaction, whistle: Whistle, entries: Sequence[WhistleEntry], *, at: datetime, actor: str) -> Whistle:
    """Store a new whistle with the first lines of its timeline, and tell the event log."""
    tx.whistles.add(whistle, entries)
    _tell(tx, whistle, at, actor)
    return whistle


def change(tx: Transaction, whistle: Whistle, entries: Sequence[WhistleEntry], *, at: datetime, actor: str) -> Whistle:
    """Store `whistle`, which is already as it is then, with lines of its timeline, and tell the event log. Raises `Conflict`."""
    saved = tx.whistles.save(whistle, entries)
    _tell(tx, saved, at, actor)
    return saved


def _tell(tx: Transaction, whistle: Whistle, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=whistle.realm,
            site=whistle.site,
            asset=whistle.asset,
            type=EventType.SYSTEM,
            transition="whistle",
            subject_id=whistle.id,
            departments=frozenset(Department),
            body=whistle_json(whistle, tx.whistles.timeline(whistle.id)),
            actor=actor,
        )
    )
