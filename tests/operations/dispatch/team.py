"""A site with two towers, people on duty in it, and orders that nobody has: for tests of dispatch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.dispatch import Duty, DutySource
from domain.people import Department, Person, Role
from domain.post import Post
from domain.severity import Priority
from domain.site import Site, Space, SpaceKind
from domain.skill import HeldSkill
from domain.text import Text
from domain.work_order import Due, OrderKind, OrderState, WorkOrder
from operations.dispatch.crew import Crew, Worker

NOW = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)
"""16:00 at the site."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _floors(tower: str) -> dict[str, Space]:
    name = Text(f"{tower[1]}号楼", f"Tower {tower[1]}")
    floors = {f"{tower}-{floor}": Space(f"{tower}-{floor}", SpaceKind.FLOOR, Text(f"{floor}层", f"Floor {floor}"), tower) for floor in (1, 2)}
    rooms = {
        f"{tower}-1-{room}": Space(f"{tower}-1-{room}", SpaceKind.COMMON_AREA, Text(f"机房{room}", f"Plant room {room}"), f"{tower}-1") for room in ("a", "b")
    }
    return {tower: Space(tower, SpaceKind.BUILDING, name), **floors, **rooms}


SITE = Site("riverside", Text("滨江花园", "Riverside Gardens"), ZoneInfo("Asia/Shanghai"), {**_floors("t1"), **_floors("t2")}, {}, {})


def person(username: str, department: Department | None = Department.ENGINEERING, role: Role = Role.ENGINEER) -> Person:
    """Somebody who works at the site."""
    return Person(f"p-{username}", username, f"员工{username}", role, department, (SITE.id,))


def duty(username: str, *, until: datetime = NOW + 8 * HOUR, post: Post | None = None) -> Duty:
    """They have been on duty for an hour."""
    return Duty(f"d-{username}", username, SITE.id, post, NOW - HOUR, until, DutySource.HAND, "manager")


def able(username: str, *skills: str, until: date | None = date(2027, 3, 31)) -> Mapping[str, HeldSkill]:
    """They can do `skills`, certified until then."""
    return {skill: HeldSkill(username, skill, "TS-1", until) for skill in skills}


def worker(
    username: str,
    *skills: str,
    on_duty: bool = True,
    department: Department = Department.ENGINEERING,
    in_hand: Mapping[Priority, int] | None = None,
    taken: int = 0,
    space: str | None = None,
) -> Worker:
    """One of the crew."""
    somebody = person(username, department)
    return Worker(somebody, duty(username) if on_duty else None, able(username, *skills), in_hand or {}, taken, space)


def crew(*workers: Worker, capacity: int = 8) -> Crew:
    """These, now."""
    return Crew(SITE, NOW, workers, capacity)


def order(
    name: str,
    *skills: str,
    priority: Priority = Priority.P3,
    space: str | None = "t1-1-a",
    opened_at: datetime = NOW,
    refusals: int = 0,
    department: Department = Department.ENGINEERING,
) -> WorkOrder:
    """A repair that nobody has."""
    return WorkOrder(
        id=name,
        number=f"20260131-{name}",
        realm="live",
        kind=OrderKind.REPAIR,
        site=SITE.id,
        asset=None,
        department=department,
        priority=priority,
        state=OrderState.DISPATCHED,
        title=Text("灯不亮", "Light is out"),
        opened_at=opened_at,
        due=Due(opened_at + 30 * MINUTE, opened_at + 2 * HOUR, opened_at + DAY),
        skills=skills,
        space=space,
        refusals=refusals,
    )


def off(somebody: Worker) -> Worker:
    """The same, gone home."""
    return replace(somebody, duty=None, space=None)
