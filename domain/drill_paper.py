"""What belongs to the record of a drill (演练记录) beside its log: drawn signatures; and which reminders of the yearly calendar were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.attachment import Attachment
from domain.text import Text


class DrillSigner(StrEnum):
    """As what somebody signs the record of a drill."""

    PARTICIPANT = "participant"
    COMMANDER = "commander"
    OBSERVER = "observer"
    """Who watched and judged."""


DRILL_SIGNER_NAMES = {
    DrillSigner.PARTICIPANT: Text("参演人员", "Participant"),
    DrillSigner.COMMANDER: Text("现场指挥", "In command"),
    DrillSigner.OBSERVER: Text("观察评估", "Observer"),
}


@dataclass(frozen=True, slots=True)
class DrillSignature:
    """A signature drawn on a screen; `file.order_id` is the drill's id, `name` who signed."""

    file: Attachment
    name: str
    signed_as: DrillSigner


class ReminderStep(StrEnum):
    """What is said about a plan that has not been drilled in a period of the calendar."""

    MONTH = "month"
    """Thirty days are left."""
    WEEK = "week"
    """Seven days are left."""
    OVERDUE = "overdue"
    """The period is over."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder that was decided: about the plan of this key, in the period that ends on `period` (``2026-06-30``)."""

    plan_key: str
    period: str
    step: ReminderStep


class DrillPapers(Protocol):
    """Signatures of drills, and reminders that were decided."""

    def add_signature(self, signature: DrillSignature) -> None:
        """A new one. `Conflict` if its file is there already."""

    def signatures(self, drill_id: str) -> Sequence[DrillSignature]:
        """Those of a drill, oldest first."""

    def add_reminder(self, site: str, reminder: Reminder, at: datetime) -> bool:
        """Remember it; whether nobody had decided it before."""

    def reminders(self, site: str, since: datetime) -> frozenset[Reminder]:
        """Those that were decided from `since` (UTC) on."""
