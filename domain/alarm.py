"""The life of an alarm, after ISA-18.2 / IEC 62682.

Stored are three independent facts (is the condition there, has somebody seen it, is it hidden); the state is derived.
The steps are a table: what is not in `TRANSITIONS` cannot happen, and saying so is the caller's business
(`IllegalStep`). Clearing is done by the process and acknowledging by a person; neither does the other's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Department
from domain.reading import Value
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.text import Text


class AlarmState(StrEnum):
    """The state that ISA-18.2 names; derived, never stored alone."""

    NORMAL = "normal"
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned_unacknowledged"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


ACTIVE_STATES = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED})
"""What ``state=active`` of the API means."""


class AlarmEvent(StrEnum):
    """What can happen to an alarm."""

    RAISED = "raised"
    RERAISED = "reraised"
    """The condition came back within the episode."""
    RETURNED = "returned"
    """The process is normal again, but a latch holds the alarm until a person resets it."""
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"
    RESET = "reset"
    """A person reset a latched alarm on site, with reason and evidence."""
    RETIRED = "retired"
    """Its rule or device is gone."""
    RECORDED = "recorded"
    """Known only after it was over (late data): kept, but nobody is called."""
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    SUPPRESSED = "suppressed"
    UNSUPPRESSED = "unsuppressed"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    REALARMED = "realarmed"
    """Acknowledged long ago and still there: it asks to be seen again."""
    CHATTERING = "chattering"
    """It came and went at least three times in a minute; from here on its coming back calls nobody."""
    SETTLED = "settled"
    """It no longer chatters."""
    LINKED = "linked"
    """It became part of an incident."""
    CONFIRMED = "confirmed"
    """A first signal of fire counts as fire from here on; the note says why."""
    FALSE_ALARM = "false_alarm"
    """A person found that nothing burns; the alarm still ends only at its source."""


class Hiding(StrEnum):
    """Why an alarm is hidden."""

    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


class Consequence(StrEnum):
    """How bad it becomes if nobody acts; with the time there is to respond it gives the severity (ISA-18.2)."""

    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"
    SEVERE = "severe"


CONSEQUENCE_NAMES = {
    Consequence.MINOR: Text("轻微", "Minor"),
    Consequence.MODERATE: Text("中等", "Moderate"),
    Consequence.MAJOR: Text("重大", "Major"),
    Consequence.SEVERE: Text("危及人身", "Severe: people are in danger"),
}


class Latch(StrEnum):
    """What may end a latched alarm once its condition is gone."""

    SOURCE = "source"
    """Only the source itself (the panel, the installation): its own good signal of normal."""
    PERSON = "person"
    """Only a reset by a person on site, with reason and evidence."""


@dataclass(frozen=True, slots=True)
class HiddenBy:
    """Who or what hides an alarm, why, and until when (`None`: until it is undone)."""

    kind: Hiding
    reason: str
    by: str
    until: datetime | None = None


_N, _U, _A, _R = AlarmState.NORMAL, AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED

TRANSITIONS: dict[tuple[AlarmState, AlarmEvent], AlarmState] = {
    (_N, AlarmEvent.RAISED): _U,
    (_U, AlarmEvent.ACKNOWLEDGED): _A,
    (_U, AlarmEvent.CLEARED): _R,
    (_A, AlarmEvent.CLEARED): _N,
    (_R, AlarmEvent.ACKNOWLEDGED): _N,
    (_R, AlarmEvent.RERAISED): _U,
    # Behind a latch the process goes and comes; what somebody saw before it came again is not what is there now.
    (_U, AlarmEvent.RETURNED): _U,
    (_A, AlarmEvent.RETURNED): _A,
    (_U, AlarmEvent.RERAISED): _U,
    (_A, AlarmEvent.RERAISED): _U,
    (_U, AlarmEvent.RESET): _R,
    (_A, AlarmEvent.RESET): _N,
    (_U, AlarmEvent.RETIRED): _N,
    (_A, AlarmEvent.RETIRED): _N,
    (_R, AlarmEvent.RETIRED): _N,
    (_N, AlarmEvent.RECORDED): _N,
    (_A, AlarmEvent.REALARMED): _U,
    # Things that are noted and move nothing.
    **{
        (state, event): state
        for state in (_U, _A, _R)
        for event in (AlarmEvent.CHATTERING, AlarmEvent.SETTLED, AlarmEvent.LINKED, AlarmEvent.CONFIRMED, AlarmEvent.FALSE_ALARM)
    },
    # What is over may still turn out to belong to another incident.
    (_N, AlarmEvent.LINKED): _N,
}
"""(state beneath any hiding, event) → next state. Ending in `normal` ends the episode."""

HIDING_EVENTS: dict[AlarmEvent, Hiding | None] = {
    AlarmEvent.SHELVED: Hiding.SHELVED,
    AlarmEvent.UNSHELVED: None,
    AlarmEvent.SUPPRESSED: Hiding.SUPPRESSED,
    AlarmEvent.UNSUPPRESSED: None,
    AlarmEvent.OUT_OF_SERVICE: Hiding.OUT_OF_SERVICE,
    AlarmEvent.IN_SERVICE: None,
}
"""Events that hide (or show again) an alarm and leave what is beneath as it is."""

_ENDS_HIDING = {
    AlarmEvent.UNSHELVED: Hiding.SHELVED,
    AlarmEvent.UNSUPPRESSED: Hiding.SUPPRESSED,
    AlarmEvent.IN_SERVICE: Hiding.OUT_OF_SERVICE,
}


class IllegalStep(Exception):
    """A step that the table does not allow from where the thing is now."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One episode of an abnormal condition: from raise until normal.

    Times are aware UTC. `condition` is true while the process is abnormal (for a latched alarm: until it is reset).
    `returned_at` is when the process itself came back to normal, which for a latched alarm is before `cleared_at`.
    `realm` is ``live`` or a drill's id. `episode` is unique, so that raising a thing twice makes one alarm.
    """

    id: str
    realm: str
    site: str
    asset: str
    point: str | None
    rule: str
    episode: str
    severity: Severity
    department: Department
    assist: tuple[Department, ...]
    message: Text
    occurred_at: datetime
    raised_at: datetime
    condition: bool = True
    acknowledged: bool = False
    hidden_by: HiddenBy | None = None
    latch: Latch | None = None
    value: Value = None
    returned_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    cleared_at: datetime | None = None
    ended_at: datetime | None = None
    late: bool = False
    sop: str | None = None
    incident_id: str | None = None
    work_order_id: str | None = None
    consequence: Consequence | None = None
    respond_within_s: int | None = None
    """How long there is to respond before the consequence comes."""
    realarm_after_s: int | None = None
    realarm_at: datetime | None = None
    """Acknowledged and still active: when it asks to be seen again; a stored deadline."""
    chattering_until: datetime | None = None
    """It chatters; calm until then, it no longer does (a stored deadline)."""
    first_out: bool = False
    """The first of its incident."""
    explained_by: tuple[CauseKind, ...] = ()
    causes: CauseKind | None = None
    """What it explains downstream of its asset while it is active."""
    plan: str | None = None
    version: int = 1

    @property
    def beneath(self) -> AlarmState:
        """The state without regard to hiding."""
        if self.condition:
            return _A if self.acknowledged else _U
        return _N if self.acknowledged or self.ended_at is not None else _R

    @property
    def state(self) -> AlarmState:
        """The ISA-18.2 state."""
        if self.hidden_by is not None and self.beneath is not _N:
            return AlarmState(self.hidden_by.kind.value)
        return self.beneath


def next_state(state: AlarmState, event: AlarmEvent) -> AlarmState:
    """The state that follows, or `IllegalStep`."""
    try:
        return TRANSITIONS[(state, event)]
    except KeyError:
        raise IllegalStep(f"an alarm that is {state} cannot be {event}") from None


def ends_hiding(event: AlarmEvent, hidden_by: HiddenBy | None) -> bool:
    """Whether `event` undoes exactly the hiding that is there."""
    return hidden_by is not None and _ENDS_HIDING.get(event) is hidden_by.kind


@dataclass(frozen=True, slots=True)
class AlarmEntry:
    """One line of an alarm's history."""

    alarm_id: str
    at: datetime
    event: AlarmEvent
    state: AlarmState
    actor: str
    note: str = ""
    value: Value = None
