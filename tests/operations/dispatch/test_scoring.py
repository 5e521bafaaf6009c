"""What speaks for somebody, what against, and what forbids it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.people import Department, Role
from domain.post import Post
from domain.severity import Priority
from domain.skill import HeldSkill
from operations.dispatch import distance, scoring
from operations.dispatch.crew import Worker
from operations.dispatch.scoring import Factor
from tests.operations.dispatch.team import HOUR, MINUTE, NOW, SITE, crew, duty, off, order, person, worker


def line(somebody: Worker, factor: Factor, *, priority: Priority = Priority.P3, skills: tuple[str, ...] = ()) -> scoring.Reason:
    lines = scoring.reasons(order("o", *skills, priority=priority), somebody, crew(somebody, worker("z", taken=4)))
    (found,) = (each for each in lines if each.factor is factor)
    return found


def forbids(somebody: Worker, *skills: str) -> list[tuple[Factor, str]]:
    found = scoring.hindrances(order("o", *skills), somebody, crew(somebody))
    assert all(each.hindrance for each in found)
    return [(each.factor, each.text.zh) for each in found]


def test_each_factor_says_one_line_in_both_languages() -> None:
    somebody = worker("a", "electrical", space="t1-2", in_hand={Priority.P3: 1}, taken=2)
    lines = scoring.reasons(order("o", "electrical"), somebody, crew(somebody, worker("z", taken=4)))
    assert [each.text.zh for each in lines] == [
        "会电工，证书有效至 2027-03-31",
        "当班至 02-01 00:00",
        "在1号楼 · 2层，同楼",
        "手上1单",
        "近7天接2单，人均3.0单",
    ]
    assert [each.text.en for each in lines] == [
        "Electrician, certificate valid until 2027-03-31",
        "On duty until 02-01 00:00",
        "At Tower 1 · Floor 2, same building",
        "1 in hand",
        "Took 2 in 7 days; 3.0 on average",
    ]


def test_the_cost_is_the_sum_of_the_lines() -> None:
    somebody = worker("a", "electrical", space="t1-2", in_hand={Priority.P3: 1}, taken=2)
    team = crew(somebody, worker("z", taken=4))
    assert scoring.cost(order("o"), somebody, team) == sum(each.points for each in scoring.reasons(order("o"), somebody, team))


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (None, "未登记技能：电梯救援"),
        (HeldSkill("a", "lift-rescue"), "电梯救援须持特种设备安全管理和作业人员证，未登记齐全"),
        (HeldSkill("a", "lift-rescue", "TS-1"), "电梯救援须持特种设备安全管理和作业人员证，未登记齐全"),
        (HeldSkill("a", "lift-rescue", " ", date(2030, 1, 1)), "电梯救援须持特种设备安全管理和作业人员证，未登记齐全"),
        (HeldSkill("a", "lift-rescue", "TS-1", date(2026, 1, 30)), "电梯救援证书已于 2026-01-30 到期"),
    ],
)
def test_without_a_valid_certificate_nobody_rescues_from_a_lift(held: HeldSkill | None, told: str) -> None:
    somebody = replace(worker("a"), skills={} if held is None else {held.skill: held})
    assert forbids(somebody, "lift-rescue") == [(Factor.SKILL, told)]


@pytest.mark.parametrize(
    "held",
    [
        HeldSkill("a", "lift-rescue", "TS-1", date(2026, 1, 31)),
        HeldSkill("a", "fire-facilities", "F-1"),
        HeldSkill("a", "plumbing"),
        HeldSkill("a", "our-own-word"),
    ],
    ids=["its last day counts", "does not expire", "needs none", "a word of the site"],
)
def test_what_is_valid_today_counts(held: HeldSkill) -> None:
    assert forbids(replace(worker("a"), skills={held.skill: held}), held.skill) == []


def test_the_day_is_that_of_the_site_and_not_that_of_utc() -> None:
    held = HeldSkill("a", "lift-rescue", "TS-1", date(2026, 1, 31))
    somebody = replace(worker("a"), skills={"lift-rescue": held})
    team = replace(crew(somebody), now=NOW + 8 * HOUR)  # midnight at the site, the 31st still in UTC
    assert [each.factor for each in scoring.hindrances(order("o", "lift-rescue"), somebody, team)] == [Factor.SKILL]


def test_who_is_off_duty_of_another_department_or_full_is_not_proposed() -> None:
    assert forbids(off(worker("a"))) == [(Factor.DUTY, "未当班")]
    assert forbids(worker("a", department=Department.CLEANING)) == [(Factor.DEPARTMENT, "不属于责任部门")]
    assert forbids(worker("a", in_hand={Priority.P4: 8})) == [(Factor.LOAD, "手上已有8单，已满")]


def test_the_control_room_is_never_left_empty() -> None:
    at_post = replace(worker("a"), duty=duty("a", post=Post.CONTROL_ROOM))
    operator = Worker(person("b", role=Role.CONTROL_ROOM), duty("b"))
    assert forbids(at_post) == forbids(operator) == [(Factor.DUTY, "值守消防控制室，不离岗")]


def test_who_has_declined_is_not_asked_again() -> None:
    somebody = worker("a")
    found = scoring.hindrances(order("o"), somebody, crew(somebody), frozenset({"a"}))
    assert [each.factor for each in found] == [Factor.REFUSED]


def test_a_long_way_is_dearer_and_dearest_when_it_is_urgent() -> None:
    near, far = worker("a", space="t1-1-b"), worker("b", space="t2-2")
    assert line(near, Factor.DISTANCE).points < line(far, Factor.DISTANCE).points
    assert line(far, Factor.DISTANCE, priority=Priority.P1).points == 4 * line(far, Factor.DISTANCE, priority=Priority.P4).points


@pytest.mark.parametrize(("left", "points"), [(20 * MINUTE, 60), (45 * MINUTE, 30), (90 * MINUTE, 10), (3 * HOUR, 0)])
def test_a_shift_that_ends_soon_is_dearer(left: timedelta, points: int) -> None:
    somebody = replace(worker("a"), duty=duty("a", until=NOW + left))
    assert line(somebody, Factor.DUTY).points == points


def test_orders_in_hand_weigh_by_priority() -> None:
    assert line(worker("a", in_hand={Priority.P1: 1}), Factor.LOAD).points == line(worker("a", in_hand={Priority.P4: 4}), Factor.LOAD).points


def test_who_took_more_than_others_is_dearer() -> None:
    assert line(worker("a", taken=9), Factor.FAIRNESS).points > line(worker("a", taken=0), Factor.FAIRNESS).points


def test_a_rare_certificate_is_spared_for_what_needs_it() -> None:
    assert line(worker("a", "lift-rescue"), Factor.SKILL).points > line(worker("a"), Factor.SKILL).points
    assert line(worker("a", "lift-rescue"), Factor.SKILL, skills=("lift-rescue",)).points == 0


@pytest.mark.parametrize(
    ("one", "other", "steps", "told"),
    [
        ("t1-1-a", "t1-1-a", 0, "就在现场"),
        ("t1-1-b", "t1-1-a", 2, "在1号楼 · 1层 · 机房b，同层"),
        ("t1-2", "t1-1-a", 3, "在1号楼 · 2层，同楼"),
        ("t2-2", "t1-1-a", 5, "在2号楼 · 2层，不同楼"),
        ("gone", "t1-1-a", None, "位置未知"),
        (None, "t1-1-a", None, "位置未知"),
        ("t2", None, None, "在2号楼"),
    ],
)
def test_distance_is_steps_through_the_spaces(one: str | None, other: str | None, steps: int | None, told: str) -> None:
    assert (distance.steps(SITE, one, other), distance.described(SITE, one, other).zh) == (steps, told)


@pytest.mark.parametrize(("age", "points"), [(0 * MINUTE, 0), (15 * MINUTE, 150), (30 * MINUTE, 300), (9 * HOUR, 300)])
def test_an_order_becomes_more_urgent_as_its_limit_comes_near(age: timedelta, points: int) -> None:
    assert scoring.urgency(order("o", opened_at=NOW - age), NOW) == points
