"""Writing a hand-over: the record, its timeline and the event log change together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.hand_over import HandOver, HandOverEntry, HandOverStep
from domain.hand_over_json import hand_over_json
from domain.identity import LIVE
from domain.people import Department
from domain.records import Transaction


def add(tx: Transaction, item: HandOver, *, at: datetime, actor: str) -> HandOver:
    """Store a new sheet with the first line of its timeline, and tell the event log. Raises `Conflict` if its duty has one."""
    tx.hand_overs.add(item, HandOverEntry(item.id, at, HandOverStep.OPENED, item.state, actor))
    _tell(tx, item, at, actor)
    return item


def change(tx: Transaction, item: HandOver, steps: Sequence[tuple[HandOverStep, str]], *, at: datetime, actor: str) -> HandOver:
    """Store `item`, which is already as it is after `steps` (each with its note), and tell the event log. Raises `Conflict`."""
    saved = tx.hand_overs.save(item, [HandOverEntry(item.id, at, step, item.state, actor, note) for step, note in steps])
    _tell(tx, saved, at, actor)
    return saved


def _tell(tx: Transaction, item: HandOver, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=item.site,
            asset=None,
            type=EventType.SYSTEM,
            transition="hand-over",
            subject_id=item.id,
            departments=frozenset({item.post.department, Department.MANAGEMENT}),
            body=hand_over_json(item, tx.hand_overs.timeline(item.id)),
            actor=actor,
        )
    )
