"""What Steward decides by itself about visits: somebody waits too long, is past the agreed end, or nobody confirms. Each is decided once.

That the asset is back in service at the agreed end is decided by `operations.out_of_service`, whoever is still at work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.visit import Visit, VisitDecision, VisitState, VisitStep, next_visit_state
from operations.deciding import Due, decide
from operations.visits import announcements, record
from operations.workorders.record import both
from rules.alarms.record import SYSTEM

_NOTES = {
    VisitDecision.APPROVE_LATE: Text("等候超过 15 分钟，已再次通知", "waiting for more than 15 minutes: told again"),
    VisitDecision.UNTIL: Text("已过约定离场时间，设备恢复监测", "past the agreed end: the equipment is watched again"),
    VisitDecision.CONFIRM_LATE: Text("离场超过 1 小时未确认，已通知项目经理", "signed out for more than an hour and not confirmed: the manager was told"),
}
_LAPSED = Text("到期无人批准，登记失效", "nobody approved it until its end")


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Decide what is due at `now` at `sites`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_decide, visit.id, sites[visit.site]) for visit in tx.visits.due_before(now) if visit.site in sites]
    return decide(records, due, now)


def _decide(tx: Transaction, visit_id: str, site: Site, now: datetime) -> int:
    visit = tx.visits.get(visit_id)
    due = [] if visit is None else sorted((at, what) for what, at in visit.undecided if at <= now)
    if visit is None or not due:
        return 0
    if visit.state is VisitState.WAITING and VisitDecision.UNTIL in {what for _, what in due}:
        _lapse(tx, visit, now)
        return 1
    for _, what in due:
        visit = record.change(tx, replace(visit, decided=(*visit.decided, what)), VisitStep.TOLD, at=now, actor=SYSTEM, note=both(_NOTES[what]))
        announcements.late(tx, visit, what, site, now)
    return len(due)


def _lapse(tx: Transaction, visit: Visit, now: datetime) -> None:
    following = next_visit_state(visit.state, VisitStep.LAPSED)
    over = replace(visit, state=following, ended_at=now, ended_by=SYSTEM)
    record.change(tx, over, VisitStep.LAPSED, at=now, actor=SYSTEM, note=both(_LAPSED))
