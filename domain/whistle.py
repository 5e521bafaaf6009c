"""Whistles (吹哨): one matter for which several departments are called at once; each checks in (报到) within its own limit.

A department that does not come is called again at half its limit, is late when the limit has passed, and its manager
hears of it after half the limit more. Each of these is decided once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.identity import LIVE
from domain.page import Page
from domain.people import Department
from domain.severity import Severity
from domain.text import Text


class WhistleState(StrEnum):
    """Whether departments are still wanted."""

    OPEN = "open"
    STOOD_DOWN = "stood_down"


WHISTLE_STATE_NAMES = {
    WhistleState.OPEN: Text("进行中", "Under way"),
    WhistleState.STOOD_DOWN: Text("已收哨", "Stood down"),
}


class WhistleStep(StrEnum):
    """What can happen to a whistle."""

    BLOWN = "blow"
    ADDED = "add"
    """One more department was called."""
    CHECKED_IN = "check-in"
    REMINDED = "remind"
    LATE = "late"
    """The limit of a department passed; whoever leads it was called."""
    ESCALATED = "escalate"
    """It was late for so long that the manager was called."""
    NOTED = "note"
    STOOD_DOWN = "stand-down"


_S, _T = WhistleState, WhistleStep

WHISTLE_TRANSITIONS: dict[tuple[WhistleState, WhistleStep], WhistleState] = {
    **{(_S.OPEN, step): _S.OPEN for step in (_T.ADDED, _T.CHECKED_IN, _T.REMINDED, _T.LATE, _T.ESCALATED, _T.NOTED)},
    (_S.OPEN, _T.STOOD_DOWN): _S.STOOD_DOWN,
    (_S.STOOD_DOWN, _T.NOTED): _S.STOOD_DOWN,
}
"""(state, step) → next state. What is missing is refused; only a note may still follow when all is over."""

BY_ITSELF = (WhistleStep.REMINDED, WhistleStep.LATE, WhistleStep.ESCALATED)
"""What Steward decides about a department that has not come, in this order."""


def next_whistle_state(state: WhistleState, step: WhistleStep) -> WhistleState:
    """The state that follows, or `IllegalStep`."""
    try:
        return WHISTLE_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a whistle that is {state} cannot take the step {step}") from None


class CallState(StrEnum):
    """How one department stands."""

    WAITING = "waiting"
    LATE = "late"
    IN = "in"


CALL_STATE_NAMES = {
    CallState.WAITING: Text("待报到", "Awaited"),
    CallState.LATE: Text("超时未到", "Late"),
    CallState.IN: Text("已报到", "In"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One department that was called. `decided` are the steps of `BY_ITSELF` that were decided about it, each once. Times are UTC."""

    department: Department
    called_at: datetime
    check_in_by: datetime
    checked_in_at: datetime | None = None
    checked_in_by: str | None = None
    note: str = ""
    decided: tuple[WhistleStep, ...] = ()
    bring: str = ""
    """What this department brings or looks at first, beside what the whistle says to all."""

    @property
    def late(self) -> bool:
        """Whether its limit passed before it came; it stays so when it has come."""
        return WhistleStep.LATE in self.decided

    @property
    def state(self) -> CallState:
        """How it stands."""
        if self.checked_in_at is not None:
            return CallState.IN
        return CallState.LATE if self.late else CallState.WAITING

    def moment(self, step: WhistleStep) -> datetime:
        """When `step`, one of `BY_ITSELF`, is due unless it comes before."""
        half = (self.check_in_by - self.called_at) / 2
        return {WhistleStep.REMINDED: self.called_at + half, WhistleStep.LATE: self.check_in_by, WhistleStep.ESCALATED: self.check_in_by + half}[step]

    def due(self, now: datetime) -> tuple[WhistleStep, ...]:
        """What is to be decided about it at `now`, in order."""
        return tuple(step for step in self.undecided if self.moment(step) <= now)

    @property
    def undecided(self) -> tuple[WhistleStep, ...]:
        """What may still have to be decided; nothing once it has come."""
        return () if self.checked_in_at is not None else tuple(step for step in BY_ITSELF if step not in self.decided)


@dataclass(frozen=True, slots=True)
class Whistle:
    """A matter for which departments were called. `space` and `asset` say where; `bring` says what to bring or look at first.

    `order_id` is the work order of the matter; `outcome` is what came of it, said when everybody stood down.
    """

    id: str
    number: str
    site: str
    state: WhistleState
    severity: Severity
    matter: str
    blown_by: str
    blown_at: datetime
    order_id: str
    calls: tuple[Call, ...]
    space: str | None = None
    asset: str | None = None
    bring: str = ""
    ended_at: datetime | None = None
    ended_by: str | None = None
    outcome: str = ""
    version: int = 1
    realm: str = LIVE
    """Or the id of a drill; then everything that is told of it is marked so."""

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it next; `None`: never."""
        if self.state is not WhistleState.OPEN:
            return None
        return min((call.moment(step) for call in self.calls for step in call.undecided), default=None)

    def call(self, department: Department) -> Call | None:
        """How `department` stands; `None`: it was not called."""
        return next((call for call in self.calls if call.department is department), None)


@dataclass(frozen=True, slots=True)
class WhistleEntry:
    """One line of a whistle's timeline; `department` is whom it is about, if it is about one."""

    whistle_id: str
    at: datetime
    step: WhistleStep
    actor: str
    department: Department | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WhistleFilter:
    """Which whistles. `None` means any; `awaits` is a department that was called and has not come.

    Those of drills are left out unless `realm` names one (``*``: all realms).
    """

    sites: tuple[str, ...] = ("*",)
    state: WhistleState | None = None
    awaits: Department | None = None
    order_id: str | None = None
    realm: str = LIVE


class Whistles(Protocol):
    """Whistles."""

    def get(self, whistle_id: str) -> Whistle | None:
        """The whistle with its calls."""

    def next_number(self, site: str, day: str) -> str:
        """The next number of the site and day, as for work orders but with ``S-`` (哨) before it. Never given twice."""

    def add(self, whistle: Whistle, entries: Sequence[WhistleEntry]) -> None:
        """A new whistle with the first lines of its timeline."""

    def save(self, whistle: Whistle, entries: Sequence[WhistleEntry]) -> Whistle:
        """Store a changed whistle if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def timeline(self, whistle_id: str) -> Sequence[WhistleEntry]:
        """Its timeline, oldest first."""

    def due_before(self, moment: datetime) -> Sequence[Whistle]:
        """Those about which something has to be decided by `moment`, the longest waiting first."""

    def list(self, where: WhistleFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Whistle]:
        """Newest first."""
