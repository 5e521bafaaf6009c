"""Writing a supply: the record, its history and the event log change together."""

from __future__ import annotations

from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.people import Department
from domain.records import Transaction
from domain.supply import Supply, SupplyEntry, SupplyStep
from domain.weather_json import supply_json


def add(tx: Transaction, supply: Supply, *, at: datetime, actor: str) -> Supply:
    """Store a new one."""
    tx.supplies.add(supply, SupplyEntry(supply.id, at, SupplyStep.ADDED, actor, supply.count))
    _tell(tx, supply, at, actor)
    return supply


def change(tx: Transaction, supply: Supply, step: SupplyStep, *, at: datetime, actor: str, note: str = "") -> Supply:
    """Store `supply`, which is already as it is then. Raises `Conflict`."""
    saved = tx.supplies.save(supply, SupplyEntry(supply.id, at, step, actor, supply.count, note))
    _tell(tx, saved, at, actor)
    return saved


def _tell(tx: Transaction, supply: Supply, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=supply.site,
            asset=None,
            type=EventType.SYSTEM,
            transition="supply",
            subject_id=supply.id,
            departments=frozenset(Department),
            body=supply_json(supply, ()),
            actor=actor,
        )
    )
