"""The rota (排班): shifts, whom they need on which post, and the patterns by which a team goes through them.

A *shift* is a stretch of the local day (早班 08:00–16:00; one that ends before it begins goes past midnight). A *turn* is a
person's shift on a day, on one post; in the records it is a `Duty`. A *pattern* is a rotation of N days that a team goes
through, each member from a place of their own (四班三运转: eight days, four crews two days apart). Days are those of the
site's calendar, and a shift belongs to the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, DayKind, Days
from domain.post import Post
from domain.text import Text

DAY = timedelta(days=1)

SPELLED_ALIKE = frozenset({"", "休", "休息", "off", "-", "/", "—"})
"""Words that no shift may be called by: in a month table they mean a day off, or nothing."""


class DayRule(StrEnum):
    """On which days something holds."""

    EVERY_DAY = "every_day"
    NOT_ON_HOLIDAYS = "not_on_holidays"
    """Saturdays and Sundays too, but no holiday."""
    WORKDAYS = "workdays"
    """By the site's calendar: no weekend, no holiday, and every working Saturday or Sunday (调休)."""

    def holds(self, day: date, days: Days) -> bool:
        """Whether it holds on the local day `day`."""
        kind = days.kind_of(day)
        if self is DayRule.WORKDAYS:
            return kind is DayKind.WORKDAY
        return self is DayRule.EVERY_DAY or kind is not DayKind.HOLIDAY


@dataclass(frozen=True, slots=True)
class Need:
    """How many people a shift needs on a post at any moment."""

    post: Post
    people: int = 1


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of a site. `begin` and `end` are minutes after local midnight; `end` at or before `begin` is on the next day.

    `mark` is its word in a month table (早). `needs` hold on the days of `on`.
    """

    id: str
    name: Text
    mark: str
    begin: int
    end: int
    needs: tuple[Need, ...] = ()
    on: DayRule = DayRule.EVERY_DAY

    def span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when to when (UTC) the shift of the local day `day` runs, by the clocks on the wall."""
        period = ((self.begin, self.end),)
        (span,) = Calendar(self.id, self.name, zone, period, period, period).periods_from(day)
        return span


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who stands in: whoever stands on `post`, or the person `person` (a username). One of the two is given."""

    post: Post | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post without shifts: a building steward, the maintainer's hotline, a lead. `building`: only there (a space)."""

    post: Post
    person: str
    building: str | None = None


@dataclass(frozen=True, slots=True)
class RotaPlan:
    """What a site's rota goes by; `version` 0: nobody has said anything yet.

    `deputies` and `certificates` say, for a post, what counts instead of the usual (`configuration.rota`). A post that is
    empty from the beginning of a shift is told after `grace`; one where nobody stands `again_after` later, once more, with
    an order. `lead_approves`: whether a swap waits for a lead even if it keeps every rule.
    """

    site: str
    shifts: tuple[Shift, ...] = ()
    deputies: Mapping[Post, tuple[Deputy, ...]] = field(default_factory=dict)
    holders: tuple[Holder, ...] = ()
    certificates: Mapping[Post, tuple[str, ...]] = field(default_factory=dict)
    lead_approves: bool = True
    rest: timedelta = timedelta(hours=8)
    grace: timedelta = timedelta(minutes=10)
    again_after: timedelta = timedelta(minutes=15)
    version: int = 0

    def shift(self, shift_id: str) -> Shift | None:
        """The shift with this id."""
        return next((shift for shift in self.shifts if shift.id == shift_id), None)

    def called(self, word: str) -> Shift | None:
        """The shift that `word` names in a table: its mark, its name in either language, or its id."""
        folded = word.strip().casefold()
        return next((each for each in self.shifts if folded in {each.mark.casefold(), each.name.zh.casefold(), each.name.en.casefold(), each.id}), None)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who goes through a pattern, `offset` days further in it than it stands at its first day."""

    person: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a team goes through shifts. `cycle` names the shift of each day of the rotation, `None` is a day off.

    Who has a turn stands on every post of `posts` at once; no post: on duty without a fixed one. On days on which `on`
    does not hold there is no turn, and the rotation goes on beneath. `ends_on` is the last day; `None`: it goes on.
    """

    id: str
    site: str
    name: str
    cycle: tuple[str | None, ...]
    starts_on: date
    members: tuple[Member, ...]
    posts: tuple[Post, ...] = ()
    on: DayRule = DayRule.EVERY_DAY
    ends_on: date | None = None
    version: int = 1

    def shift_on(self, member: Member, day: date, days: Days) -> str | None:
        """The id of the shift that `member` has on the local day `day`; `None`: none."""
        if day < self.starts_on or (self.ends_on is not None and day > self.ends_on) or not self.on.holds(day, days):
            return None
        return self.cycle[((day - self.starts_on).days + member.offset) % len(self.cycle)]


@dataclass(frozen=True, slots=True)
class Turn:
    """A person's shift on a day on one post (`None`: no fixed one), as a pattern or a table wants it. Times are UTC."""

    person: str
    shift: str
    day: date
    post: Post | None
    since: datetime
    until: datetime


def turns(pattern: Pattern, plan: RotaPlan, zone: ZoneInfo, days: Days, first: date, last: date) -> Iterator[Turn]:
    """Every turn that `pattern` wants from the local day `first` to `last`. Shifts that the plan no longer has are left out."""
    shifts = {shift.id: shift for shift in plan.shifts}
    for number in range((last - first).days + 1):
        day = first + number * DAY
        for member in pattern.members:
            shift = shifts.get(pattern.shift_on(member, day, days) or "")
            if shift is not None:
                since, until = shift.span(day, zone)
                for post in pattern.posts or (None,):
                    yield Turn(member.person, shift.id, day, post, since, until)


@dataclass(frozen=True, slots=True)
class Slot:
    """A shift of a day as far as one post needs somebody in it. Times are UTC."""

    post: Post
    shift: Shift
    day: date
    since: datetime
    until: datetime
    people: int


def slots(plan: RotaPlan, zone: ZoneInfo, days: Days, first: date, last: date) -> Sequence[Slot]:
    """What the shifts of these local days need, by when they begin."""
    found = [
        Slot(need.post, shift, day, *shift.span(day, zone), need.people)
        for day in (first + number * DAY for number in range((last - first).days + 1))
        for shift in plan.shifts
        if shift.on.holds(day, days)
        for need in shift.needs
    ]
    return sorted(found, key=lambda slot: (slot.since, slot.post.value, slot.shift.id))
