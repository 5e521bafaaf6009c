"""A condition on one asset together with rules that stand anywhere at the site: a fire here, a door there."""

from __future__ import annotations

from rules.detector import ConditionInput
from tests.rules.kinds.station import Ear, Rules, asset, bound, ear, site

FIRE = "{rule: works.fire, within: site}"
RELEASED = "{kind: state, point: open, equals: true}"
TWO_FLOORS = site(asset("s1"), asset("s2", "f2"), asset("s3", "f2"))


def door(when: str, *burning: str) -> Ear:
    return ear(when, TWO_FLOORS, others=Rules(*burning))


def test_a_fire_on_any_floor_counts_for_a_door_on_the_first() -> None:
    found = door(f"kind: composite\nall: [{FIRE}, {{not: {RELEASED}}}]", "s2", "s3")
    found.hear(0, "open", False)
    found.stands(10, "works.fire|s3|x")
    found.stands(20, "works.fire|s2|x")
    found.stands(30, "works.fire|s3|x", it_does=False)
    found.stands(40, "works.fire|s2|x", it_does=False)
    assert found.turns == [(10, True), (40, False)]


def test_that_nothing_burns_is_known_before_anything_is_heard_of_a_fire() -> None:
    found = door(f"kind: composite\nall: [{RELEASED}, {{not: {FIRE}}}]", "s2", "s3")
    found.hear(5, "open", True)
    found.stands(10, "works.fire|s2|x")
    assert found.turns == [(5, True), (10, False)]


def test_one_of_two_rules_is_enough_and_neither_is_known_at_first() -> None:
    found = door(f"kind: composite\nall: [{{kind: composite, any: [{FIRE}, {{rule: works.smoke, within: site}}]}}, {RELEASED}]", "s2")
    found.hear(5, "open", True)
    assert found.turns == []
    found.stands(10, "works.smoke|s2|x")
    assert found.turns == [(10, True)]


def test_where_no_such_rule_has_a_condition_nothing_burns() -> None:
    found = door(f"kind: composite\nall: [{RELEASED}, {{not: {FIRE}}}]")
    found.hear(5, "open", True)
    assert found.turns == [(5, True)]
    assert bound(f"kind: composite\nall: [{RELEASED}, {FIRE}]", TWO_FLOORS) == []


def test_each_door_has_a_condition_of_its_own_and_all_of_a_site_have_one_together() -> None:
    assert [len(bound(f"kind: composite\nall: [{RELEASED}, {{not: {FIRE}}}]", TWO_FLOORS, on)) for on in ("s1", "s2", "s3")] == [1, 1, 1]
    dark = "kind: composite\nall: [{rule: works.offline}]\nwithin: site"
    assert [len(bound(dark, TWO_FLOORS, on, Rules("s1", "s2", "s3"))) for on in ("s1", "s2", "s3")] == [1, 0, 0]


def test_a_site_is_dark_when_the_last_of_all_is_gone() -> None:
    found = ear("kind: composite\nall: [{rule: works.offline}]\nwithin: site", TWO_FLOORS, others=Rules("s1", "s2", "s3"))
    assert found.inputs == tuple(ConditionInput(f"works.offline|{each}|x") for each in ("s1", "s2", "s3"))
    for second, each in ((10, "s1"), (20, "s3"), (30, "s2")):
        found.stands(second, f"works.offline|{each}|x")
    found.stands(40, "works.offline|s1|x", it_does=False)
    assert found.turns == [(30, True), (40, False)]


def test_what_stands_somewhere_outlives_a_restart() -> None:
    found = door(f"kind: composite\nall: [{FIRE}, {RELEASED}]", "s2", "s3")
    found.hear(0, "open", True)
    found.stands(10, "works.fire|s2|x")
    found.stands(11, "works.fire|s3|x")
    found.through_json()
    found.stands(20, "works.fire|s2|x", it_does=False)
    found.stands(30, "works.fire|s3|x", it_does=False)
    assert found.turns == [(10, True), (30, False)]
