"""Writing a permit: the record, its timeline and the event log change together."""

from __future__ import annotations

from datetime import datetime

from domain.contract import permit_json
from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.people import Department
from domain.permit import Permit, PermitEntry, PermitStep
from domain.records import Transaction

CONCERNED = frozenset({Department.ENGINEERING, Department.SECURITY, Department.SERVICE_CENTRE, Department.MANAGEMENT})
"""Whom permits concern."""


def add(tx: Transaction, permit: Permit, *, at: datetime, actor: str) -> Permit:
    """Store a new permit with the first line of its timeline, and tell the event log."""
    tx.permits.add(permit, PermitEntry(permit.id, at, PermitStep.REQUESTED, permit.state, actor, permit.work))
    _tell(tx, permit, at, actor)
    return permit


def change(tx: Transaction, permit: Permit, step: PermitStep, *, at: datetime, actor: str, note: str = "") -> Permit:
    """Store `permit`, which is already as it is after `step`, with a line of its timeline, and tell the event log. Raises `Conflict`."""
    saved = tx.permits.save(permit, PermitEntry(permit.id, at, step, permit.state, actor, note))
    _tell(tx, saved, at, actor)
    return saved


def _tell(tx: Transaction, permit: Permit, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=permit.site,
            asset=None,
            type=EventType.SYSTEM,
            transition="permit",
            subject_id=permit.id,
            departments=CONCERNED,
            body=permit_json(permit, tx.permits.timeline(permit.id)),
            actor=actor,
        )
    )
