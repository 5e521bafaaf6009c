"""An incident (突发事件): alarms with one cause, handled together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.alarm import Alarm
from domain.page import Page
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.text import Text


@dataclass(frozen=True, slots=True)
class Incident:
    """One cause and what follows from it. Times are aware UTC.

    `cause_alarm_id` is the alarm that explains the others, `first_alarm_id` the one that occurred first (first-out).
    `release_at` is set when the cause is over: what still stands then becomes an alarm of its own.
    """

    id: str
    realm: str
    site: str
    cause: CauseKind
    cause_alarm_id: str
    first_alarm_id: str
    title: Text
    severity: Severity
    opened_at: datetime
    release_at: datetime | None = None
    ended_at: datetime | None = None
    version: int = 1


class Incidents(Protocol):
    """Incidents of all realms."""

    def get(self, incident_id: str) -> Incident | None:
        """The incident."""

    def of_cause(self, alarm_id: str) -> Incident | None:
        """The incident whose cause is this alarm."""

    def add(self, incident: Incident) -> None:
        """A new incident."""

    def save(self, incident: Incident) -> Incident:
        """Store a changed incident if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def alarms(self, incident_id: str) -> Sequence[Alarm]:
        """Its alarms, in the order in which they occurred."""

    def open_at(self, site: str, realm: str = "live") -> Sequence[Incident]:
        """Those that have not ended."""

    def release_before(self, moment: datetime) -> Sequence[Incident]:
        """Those whose `release_at` has come and that have not ended."""

    def list(self, sites: tuple[str, ...], *, ended: bool | None = None, realm: str = "live", cursor: str | None = None, limit: int = 50) -> Page[Incident]:
        """Newest first. `ended` `None`: both."""
