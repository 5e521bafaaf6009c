"""A drill begins: from here on its virtual devices speak (role ``drills``), in its own realm."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.drill import Drill, DrillEntry, DrillEvent, next_drill_state
from domain.identity import LIVE
from domain.problem import Refusal
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from operations.drills import announcements, record

_E = DrillEvent
LOUD = frozenset({Severity.CRITICAL, Severity.HIGH})
"""A real alarm as severe as this breaks off a drill, and keeps one from beginning."""


def start(tx: Transaction, drill_id: str, *, site: Site, by: str, at: datetime, version: int | None = None) -> Drill:
    """Begin it now. Raises `KeyError`, `Conflict`, `IllegalStep`, or `Refusal` while another runs there or a real alarm stands."""
    drill = record.found(tx, drill_id, version)
    if drill.site != site.id:
        raise KeyError(drill_id)
    following = next_drill_state(drill.state, _E.STARTED)
    _check_free(tx, site)
    running = replace(drill, state=following, started_at=at, started_by=by, ends_by=at + timedelta(seconds=drill.lasts_s))
    saved = record.change(tx, running, [DrillEntry(drill.id, at, _E.STARTED, by)], at=at, actor=by)
    if saved.announced:
        announcements.begun(tx, saved, site, at)
    return saved


def _check_free(tx: Transaction, site: Site) -> None:
    other = tx.drills.running_at(site.id)
    if other is not None:
        raise Refusal(f"演练 {other.number} 正在进行，结束后再开始", f"the drill {other.number} is under way: wait until it is over")
    standing = [alarm for alarm in tx.alarms.open_at(site.id, LIVE) if alarm.severity in LOUD and alarm.condition and alarm.hidden_by is None]
    unseen = next((alarm for alarm in standing if not alarm.acknowledged), None)
    if unseen is not None:
        raise Refusal(
            f"有真实告警尚未确认（{unseen.message.zh}），处理后再开始演练",
            f"a real alarm stands that nobody has acknowledged ({unseen.message.en}): see to it first, then begin the drill",
        )
