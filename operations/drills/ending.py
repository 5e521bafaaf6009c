"""A drill ends: everything of its realm ends with it, in the same transaction, and nothing live is touched.

First its ingest is shut out (its lease ends), so that nothing of the drill can be committed after what is ended here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import Alarm
from domain.drill import Drill, DrillEntry, DrillEvent, next_drill_state
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from operations.drills import announcements, record
from operations.drills.clearing import clear
from operations.workorders.record import both
from rules.alarms.record import SYSTEM

_E = DrillEvent
_TIME_IS_UP = Text("到时结束", "its time was up")
_REAL = Text("真实告警：{alarm}", "a real alarm: {alarm}")


def finish(tx: Transaction, drill_id: str, *, site: Site, by: str, at: datetime, note: str = "", version: int | None = None) -> Drill:
    """It was carried out to the end. Raises `KeyError`, `Conflict`, or `IllegalStep` if it does not run."""
    drill = _here(tx, drill_id, site, version)
    return _end(tx, drill, _E.FINISHED, site=site, by=by, at=at, reason=note.strip())


def stop(tx: Transaction, drill_id: str, *, site: Site, by: str, at: datetime, reason: str, version: int | None = None) -> Drill:
    """Somebody breaks it off. Raises `KeyError`, `Conflict`, `IllegalStep`, or `Refusal` without a reason."""
    drill = _here(tx, drill_id, site, version)
    if not reason.strip():
        next_drill_state(drill.state, _E.STOPPED)
        raise Refusal("请填写终止原因", "say why it is broken off")
    return _end(tx, drill, _E.STOPPED, site=site, by=by, at=at, reason=reason.strip())


def interrupt(tx: Transaction, drill: Drill, alarm: Alarm, *, site: Site, at: datetime) -> Drill:
    """The real `alarm` breaks it off, in the transaction that tells of the alarm. Raises `Conflict`: then both are done again."""
    reason = both(_REAL.filled(alarm=alarm.message))
    return _end(tx, replace(drill, interrupted_by=alarm.id), _E.INTERRUPTED, site=site, by=SYSTEM, at=at, reason=reason, alarm=alarm)


def time_is_up(tx: Transaction, drill: Drill, *, site: Site, at: datetime) -> Drill:
    """The clock ends it."""
    return _end(tx, drill, _E.FINISHED, site=site, by=SYSTEM, at=at, reason=both(_TIME_IS_UP))


def _end(tx: Transaction, drill: Drill, event: DrillEvent, *, site: Site, by: str, at: datetime, reason: str, alarm: Alarm | None = None) -> Drill:
    following = next_drill_state(drill.state, event)
    shut_out(tx, drill)
    run_id = clear(tx, drill, site=site, by=by, at=at, reason=reason)
    over = replace(drill, state=following, ended_at=at, ended_by=by, reason=reason, run_id=drill.run_id or run_id)
    saved = record.change(tx, over, [DrillEntry(drill.id, at, event, by, reason)], at=at, actor=by)
    if alarm is None:
        announcements.over(tx, saved, at)
    else:
        announcements.interrupted(tx, saved, alarm, site, at)
    return saved


def shut_out(tx: Transaction, drill: Drill) -> None:
    """End the lease of the drill's ingest, which has the drill's id for a site: what it has not committed by now it never will.

    Whoever is committing at this moment is waited for, so that what it wrote is seen by whoever asks afterwards.
    """
    tx.ingests.expel(drill.id)


def _here(tx: Transaction, drill_id: str, site: Site, version: int | None) -> Drill:
    drill = record.found(tx, drill_id, version)
    if drill.site != site.id:
        raise KeyError(drill_id)
    return drill
