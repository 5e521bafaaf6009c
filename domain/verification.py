"""Verifying a first signal of fire (REQUIREMENTS 27): somebody goes and looks, within a limit; silence counts as fire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.text import Text


class VerificationState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    FALSE_ALARM = "false_alarm"
    ENDED = "ended"
    """Somebody has seen the alarm and its source says normal, before anybody decided: nothing is left to verify."""


class ConfirmedBy(StrEnum):
    """Why it counts as fire."""

    SILENCE = "SILENCE"
    """Nobody answered within the limit."""
    SECOND_SIGNAL = "SECOND_SIGNAL"
    """Another detector in the same zone."""
    CALL_POINT = "CALL_POINT"
    PERSON = "PERSON"


VERIFICATION_STATE_NAMES = {
    VerificationState.WAITING: Text("待核实", "To be verified"),
    VerificationState.CONFIRMED: Text("确认火警", "Confirmed fire"),
    VerificationState.FALSE_ALARM: Text("误报", "False alarm"),
    VerificationState.ENDED: Text("已恢复", "Over"),
}

CONFIRMED_NAMES = {
    ConfirmedBy.SILENCE: Text("限时内无人核实", "Nobody verified it in time"),
    ConfirmedBy.SECOND_SIGNAL: Text("同一区域第二个报警信号", "A second signal in the same zone"),
    ConfirmedBy.CALL_POINT: Text("手动报警按钮", "A call point"),
    ConfirmedBy.PERSON: Text("现场确认", "Confirmed on site"),
}


@dataclass(frozen=True, slots=True)
class Verification:
    """Of one alarm. `zone` is the space whose further signals confirm it. Times are UTC; `verify_by` is a stored deadline."""

    alarm_id: str
    site: str
    zone: str
    started_at: datetime
    verify_by: datetime
    state: VerificationState = VerificationState.WAITING
    reason: ConfirmedBy | None = None
    cause: str = ""
    """Of a false alarm: what set the detector off."""
    photo: str | None = None
    """Of a false alarm: the id of the attachment that shows it."""
    decided_at: datetime | None = None
    decided_by: str | None = None
    version: int = 1


class Verifications(Protocol):
    """Verifications, by alarm."""

    def get(self, alarm_id: str) -> Verification | None:
        """That of an alarm."""

    def add(self, verification: Verification) -> None:
        """A new one."""

    def save(self, verification: Verification) -> Verification:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def waiting_at(self, site: str) -> Sequence[Verification]:
        """Those that wait."""

    def due_before(self, moment: datetime) -> Sequence[Verification]:
        """Those that wait and whose `verify_by` has come."""

    def false_alarms(self, site: str, since: datetime) -> Sequence[Verification]:
        """Those decided as false since then."""
