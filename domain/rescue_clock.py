"""The clocks of a rescue from a lift (困人救援): what has to have happened by when, and whether it has.

Passengers are answered and the maintainer is called within minutes (practice); the maintainer is on site within 30 minutes in
cities and an hour elsewhere (REQUIREMENTS 29, DEVICES 1); passengers who are kept for more than two hours are an accident
that has to be reported. Nobody is told to open a door: that is the work of those with a certificate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.text import Text


class Clock(StrEnum):
    """What a clock waits for, in the order in which it usually happens."""

    ANSWERED = "answered"
    """Somebody talks with the passengers."""
    CALLED = "called"
    """The maintainer has been called."""
    ARRIVED = "arrived"
    """The maintainer is on site."""
    RELEASED = "released"
    """The passengers are out."""

    @property
    def rank(self) -> int:
        """0 comes first."""
        return tuple(Clock).index(self)


CLOCK_NAMES = {
    Clock.ANSWERED: Text("已应答乘客", "Passengers answered"),
    Clock.CALLED: Text("已通知维保单位", "Maintainer called"),
    Clock.ARRIVED: Text("维保人员到场", "Maintainer arrived"),
    Clock.RELEASED: Text("乘客已脱困", "Passengers released"),
}


@dataclass(frozen=True, slots=True)
class RescueClock:
    """One clock of the rescue that `order_id` is about. Times are UTC; `warn_at` and `due_at` are stored deadlines.

    `met_by` is the person who said so, or `system` when the alarm returned; `device_id` is the phone that it was said with.
    `warned_at` and `missed_at` are when it was decided that a deadline had passed: each is decided once. `ended_at`: the
    order ended before it was met, and nobody waits for it any more.
    """

    order_id: str
    clock: Clock
    site: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    met_at: datetime | None = None
    met_by: str | None = None
    device_id: str | None = None
    warned_at: datetime | None = None
    missed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it next; `None`: never."""
        if self.met_at is not None or self.ended_at is not None:
            return None
        undecided = ((self.warn_at, self.warned_at), (self.due_at, self.missed_at))
        return min((moment for moment, decided in undecided if moment is not None and decided is None), default=None)

    @property
    def kept(self) -> bool | None:
        """Whether it was met in time; `None`: that is not known yet, or never will be."""
        if self.met_at is not None:
            return self.met_at <= self.due_at
        return False if self.missed_at is not None else None


class RescueClocks(Protocol):
    """Rescue clocks, by order."""

    def of_order(self, order_id: str) -> Sequence[RescueClock]:
        """Those of an order, in the order of `Clock`; none if it is no rescue."""

    def add(self, clocks: Sequence[RescueClock]) -> None:
        """New ones; those that are there already stay as they are."""

    def save(self, clock: RescueClock) -> None:
        """Store a changed one. Its order is written in the same transaction: the order's version tells who was first."""

    def due_before(self, moment: datetime) -> Sequence[RescueClock]:
        """Those about which something has to be decided by `moment` (`RescueClock.next_at`), the longest waiting first."""
