"""What Steward decides by itself about departments that have not come: each step once, however often and late it is swept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.records import Records, Transaction
from domain.site import Site
from domain.text import Text
from domain.whistle import Call, Whistle, WhistleEntry, WhistleStep
from operations.deciding import Due, decide
from operations.whistles import announcements, record
from operations.whistles.steps import with_call
from operations.workorders.record import both
from rules.alarms.record import SYSTEM

_NOTES = {
    WhistleStep.REMINDED: Text("时限过半，已提醒", "half the time has passed: called again"),
    WhistleStep.LATE: Text("超时未报到，已通知部门负责岗位", "not in within the limit: whoever leads the department was called"),
    WhistleStep.ESCALATED: Text("仍未报到，已通知项目经理", "still not in: the manager was called"),
}


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """Call again, mark as late and escalate what is due at `now`; returns how many decisions were made. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_decide, whistle.id, sites[whistle.site]) for whistle in tx.whistles.due_before(now) if whistle.site in sites]
    return decide(records, due, now)


def _decide(tx: Transaction, whistle_id: str, site: Site, now: datetime) -> int:
    whistle = tx.whistles.get(whistle_id)
    if whistle is None or whistle.next_at is None or whistle.next_at > now:
        return 0
    due = [(call, call.due(now)) for call in whistle.calls]
    changed = whistle
    for call, steps in due:
        changed = with_call(changed, replace(call, decided=(*call.decided, *steps)))
    entries = [WhistleEntry(whistle.id, now, step, SYSTEM, call.department, both(_NOTES[step])) for call, steps in due for step in steps]
    saved = record.change(tx, changed, entries, at=now, actor=SYSTEM)
    for call, steps in due:
        _announce(tx, saved, call, steps, site, now)
    return len(entries)


def _announce(tx: Transaction, whistle: Whistle, call: Call, steps: tuple[WhistleStep, ...], site: Site, now: datetime) -> None:
    """After a long absence several are due at once: nobody is called again in time once it is late."""
    for step in steps:
        if step is not WhistleStep.REMINDED or WhistleStep.LATE not in steps:
            announcements.not_come(tx, whistle, call, step, site, now)
