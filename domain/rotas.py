"""The rota in the records: plans, patterns, what was made of them, gaps, swaps, absences, calendar feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.page import Page
from domain.post import Post
from domain.post_gap import PostGap
from domain.rota import Pattern, RotaPlan
from domain.swap import Absence, CalendarFeed, Swap, SwapFilter


@dataclass(frozen=True, slots=True)
class MadeTurn:
    """What names a turn of a pattern: it is made once, whatever became of its duty afterwards."""

    person: str
    shift: str
    day: date
    post: Post | None


class Rotas(Protocol):
    """The rota, in the records. People are usernames."""

    def plan(self, site: str) -> RotaPlan:
        """What the site's rota goes by; the default if nobody has said."""

    def save_plan(self, plan: RotaPlan) -> RotaPlan:
        """Store it if the stored version is still `plan.version`; returns it with the next one. Else `Conflict`. The site is looked at anew."""

    def pattern(self, pattern_id: str) -> Pattern | None:
        """The pattern."""

    def patterns(self, site: str) -> Sequence[Pattern]:
        """Those of the site, by name."""

    def add_pattern(self, pattern: Pattern) -> None:
        """A new one."""

    def save_pattern(self, pattern: Pattern) -> Pattern:
        """As `save_plan`."""

    def remove_pattern(self, pattern_id: str) -> None:
        """Forget it, and what was made of it; the duties stay."""

    def made(self, pattern_id: str, first: date) -> Mapping[MadeTurn, str]:
        """The ids of the duties that were made of the pattern's turns from the local day `first` on, whatever became of them."""

    def make(self, pattern_id: str, turn: MadeTurn, duty_id: str) -> bool:
        """Remember that the turn is made. `False`: it was already, here or by another process."""

    def unmake(self, pattern_id: str, turn: MadeTurn) -> None:
        """It is as if it had never been made."""

    def made_on(self, site: str) -> date | None:
        """The local day on which turns were last made ahead."""

    def look_due(self, now: datetime) -> Sequence[str]:
        """The sites whose posts are to be looked at by `now`."""

    def claim_look(self, site: str, now: datetime) -> bool:
        """Take the look that is due upon oneself, until the end of the transaction. `False`: it is not due, or somebody else's."""

    def looked(self, site: str, next_at: datetime, made_on: date) -> None:
        """When it is to be looked at next unless a duty changes before: then it is at once."""

    def add_gap(self, gap: PostGap) -> bool:
        """A new one. `False`: one of the same post, shift and day is open, or it has been there before."""

    def save_gap(self, gap: PostGap) -> None:
        """As it is now. One that has ended stays as it is."""

    def gap(self, gap_id: str) -> PostGap | None:
        """The gap."""

    def open_gaps(self, sites: Sequence[str]) -> Sequence[PostGap]:
        """Those of the sites that have not ended, oldest first."""

    def gaps(self, sites: Sequence[str], *, cursor: str | None = None, limit: int = 50) -> Page[PostGap]:
        """All, newest first."""

    def add_swap(self, swap: Swap) -> None:
        """A new one."""

    def swap(self, swap_id: str) -> Swap | None:
        """The swap."""

    def save_swap(self, swap: Swap) -> Swap:
        """As `save_plan`."""

    def swaps(self, where: SwapFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Swap]:
        """Newest first."""

    def swaps_due(self, now: datetime) -> Sequence[Swap]:
        """The open ones that expire by `now`."""

    def swaps_about(self, duty_ids: Sequence[str]) -> Sequence[Swap]:
        """The open ones that speak of any of these duties."""

    def add_absence(self, absence: Absence) -> None:
        """A new one."""

    def end_absence(self, absence_id: str, at: datetime) -> None:
        """It does not hold any more."""

    def absence(self, absence_id: str) -> Absence | None:
        """The absence."""

    def absences(self, people: Sequence[str], since: datetime, until: datetime) -> Sequence[Absence]:
        """Those of these people that hold at some time in ``[since, until)``, by when they begin."""

    def add_feed(self, feed: CalendarFeed) -> None:
        """A new one."""

    def feeds(self, person: str) -> Sequence[CalendarFeed]:
        """Those of a person that are not revoked, oldest first."""

    def feed(self, digest: str) -> CalendarFeed | None:
        """The one whose secret has this SHA-256, unless it is revoked."""

    def revoke_feed(self, feed_id: str, person: str, at: datetime) -> bool:
        """End it; `False`: there is none of this person's."""

    def feed_used(self, feed_id: str, at: datetime) -> None:
        """Somebody has read it."""
