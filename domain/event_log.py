"""The event log: every transition, append-only, numbered in the order of commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Department


class EventType(StrEnum):
    """What an entry is about; also the ``event:`` of the live stream."""

    ALARM = "alarm"
    WORK_ORDER = "work-order"
    INCIDENT = "incident"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A fact to be appended. `body` is the API's JSON of the subject as it is after the transition."""

    at: datetime
    realm: str
    site: str
    asset: str | None
    type: EventType
    transition: str
    subject_id: str
    departments: frozenset[Department]
    body: Mapping[str, object]
    actor: str


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A fact with its number. Nobody who has read `sequence` n will ever find a new one with a number ≤ n."""

    sequence: int
    event: NewEvent
