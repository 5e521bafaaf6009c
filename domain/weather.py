"""Weather warnings (气象灾害预警): what is coming, how bad, until when. Kinds and colours as in CMA Order 16 (2007)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.alarm import IllegalStep
from domain.page import Page
from domain.plan import Warned, WarningLevel
from domain.text import Text

BY_HAND = "hand"
"""The source of what a person entered; any other is the name of a feed."""


class WarningState(StrEnum):
    """Whether it holds."""

    IN_FORCE = "in_force"
    LIFTED = "lifted"
    EXPIRED = "expired"
    """Its time was up, and nobody had prolonged it."""


WARNING_STATE_NAMES = {
    WarningState.IN_FORCE: Text("生效中", "In force"),
    WarningState.LIFTED: Text("已解除", "Lifted"),
    WarningState.EXPIRED: Text("已到期", "Expired"),
}


class WarningStep(StrEnum):
    """What can happen to a warning."""

    GIVEN = "give"
    CHANGED = "change"
    """Another level, another end."""
    LIFTED = "lift"
    EXPIRED = "expire"


_S, _T = WarningState, WarningStep

WARNING_TRANSITIONS: dict[tuple[WarningState, WarningStep], WarningState] = {
    (_S.IN_FORCE, _T.CHANGED): _S.IN_FORCE,
    (_S.IN_FORCE, _T.LIFTED): _S.LIFTED,
    (_S.IN_FORCE, _T.EXPIRED): _S.EXPIRED,
}
"""(state, step) → next state. What is missing is refused: what comes again is a new warning."""


def next_warning_state(state: WarningState, step: WarningStep) -> WarningState:
    """The state that follows, or `IllegalStep`."""
    try:
        return WARNING_TRANSITIONS[(state, step)]
    except KeyError:
        raise IllegalStep(f"a weather warning that is {state} cannot take the step {step}") from None


@dataclass(frozen=True, slots=True)
class WeatherWarning:
    """One warning for a site; of each kind at most one is in force there. Times are UTC.

    `source` is `BY_HAND` or the name of a feed, which calls the warning `outside_id`. `issued_at` is when whoever warns
    said so, `until` when it ends unless it is prolonged: a stored deadline.
    """

    id: str
    site: str
    kind: Warned
    level: WarningLevel
    state: WarningState
    words: str
    source: str
    issued_at: datetime
    given_by: str
    given_at: datetime
    until: datetime
    outside_id: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class WarningEntry:
    """One line of a warning's history; UTC. `level` and `until` are as they were after it."""

    warning_id: str
    at: datetime
    step: WarningStep
    actor: str
    level: WarningLevel
    until: datetime
    note: str = ""


class WeatherWarnings(Protocol):
    """Weather warnings."""

    def get(self, warning_id: str) -> WeatherWarning | None:
        """The warning."""

    def open_of(self, site: str, kind: Warned) -> WeatherWarning | None:
        """The one of this kind that is in force at the site."""

    def heard(self, site: str, source: str, outside_id: str) -> WeatherWarning | None:
        """The newest that a feed calls by this id."""

    def newest_of(self, site: str, source: str, kind: Warned) -> WeatherWarning | None:
        """The one of this kind that a feed issued last, over or not."""

    def add(self, warning: WeatherWarning, entry: WarningEntry) -> None:
        """A new one; a second of its kind in force at the site raises `Conflict`."""

    def save(self, warning: WeatherWarning, entry: WarningEntry) -> WeatherWarning:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def history(self, warning_id: str) -> Sequence[WarningEntry]:
        """Its history, oldest first."""

    def due_before(self, moment: datetime) -> Sequence[WeatherWarning]:
        """Those in force whose `until` has come, the longest waiting first."""

    def list(self, sites: tuple[str, ...], *, state: WarningState | None = None, cursor: str | None = None, limit: int = 50) -> Page[WeatherWarning]:
        """Newest given first."""
