"""Warnings that nobody prolonged end when their time is up: each once, however often and late it is swept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.records import Records, Transaction
from domain.site import Site
from domain.weather import WarningState, WarningStep, next_warning_state
from operations.deciding import Due, decide
from operations.weather import record
from rules.alarms.record import SYSTEM


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:
    """End what is over at `now`; returns how many ended. Raises `RecordsUnavailable`."""
    with records.reading() as tx:
        due = [Due(_expire, warning.id, sites[warning.site]) for warning in tx.weather_warnings.due_before(now) if warning.site in sites]
    return decide(records, due, now)


def _expire(tx: Transaction, warning_id: str, _site: Site, now: datetime) -> int:
    warning = tx.weather_warnings.get(warning_id)
    if warning is None or warning.state is not WarningState.IN_FORCE or warning.until > now:
        return 0
    state = next_warning_state(warning.state, WarningStep.EXPIRED)
    record.change(tx, replace(warning, state=state, ended_at=now, ended_by=SYSTEM), WarningStep.EXPIRED, at=now, actor=SYSTEM)
    return 1
