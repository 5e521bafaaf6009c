"""What is told about a weather warning: to every department's desk, once for each level that it takes, and when it is lifted."""

from __future__ import annotations

from datetime import datetime

from domain.outbox import NotificationKind
from domain.people import Department
from domain.plan import WarningLevel
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Site
from domain.text import Text
from domain.weather import WeatherWarning
from domain.weather_json import warning_title
from operations.telling import clock, desk_posts, tell

SEVERITY_OF = {WarningLevel.BLUE: Severity.LOW, WarningLevel.YELLOW: Severity.MEDIUM, WarningLevel.ORANGE: Severity.HIGH, WarningLevel.RED: Severity.CRITICAL}
"""How urgent a colour is among alarms."""

_CALLED = (Department.ENGINEERING, Department.SECURITY, Department.SERVICE_CENTRE, Department.MANAGEMENT)
_LIFTED = Text("已解除：{title}", "Lifted: {title}")
_UNTIL = Text("有效至 {time} · {words}", "in force until {time} · {words}")


def in_force(tx: Transaction, warning: WeatherWarning, site: Site, at: datetime) -> None:
    """It holds now, at this level: told once for each level."""
    body = _UNTIL.filled(time=clock(warning.until, site.time_zone), words=warning.words or "—")
    _tell(tx, warning, warning_title(warning), body, warning.level.value, SEVERITY_OF[warning.level], at)


def lifted(tx: Transaction, warning: WeatherWarning, at: datetime) -> None:
    """It is over."""
    _tell(tx, warning, _LIFTED.filled(title=warning_title(warning)), Text(warning.words or "—", warning.words or "—"), "lifted", Severity.LOW, at)


def _tell(tx: Transaction, warning: WeatherWarning, title: Text, body: Text, what: str, severity: Severity, at: datetime) -> None:
    for department in _CALLED:
        key = f"weather|{warning.id}|{department}|{what}"
        tell(tx, key, NotificationKind.WEATHER, department, title, body, at, site=warning.site, severity=severity, posts=desk_posts(department))
