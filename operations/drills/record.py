"""Writing a drill: the record, its log and the event log change together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.drill import Drill, DrillEntry, DrillState
from domain.drill_json import told_json
from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.people import Department
from domain.records import Conflict, Transaction


def add(tx: Transaction, drill: Drill, entries: Sequence[DrillEntry], *, at: datetime, actor: str) -> Drill:
    """Store a new drill with the first lines of its log, and tell the event log."""
    tx.drills.add(drill, entries)
    _tell(tx, drill, at, actor)
    return drill


def change(tx: Transaction, drill: Drill, entries: Sequence[DrillEntry], *, at: datetime, actor: str) -> Drill:
    """Store `drill`, which is already as it is then, with lines of its log, and tell the event log. Raises `Conflict`."""
    saved = tx.drills.save(drill, entries)
    _tell(tx, saved, at, actor)
    return saved


def found(tx: Transaction, drill_id: str, version: int | None = None) -> Drill:
    """The drill. Raises `KeyError`, or `Conflict` unless somebody who read `version` (`None`: whatever there is) read it as it is."""
    drill = tx.drills.get(drill_id)
    if drill is None:
        raise KeyError(drill_id)
    if version is not None and version != drill.version:
        raise Conflict(f"the drill has changed: its version is {drill.version}, not {version}; read it again")
    return drill


def is_running(tx: Transaction, realm: str) -> bool:
    """Whether the drill whose realm this is is under way."""
    drill = tx.drills.get(realm)
    return drill is not None and drill.state is DrillState.RUNNING


def _tell(tx: Transaction, drill: Drill, at: datetime, actor: str) -> None:
    """In the live realm: that there is a drill is real, and every page has to say so. An unannounced one does not give itself away."""
    hushed = drill.state is DrillState.PLANNED and not drill.announced
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=drill.site,
            asset=None,
            type=EventType.SYSTEM,
            transition="drill",
            subject_id=drill.id,
            departments=frozenset({Department.MANAGEMENT}) if hushed else frozenset(Department),
            body=told_json(drill),
            actor="" if hushed else actor,
        )
    )
