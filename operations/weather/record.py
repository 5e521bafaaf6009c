"""Writing a weather warning: the record, its history and the event log change together."""

from __future__ import annotations

from datetime import datetime

from domain.event_log import EventType, NewEvent
from domain.identity import LIVE
from domain.people import Department
from domain.records import Transaction
from domain.weather import WarningEntry, WarningStep, WeatherWarning
from domain.weather_json import warning_json


def add(tx: Transaction, warning: WeatherWarning, *, at: datetime, actor: str, note: str = "") -> WeatherWarning:
    """Store a new warning. Raises `Conflict` if one of its kind is in force at the site."""
    tx.weather_warnings.add(warning, _line(warning, WarningStep.GIVEN, at, actor, note))
    _tell(tx, warning, at, actor)
    return warning


def change(tx: Transaction, warning: WeatherWarning, step: WarningStep, *, at: datetime, actor: str, note: str = "") -> WeatherWarning:
    """Store `warning`, which is already as it is then. Raises `Conflict`."""
    saved = tx.weather_warnings.save(warning, _line(warning, step, at, actor, note))
    _tell(tx, saved, at, actor)
    return saved


def _line(warning: WeatherWarning, step: WarningStep, at: datetime, actor: str, note: str) -> WarningEntry:
    return WarningEntry(warning.id, at, step, actor, warning.level, warning.until, note)


def _tell(tx: Transaction, warning: WeatherWarning, at: datetime, actor: str) -> None:
    tx.events.append(
        NewEvent(
            at=at,
            realm=LIVE,
            site=warning.site,
            asset=None,
            type=EventType.SYSTEM,
            transition="weather",
            subject_id=warning.id,
            departments=frozenset(Department),
            body=warning_json(warning),
            actor=actor,
        )
    )
