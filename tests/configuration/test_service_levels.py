"""Service levels as data: what Steward comes with, what a site says otherwise, and what is wrong with its line."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from configuration.document import parse
from configuration.service_levels import load, read_service_levels
from devices.site_file import load_site
from domain.people import Department
from domain.post import Post
from domain.problem import BadConfiguration
from domain.service_level import Origin, Rung, ServiceLevels
from domain.severity import TIME_LIMITS, Priority
from domain.site import Site
from domain.work_order import HoldReason, OrderKind

SITE = """\
id: works
name: {zh: 水厂, en: Works}
time_zone: Asia/Shanghai
spaces: [{id: hall, kind: building, name: {zh: 厅, en: Hall}}]
assets: [{id: lift-1, type: lift, name: {zh: 电梯, en: Lift}, space: hall}]
calendars: [{id: office-hours, name: {zh: 办公, en: Office}, workdays: ["08:30-17:30"]}]
"""

OWN = """\
service_levels:
  levels:
    - id: vip
      name: {zh: 贵宾, en: Guests}
      when: {kinds: [complaint], origin: person}
      hours: office-hours
      limits: {P3: {accept_min: 5, arrive_min: 10, resolve_min: 60}}
      pauses_for: [access]
      remind_at_percent: 50
      escalate: [{after_min: 5, call: team_lead}]
  ladders:
    engineering: {team_lead: duty_engineer}
  day_end: "17:00"
  look_back_days: 3
"""


def site(folder: Path, more: str = "") -> Site:
    path = folder / "site.yaml"
    path.write_text(SITE + more, encoding="utf-8")
    return load_site(path)


def promised(folder: Path, more: str = "") -> ServiceLevels:
    levels = site(folder, more).service_levels
    assert levels is not None
    return levels


@pytest.mark.parametrize(
    ("kind", "priority", "origin", "calendars", "level"),
    [
        (OrderKind.RESCUE, Priority.P1, Origin.ALARM, {"office-hours"}, "rescue"),
        (OrderKind.REPAIR, Priority.P2, Origin.PERSON, {"office-hours"}, "urgent"),
        (OrderKind.REPAIR, Priority.P3, Origin.PERSON, {"office-hours"}, "service"),
        (OrderKind.REPAIR, Priority.P3, Origin.PERSON, set(), "standard"),
        (OrderKind.REPAIR, Priority.P3, Origin.ALARM, {"office-hours"}, "standard"),
    ],
    ids=["rescue", "urgent", "comfort in office hours", "a site without office hours", "safety around the clock"],
)
def test_the_first_level_that_covers_an_order_counts(kind: OrderKind, priority: Priority, origin: Origin, calendars: set[str], level: str) -> None:
    assert load().level_of(kind, priority, Department.ENGINEERING, origin, calendars).id == level


def test_safety_never_pauses_and_keeps_the_usual_limits() -> None:
    levels = {level.id: level for level in load().levels}
    assert levels["rescue"].pauses == levels["urgent"].pauses == frozenset()
    assert levels["urgent"].limits == levels["standard"].limits == TIME_LIMITS
    assert levels["urgent"].calendar is levels["standard"].calendar is levels["rescue"].calendar is None


@pytest.mark.parametrize("department", Department)
def test_every_department_has_somebody_above_it_and_nobody_twice(department: Department) -> None:
    ladder = load().ladders[department]
    assert ladder[Rung.MANAGER] is Post.MANAGER
    assert len(set(ladder.values())) == len(ladder)


def test_a_site_that_says_nothing_has_what_steward_comes_with(tmp_path: Path) -> None:
    assert promised(tmp_path) == load()


def test_what_a_site_says_comes_first(tmp_path: Path) -> None:
    levels = promised(tmp_path, OWN)
    assert [level.id for level in levels.levels] == ["vip", "rescue", "urgent", "service", "standard"]
    vip = levels.levels[0]
    assert (vip.kinds, vip.pauses) == (frozenset({OrderKind.COMPLAINT}), frozenset({HoldReason.ACCESS}))
    assert (vip.origin, vip.calendar) == (Origin.PERSON, "office-hours")
    assert (vip.remind_share, [(step.after, step.call) for step in vip.escalation]) == (0.5, [(timedelta(minutes=5), Rung.TEAM_LEAD)])
    assert (vip.limits[Priority.P3].resolve, vip.limits[Priority.P2]) == (timedelta(hours=1), TIME_LIMITS[Priority.P2])
    assert levels.ladders[Department.ENGINEERING] == {Rung.TEAM_LEAD: Post.DUTY_ENGINEER}
    assert levels.ladders[Department.SECURITY] == load().ladders[Department.SECURITY]
    assert (levels.day_end, levels.look_back) == (time(17), timedelta(days=3))


def test_a_level_of_the_same_id_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    levels = promised(tmp_path, "service_levels: {levels: [{id: urgent, name: {zh: 急, en: Urgent}, when: {priorities: [P1]}}]}\n")
    assert [(level.id, len(level.escalation)) for level in levels.levels][:2] == [("urgent", 0), ("rescue", 3)]
    assert [level.id for level in levels.levels].count("urgent") == 1


def test_looking_back_can_be_turned_off(tmp_path: Path) -> None:
    assert promised(tmp_path, "service_levels: {look_back_days: 0}\n").look_back is None


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("hours: office-hours", "hours: night-shift", 12, "the site has no calendar `night-shift`. It has: office-hours"),
        ("id: vip", "id: V!P", 9, "`V!P` cannot be the id of a service level"),
        ("arrive_min: 10", "arrive_min: 90", 13, "accepting, arriving, resolving come in this order"),
        ("[{after_min: 5, call: team_lead}]", "[{after_min: 5, call: manager}, {after_min: 9, call: team_lead}]", 16, "the ladder does not go up"),
        ("[{after_min: 5, call: team_lead}]", "[{after_min: 5, call: team_lead}, {after_min: 1, call: manager}]", 16, "a step comes before the one above it"),
        ("{team_lead: duty_engineer}", "{team_lead: manager, manager: manager}", 18, "the same post stands on two rungs"),
        ('day_end: "17:00"', 'day_end: "17 Uhr"', 19, "`17 Uhr` is no time of day"),
        ("call: team_lead", "call: boss", 16, "Use one of 'next_on_duty', 'team_lead'"),
        ("pauses_for: [access]", "pause: [access]", 14, "Remove it, or correct its spelling"),
        ("resolve_min: 60", "resolve_min: 0", 13, "greater than 0"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_to_do(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    with pytest.raises(BadConfiguration) as raised:
        site(tmp_path, OWN.replace(old, new))
    (found,) = raised.value.problems
    assert (found.line, problem in str(found)) == (line, True), str(found)


@pytest.mark.parametrize(
    ("levels", "problem"),
    [
        ("[{id: a, name: {zh: 甲, en: A}}, {id: b, name: {zh: 乙, en: B}, when: {kinds: [rescue]}}]", "`b` never counts: `a` comes first"),
        ("[{id: a, name: {zh: 甲, en: A}, when: {kinds: [rescue]}}, {id: a, name: {zh: 乙, en: B}}]", "there are two service levels `a`"),
    ],
)
def test_a_level_that_never_counts_is_refused(levels: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem):
        read_service_levels(parse(f"levels: {levels}\n", "levels.yaml"))
