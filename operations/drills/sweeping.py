"""What the clock decides about drills: they begin at their time, and end at theirs or when their plan has been stood down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.drill import Drill, DrillFilter, DrillState
from domain.plan_run import UNDER_WAY, RunState
from domain.problem import Refusal
from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from operations.deciding import Due, decide
from operations.drills import ending, planning, running
from operations.drills.clearing import first_run
from operations.workorders.record import both
from rules.alarms.record import SYSTEM

TOO_LATE = timedelta(minutes=15)
"""So long after its time a drill may still begin; then it is cancelled: nobody expects it any more."""
_STOOD_DOWN = Text("预案已解除", "its plan was stood down")
_MISSED = Text("未能按时开始，已取消", "it could not begin in time")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Begin and end what is due at `now`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = {drill.id: drill for drill in tx.drills.due_before(now)}
        under_way = tx.drills.list(DrillFilter(tuple(sites), frozenset({DrillState.RUNNING})), limit=max(1, len(sites))).items
        due.update((drill.id, drill) for drill in under_way if _is_carried_out(tx, drill))
    return decide(records, [Due(_decide, drill.id, sites[drill.site]) for drill in due.values() if drill.site in sites], now)


def _decide(tx: Transaction, drill_id: str, site: Site, now: datetime) -> int:
    drill = tx.drills.get(drill_id)
    if drill is None:
        return 0
    if drill.state is DrillState.RUNNING:
        return _end(tx, drill, site, now)
    if drill.state is not DrillState.PLANNED or drill.begins_at > now:
        return 0
    return _begin(tx, drill, site, now)


def _begin(tx: Transaction, drill: Drill, site: Site, now: datetime) -> int:
    """A real alarm, or another drill, may be in its way for a while: it is tried again until nobody expects it any more."""
    try:
        running.start(tx, drill.id, site=site, by=SYSTEM, at=now)
    except Refusal as refusal:
        if now - drill.begins_at < TOO_LATE:
            return 0
        planning.cancel(tx, drill.id, site=site, by=SYSTEM, at=now, reason=f"{both(_MISSED)} · {both(refusal.text)}")
    return 1


def _end(tx: Transaction, drill: Drill, site: Site, now: datetime) -> int:
    if drill.ends_by is not None and drill.ends_by <= now:
        ending.time_is_up(tx, drill, site=site, at=now)
        return 1
    if _is_carried_out(tx, drill):
        ending.finish(tx, drill.id, site=site, by=SYSTEM, at=now, note=both(_STOOD_DOWN))
        return 1
    return 0


def _is_carried_out(tx: Transaction, drill: Drill) -> bool:
    """Whether its plan was begun and stood down by whoever commanded it."""
    run = first_run(tx, drill)
    return run is not None and run.state not in UNDER_WAY and run.state is not RunState.INTERRUPTED and not tx.plan_runs.under_way(drill.site, drill.id)
