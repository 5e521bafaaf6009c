"""Who is called for what: the table that Steward comes with says what REQUIREMENTS 36 asks for."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from domain.people import Department
from domain.post import POST_DEPARTMENTS, POST_NAMES, Post
from domain.severity import Severity
from rules.routing import Route, load
from rules.rule_file import load_rules

LIBRARY = Path(__file__).parents[3] / "rules" / "library"
TO_COME = {"generator.*", "ups.*", "fire_detector.heat*"}
"""Rules of device types that the catalogue does not have yet."""


def posts(routes: tuple[Route, ...]) -> set[Post]:
    return {route.post for route in routes}


def test_a_trapped_passenger_is_talked_to_by_the_control_room_and_led_out_by_engineering() -> None:
    routes = load().routes("lift.entrapment", Severity.CRITICAL)
    assert posts(routes) == {Post.CONTROL_ROOM, Post.DUTY_ENGINEER, Post.NEAREST_GUARD, Post.MAINTAINER, Post.BUILDING_STEWARD}
    assert "通话" in next(route.does.zh for route in routes if route.post is Post.CONTROL_ROOM)
    assert "lead" in next(route.does.en for route in routes if route.post is Post.DUTY_ENGINEER)


def test_nobody_who_is_not_certified_is_told_to_open_a_lift() -> None:
    words = [route.does for route in load().routes("lift.entrapment", Severity.CRITICAL)]
    assert not any("开门" in each.zh or "open" in each.en for each in words)


def test_a_confirmed_fire_calls_all_on_duty_the_manager_and_the_company() -> None:
    assert posts(load().routes("fire_detector.smoke", Severity.CRITICAL, confirmed=True)) >= {
        Post.CONTROL_ROOM,
        Post.ALL_GUARDS,
        Post.DUTY_ENGINEER,
        Post.MANAGER,
        Post.COMPANY,
    }


@pytest.mark.parametrize("rule", ["sump.overflow", "leak.water", "power.phase_lost"])
def test_flooding_and_power_call_engineer_guard_and_service_centre(rule: str) -> None:
    assert posts(load().routes(rule, Severity.CRITICAL)) == {Post.DUTY_ENGINEER, Post.NEAREST_GUARD, Post.SERVICE_CENTRE}


def test_what_can_wait_calls_nobody_besides_its_departments() -> None:
    assert load().routes("sump.not_auto", Severity.MEDIUM) == ()


def test_no_manager_is_called_by_anything_but_a_confirmed_fire() -> None:
    called = {route.post for entry in load().entries if not entry.confirmed for route in entry.routes}
    assert not {post for post in called if post.department is Department.MANAGEMENT}


def test_every_post_has_a_name_and_a_department() -> None:
    assert set(POST_NAMES) == set(POST_DEPARTMENTS) == set(Post)


def test_where_no_route_says_otherwise_a_department_is_called_by_its_usual_posts() -> None:
    assert load().usual_posts(Department.SECURITY) == (Post.CONTROL_ROOM, Post.NEAREST_GUARD)
    assert load().usual_posts(Department.GREENING) == ()


def test_every_pattern_means_rules_that_there_are() -> None:
    ids = [rule.id for rule in load_rules([LIBRARY])]
    patterns = {pattern for entry in load().entries for pattern in entry.rules or ()}
    assert {pattern for pattern in patterns - TO_COME if not any(fnmatchcase(rule, pattern) for rule in ids)} == set()
