"""A real alarm breaks off the drill at its site, in the transaction that tells of the alarm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.alarm import Alarm
from domain.identity import LIVE
from domain.records import Transaction
from domain.site import Site
from operations.drills.ending import interrupt
from operations.drills.running import LOUD


def is_real(alarm: Alarm) -> bool:
    """Whether it breaks off a drill: of the live realm, critical or high, standing, and hidden by nothing."""
    return alarm.realm == LIVE and alarm.severity in LOUD and alarm.condition and alarm.hidden_by is None


def preempt(tx: Transaction, alarms: Iterable[Alarm], site: Site, at: datetime) -> None:
    """Break off the drill that runs at `site` if one of `alarms` is real. Asks the records once, and only if one is. Raises `Conflict`."""
    real = min((alarm for alarm in alarms if is_real(alarm)), key=lambda alarm: (alarm.severity.rank, alarm.occurred_at, alarm.id), default=None)
    if real is None:
        return
    drill = tx.drills.running_at(site.id)
    if drill is not None:
        interrupt(tx, drill, real, site=site, at=at)
