"""Emergency supplies (应急物资): sand bags, pumps, torches: what there is, where, how much, and when somebody last looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.page import Page
from domain.post import Post
from domain.text import Text


class SupplyStep(StrEnum):
    """What can happen to a supply."""

    ADDED = "add"
    CHANGED = "change"
    CHECKED = "check"
    """Somebody went there and counted."""
    OVERDUE = "overdue"
    """Nobody looked by its date: whoever answers for it was told."""
    REMOVED = "remove"
    RESTORED = "restore"


class SupplyFault(StrEnum):
    """What is wrong with a supply."""

    SHORT = "short"
    """Fewer than wanted."""
    EXPIRED = "expired"
    UNCHECKED = "unchecked"
    """Nobody looked by its date, or ever."""


SUPPLY_FAULT_NAMES = {
    SupplyFault.SHORT: Text("数量不足", "Too few"),
    SupplyFault.EXPIRED: Text("已过期", "Expired"),
    SupplyFault.UNCHECKED: Text("超期未检查", "Check overdue"),
}


@dataclass(frozen=True, slots=True)
class Supply:
    """One kind of thing at one place. Times are UTC; `expires_on` is a day of the site's calendar, its last good one.

    `count` of `unit` are there, `wanted` ought to be. It lies in the space `space`, at the place `spot` says. `post` looks after it,
    every `check_every_days`; `check_by` is the stored deadline, `told_at` when it was decided that it had passed. What is removed
    (`removed_at`) is kept, and can be put back.
    """

    id: str
    site: str
    name: str
    unit: str
    count: int
    wanted: int
    post: Post
    check_every_days: int
    check_by: datetime
    space: str | None = None
    spot: str = ""
    note: str = ""
    expires_on: date | None = None
    checked_at: datetime | None = None
    checked_by: str | None = None
    told_at: datetime | None = None
    removed_at: datetime | None = None
    version: int = 1

    @property
    def next_at(self) -> datetime | None:
        """When something has to be decided about it next; `None`: never."""
        return None if self.removed_at is not None or self.told_at is not None else self.check_by

    def faults(self, now: datetime, today: date) -> tuple[SupplyFault, ...]:
        """What is wrong with it at `now`, which is `today` at the site."""
        if self.removed_at is not None:
            return ()
        wrong = (
            (SupplyFault.SHORT, self.count < self.wanted),
            (SupplyFault.EXPIRED, self.expires_on is not None and self.expires_on < today),
            (SupplyFault.UNCHECKED, self.check_by <= now),
        )
        return tuple(fault for fault, is_so in wrong if is_so)


@dataclass(frozen=True, slots=True)
class SupplyEntry:
    """One line of a supply's history; UTC. `count` is how many there were after it."""

    supply_id: str
    at: datetime
    step: SupplyStep
    actor: str
    count: int
    note: str = ""


class Supplies(Protocol):
    """Emergency supplies."""

    def get(self, supply_id: str) -> Supply | None:
        """The supply, a removed one too."""

    def add(self, supply: Supply, entry: SupplyEntry) -> None:
        """A new one."""

    def save(self, supply: Supply, entry: SupplyEntry) -> Supply:
        """Store a changed one if its stored version still matches; returns it with the next one. Else `Conflict`."""

    def history(self, supply_id: str) -> Sequence[SupplyEntry]:
        """Its history, oldest first."""

    def due_before(self, moment: datetime) -> Sequence[Supply]:
        """Those about which something has to be decided by `moment` (`Supply.next_at`), the longest waiting first."""

    def list(self, sites: tuple[str, ...], *, removed: bool = False, cursor: str | None = None, limit: int = 50) -> Page[Supply]:
        """Those whose check is due first come first."""
