"""A site with shifts, four crews and a calendar with a holiday and a 调休 day: for tests of the rota."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import Days
from domain.dispatch import Duty
from domain.outbox import Notification, NotificationKind
from domain.people import Department, Person, Role
from domain.post import Post
from domain.records import Account, Records
from domain.rota import DayRule, Member, Need, Pattern, RotaPlan, Shift
from domain.site import Site, Space, SpaceKind
from domain.text import Text
from operations.rota.editing import save_pattern, save_plan

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)

T0 = datetime(2026, 9, 27, 16, 0, tzinfo=UTC)
"""Midnight at the site, at the beginning of 28 September 2026, a Monday."""
TODAY = date(2026, 9, 28)

DAYS = Days(frozenset({date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)}), frozenset({date(2026, 10, 10)}))
"""National Day, and a Saturday that is worked for it."""

TOWERS = {f"t{number}": Space(f"t{number}", SpaceKind.BUILDING, Text(f"{number}号楼", f"Tower {number}")) for number in (1, 2)}
FLOORS = {f"t{number}-f1": Space(f"t{number}-f1", SpaceKind.FLOOR, Text("1层", "Floor 1"), f"t{number}") for number in (1, 2)}
NO_NIGHT = {"night_from_h": 0, "night_to_h": 0}
SITE = Site(
    "riverside", Text("滨江花园", "Riverside Gardens"), ZoneInfo("Asia/Shanghai"), {**TOWERS, **FLOORS}, {}, {}, {"night_from_h": 0, "night_to_h": 0}, days=DAYS
)
OTHER = replace(SITE, id="hillside")
SITES = {SITE.id: SITE, OTHER.id: OTHER}

EARLY = Shift("early", Text("早班", "Early"), "早", 8 * 60, 16 * 60)
LATE = Shift("late", Text("中班", "Late"), "中", 16 * 60, 0)
NIGHT = Shift("night", Text("夜班", "Night"), "夜", 0, 8 * 60)
OFFICE = Shift("office", Text("长白班", "Office"), "白", 8 * 60 + 30, 17 * 60 + 30)
SHIFTS = (EARLY, LATE, NIGHT, OFFICE)

CREW = ("a", "b", "c", "d")
FOUR_CREWS = ("early", "early", "late", "late", "night", "night", None, None)
"""四班三运转: two early, two late, two night, two off."""


def person(username: str, department: Department = Department.ENGINEERING, role: Role = Role.ENGINEER, sites: tuple[str, ...] = ("*",)) -> Person:
    """Somebody who works at every site."""
    return Person(f"p-{username}", username, f"员工{username}", role, department, sites)


PEOPLE = (
    *(person(name) for name in CREW),
    person("guard", Department.SECURITY, Role.GUARD),
    person("patrol", Department.SECURITY, Role.GUARD),
    person("watcher", Department.SECURITY, Role.CONTROL_ROOM),
    person("boss", Department.MANAGEMENT, Role.MANAGER),
)


def hire(records: Records, *people: Person) -> None:
    """Accounts that nobody can sign in to."""
    with records.transaction() as tx:
        for each in people or PEOPLE:
            tx.people.add(Account(each, "!"))


def needing(*needs: Need, shifts: Iterable[Shift] = SHIFTS) -> tuple[Shift, ...]:
    """The shifts, of which the first needs somebody."""
    first, *rest = shifts
    return (replace(first, needs=needs), *rest)


def plan(records: Records, shifts: tuple[Shift, ...] = SHIFTS, *, site: Site = SITE, at: datetime = T0, **more: object) -> RotaPlan:
    """The site's plan is this from now on."""
    with records.transaction() as tx:
        wanted = replace(tx.rota.plan(site.id), shifts=shifts, **more)  # type: ignore[arg-type]
        return save_plan(tx, site, wanted, by="boss", at=at)


def rotation(
    name: str = "四班三运转",
    cycle: tuple[str | None, ...] = FOUR_CREWS,
    members: tuple[str, ...] = CREW,
    *,
    apart: int = 2,
    posts: tuple[Post, ...] = (Post.DUTY_ENGINEER,),
    on: DayRule = DayRule.EVERY_DAY,
    starts_on: date = TODAY,
) -> Pattern:
    """A pattern through which the members go `apart` days from each other."""
    return Pattern(f"pattern-{name}", SITE.id, name, cycle, starts_on, tuple(Member(each, place * apart) for place, each in enumerate(members)), posts, on)


def walk(records: Records, pattern: Pattern, *, at: datetime = T0, new: bool = True) -> Pattern:
    """The team goes through it from now on."""
    with records.transaction() as tx:
        return save_pattern(tx, SITE, pattern, new=new, by="boss", at=at)[0]


def rota(records: Records, *, since: datetime = T0 - 40 * DAY, until: datetime = T0 + 400 * DAY, site: str = SITE.id) -> list[Duty]:
    """Every duty of the site."""
    with records.reading() as tx:
        return list(tx.dispatch.duties(site, since, until))


def told(records: Records, kind: NotificationKind) -> list[Notification]:
    """What was told, oldest first."""
    with records.reading() as tx:
        return [each for each in tx.outbox.due(T0 + 4000 * DAY, limit=1000) if each.kind is kind]
