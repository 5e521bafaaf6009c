"""Writing a visit: the record, its timeline and the event log change together. Nothing personal gets into the event log."""

from __future__ import annotations

from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.people import Department
from domain.records import Transaction
from domain.visit import Visit, VisitEntry, VisitStep
from domain.visit_json import visit_json

VISITOR = "visitor"
"""Who acts where a contractor does: whoever reads a timeline need not know the name."""

CONCERNED = frozenset({Department.ENGINEERING, Department.SECURITY, Department.MANAGEMENT})
"""Whom visits concern."""


def add(tx: Transaction, visit: Visit, *, at: datetime) -> Visit:
    """Store a new visit with the first line of its timeline, and tell the event log."""
    tx.visits.add(visit, VisitEntry(visit.id, at, VisitStep.SIGNED_IN, visit.state, VISITOR))
    _tell(tx, visit, at, VISITOR)
    return visit


def change(tx: Transaction, visit: Visit, step: VisitStep, *, at: datetime, actor: str, note: str = "") -> Visit:
    """Store `visit`, which is already as it is after `step`, with a line of its timeline, and tell the event log. Raises `Conflict`."""
    saved = tx.visits.save(visit, VisitEntry(visit.id, at, step, visit.state, actor, note))
    _tell(tx, saved, at, actor)
    return saved


def _tell(tx: Transaction, visit: Visit, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=visit.site,
            asset=visit.asset,
            type=EventType.SYSTEM,
            transition="visit",
            subject_id=visit.id,
            departments=CONCERNED,
            body=visit_json(visit, tx.visits.timeline(visit.id)),
            actor=actor,
        )
    )
