"""The rota: what it goes by, its calendar, who stands where, what is missing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.schemas.base import LocalText, Moment, PageOf, Schema
from api.schemas.duty import Duty, Username
from domain.calendar import DayKind
from domain.post import Post
from domain.rota import DayRule
from operations.rota.standing import Why

Day = date
Slug = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Words = Annotated[str, Field(min_length=1, max_length=40)]
SiteId = Annotated[str, Field(min_length=1, max_length=64)]


class ShiftName(Schema):
    """What a shift is called."""

    zh: Words
    en: Words


class Need(Schema):
    """How many people a shift needs on a post."""

    post: Post
    people: int = Field(1, ge=1, le=99)


class Shift(Schema):
    """A shift: minutes after local midnight; one that ends at or before it begins goes past midnight."""

    id: Slug
    name: ShiftName
    mark: str = Field(min_length=1, max_length=4, description="Its word in a month table: 早.")
    begin: int = Field(ge=0, lt=1440)
    end: int = Field(ge=0, le=1440)
    needs: list[Need] = Field(max_length=20)
    on: DayRule = DayRule.EVERY_DAY


class Deputy(Schema):
    """Who stands in: whoever stands on a post, or a person. One of the two."""

    post: Post | None = None
    person: Username | None = None


class DeputyChain(Schema):
    """The deputies of a post, in order. In an answer, `usual`: the site says nothing else than Steward comes with."""

    post: Post
    deputies: list[Deputy] = Field(max_length=10)
    usual: bool = False


class Holder(Schema):
    """Who holds a post without shifts; `building`: only there."""

    post: Post
    person: Username
    building: str | None = Field(None, max_length=64)


class Certificates(Schema):
    """The skills of which everybody on a post must hold a valid one."""

    post: Post
    skills: list[Annotated[str, Field(max_length=64)]] = Field(max_length=10)
    usual: bool = False


class RotaPlanIn(Schema):
    """What the rota of a site goes by."""

    shifts: list[Shift] = Field(max_length=20)
    deputies: list[DeputyChain] = Field(max_length=20)
    holders: list[Holder] = Field(max_length=200)
    certificates: list[Certificates] = Field(max_length=20)
    lead_approves: bool = Field(True, description="Whether every swap waits for a lead; else only those that break a rule.")
    rest_hours: float = Field(8, ge=0, le=24, description="Rest between two shifts.")
    grace_minutes: int = Field(10, ge=0, le=120, description="After the beginning of a shift, before an empty post is told.")
    again_minutes: int = Field(15, ge=1, le=240, description="After which it is told again, with an order.")


class RotaPlan(RotaPlanIn):
    """As it is now; `version` 0: nobody has said anything yet."""

    site: str
    version: int


class PatternMember(Schema):
    """A member of a team, so many days further in the rotation than it stands at its first day."""

    person: Username
    offset: int = Field(0, ge=0, lt=92)


class PatternIn(Schema):
    """How a team goes through shifts; `cycle`: the shift of each day of the rotation, null is a day off."""

    site: SiteId
    name: str = Field(min_length=1, max_length=60)
    cycle: list[Slug | None] = Field(min_length=1, max_length=92)
    starts_on: Day
    ends_on: Day | None = None
    members: list[PatternMember] = Field(min_length=1, max_length=200)
    posts: list[Post] = Field(max_length=6, description="Everybody stands on all of these at once.")
    on: DayRule = DayRule.EVERY_DAY


class Pattern(PatternIn):
    """A pattern."""

    id: str
    version: int


class Patterns(Schema):
    """The patterns of a site, by name."""

    items: list[Pattern]


class PatternClash(Schema):
    """A turn that could not be made: the person is on duty elsewhere then."""

    username: str
    day: Day
    shift: str
    text: LocalText


class PatternSaved(Schema):
    """The pattern, and what was made of it at once."""

    pattern: Pattern
    added: int
    removed: int
    clashes: list[PatternClash]


class RotaDay(Schema):
    """A day of the site's calendar."""

    day: Day
    kind: DayKind
    name: LocalText | None = Field(description="What the holiday is called.")


class Lack(Schema):
    """Too few people on a post for a part of a shift: gaps of today, and those to come."""

    post: Post
    shift: str
    day: Day
    since: Moment
    until: Moment
    missing: int


class RotaSlot(Schema):
    """What a shift of a day needs on a post."""

    post: Post
    shift: str
    day: Day
    since: Moment
    until: Moment
    people: int


class Absence(Schema):
    """Somebody cannot come."""

    id: str
    username: str
    name: str
    since: Moment
    until: Moment


class RotaCalendar(Schema):
    """The rota of some days: who is on duty, what is needed, what is missing. `day` of a duty may be null: it is no shift."""

    site: str
    days: list[RotaDay]
    shifts: list[Shift]
    duties: list[Duty]
    slots: list[RotaSlot]
    lacks: list[Lack]
    absences: list[Absence]


class NewShiftDuty(Schema):
    """Somebody has a shift of a day."""

    site: SiteId
    username: Username
    shift: Slug
    day: Day
    post: Post | None = None


class DutyChange(Schema):
    """What a duty is to be."""

    username: Username
    post: Post | None
    since: AwareDatetime
    until: AwareDatetime


class StandingPerson(Schema):
    """Somebody who is called."""

    username: str
    name: str


class PostStanding(Schema):
    """Who is called for a post now, and why they; `empty`: it has an open gap."""

    post: Post
    why: Why
    stands_on: Post
    people: list[StandingPerson]
    empty: bool


class Standings(Schema):
    """The posts for which the site keeps a rota, and who is called for each at this moment."""

    items: list[PostStanding]


class PostGap(Schema):
    """A post with too few people: nobody, if `found` is 0. Ended, it has `ended_at`."""

    id: str
    site: str
    post: Post
    shift: str
    day: Day
    since: Moment
    until: Moment
    needed: int
    found: int
    opened_at: Moment
    ended_at: Moment | None
    work_order_id: str | None
    instead: LocalText | None = Field(description="Who is called meanwhile, while it is open.")


class PostGapPage(PageOf[PostGap]):
    """Gaps, newest first."""


class MonthRow(Schema):
    """What a row of the month table comes to."""

    row: int
    name: str
    username: str | None
    new: int
    known: int
    removed: int
    problems: list[LocalText]


class MonthImport(Schema):
    """What the table comes to. `stored`: it is taken; nothing of it is if any row has a problem."""

    stored: bool
    new: int
    known: int
    removed: int
    rows: list[MonthRow]


class CannotCome(Schema):
    """I (or somebody of mine) cannot come from `since` (usually now) to `until`."""

    site: SiteId
    username: Username | None = Field(None, description="Whom a lead says it of; null: me.")
    since: AwareDatetime | None = None
    until: AwareDatetime


class CannotComeTold(Schema):
    """The shifts that are free now."""

    absence: Absence
    free: list[Duty]
