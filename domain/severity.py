"""How urgent: severity of an alarm, priority of a work order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.text import Text


class Severity(StrEnum):
    """Of an alarm; the one scale that screens show."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return _SEVERITIES.index(self)


_SEVERITIES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)

SEVERITY_NAMES = {
    Severity.CRITICAL: Text("紧急", "Critical"),
    Severity.HIGH: Text("重要", "High"),
    Severity.MEDIUM: Text("一般", "Medium"),
    Severity.LOW: Text("提示", "Low"),
}


class Priority(StrEnum):
    """Of a work order; follows the severity unless changed."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return int(self.value[1]) - 1


PRIORITY_OF = dict(zip(_SEVERITIES, Priority, strict=True))
"""The priority that a severity gives."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long after dispatch an order must be accepted, somebody must have arrived, and it must be resolved."""

    accept: timedelta
    arrive: timedelta
    resolve: timedelta


TIME_LIMITS = {
    Priority.P1: TimeLimits(timedelta(minutes=3), timedelta(minutes=15), timedelta(hours=2)),
    Priority.P2: TimeLimits(timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=8)),
    Priority.P3: TimeLimits(timedelta(minutes=30), timedelta(hours=2), timedelta(hours=24)),
    Priority.P4: TimeLimits(timedelta(hours=4), timedelta(hours=24), timedelta(hours=72)),
}
"""Default limits in calendar time (practice, to be confirmed on site; "事不过夜": P3 ends within the day)."""
