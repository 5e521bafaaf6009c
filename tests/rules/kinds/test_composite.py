"""The kind `composite`."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rules.kind import kinds
from rules.signals import read_when
from tests.rules.kinds.station import DUMB, Rules, asset, bound, ear, faults, site, written

OPEN = "{kind: state, point: open, equals: true}"
RUN = "{kind: state, point: pump_1_run, equals: true}"
RUNS = "{kind: state, point: pump_*_run, equals: true}"
LOW = '{kind: threshold, point: level, below: 20, deadband: 5, unit: "%"}'
ALL = f"{{kind: composite, all: [{OPEN}, {LOW}]}}"
ANY = f"{{kind: composite, any: [{OPEN}, {LOW}]}}"
TWO = f"{{kind: composite, at_least: 2, of: [{RUNS}, {OPEN}]}}"
SMOKE = "{rule: fire_detector.smoke}"
TWO_OF_SMOKE = f"{{kind: composite, at_least: 2, of: [{SMOKE}], within: zone}}"


@pytest.mark.parametrize(
    ("when", "door", "level", "truth"),
    [
        (ALL, True, 10.0, True),
        (ALL, True, 30.0, False),
        (ALL, True, None, None),
        (ALL, False, None, False),
        (ALL, None, 30.0, False),
        (ANY, False, 30.0, False),
        (ANY, True, 30.0, True),
        (ANY, None, 10.0, True),
        (ANY, False, None, None),
        (f"{{kind: composite, all: [{OPEN}, {{not: {LOW}}}]}}", True, 30.0, True),
        (f"{{kind: composite, all: [{OPEN}, {{not: {LOW}}}]}}", True, 10.0, False),
        (f"{{kind: composite, all: [{OPEN}, {{not: {LOW}}}]}}", True, None, None),
    ],
)
def test_unknown_counts_neither_as_true_nor_as_normal(when: str, door: bool | None, level: float | None, truth: bool | None) -> None:  # noqa: FBT001  a table
    listener = ear(when)
    listener.hear(0, "open", door, trusted=door is not None)
    listener.hear(1, "level", level, trusted=level is not None)
    assert listener.said[-1].truth is truth


def test_nothing_is_known_before_every_member_that_decides_was_heard() -> None:
    listener = ear(ALL)
    assert listener.hear(0, "open", value=True)[0].truth is None
    assert listener.hear(1, "level", 10.0)[0].truth is True


def test_each_point_of_a_pattern_counts_by_itself() -> None:
    listener = ear(TWO)
    listener.hear(0, "pump_1_run", value=True)
    listener.hear(1, "open", value=False)
    assert not listener.active
    listener.hear(2, "pump_2_run", value=True)
    assert listener.turns == [(2, True)]
    assert listener.said[-1].value == 2.0


def test_members_keep_their_own_deadband() -> None:
    listener = ear(ALL)
    listener.hear(0, "open", value=True)
    for at, level in [(1, 19.0), (2, 24.0), (3, 25.0)]:
        listener.hear(at, "level", level)
    assert listener.turns == [(1, True), (3, False)]


def test_it_holds_from_the_last_change_of_a_member_even_if_that_is_heard_first() -> None:
    listener = ear(ALL)
    listener.hear(0, "open", value=False)
    listener.hear(5, "open", value=True)
    listener.hear(3, "level", 10.0)
    assert listener.turns == [(5, True)]


def test_a_message_shows_the_first_value_that_there_is() -> None:
    listener = ear(f"{{kind: composite, all: [{LOW}, {OPEN}]}}")
    listener.hear(0, "level", 12.0)
    assert listener.hear(1, "open", value=True)[-1].value == 12.0


def test_late_news_of_a_member_says_nothing_of_the_whole() -> None:
    listener = ear(ALL)
    listener.hear(0, "open", value=True)
    listener.hear(10, "level", 30.0)
    assert listener.hear(5, "level", 10.0) == []


def test_windows_inside_a_composite_empty_by_the_clock() -> None:
    listener = ear(f"{{kind: composite, all: [{OPEN}, {{kind: count, event: access.denied, at_least: 2, within: 1m}}]}}")
    listener.hear(0, "open", value=True)
    for at in (10, 20):
        listener.event(at, "access.denied")
    listener.until(500)
    assert listener.turns == [(20, True), (70, False)]


def test_composites_can_stand_inside_each_other() -> None:
    listener = ear(f"{{kind: composite, all: [{OPEN}, {{not: {ANY}}}]}}")
    listener.hear(0, "level", 50.0)
    listener.hear(1, "open", value=True)
    assert listener.said[-1].truth is False


def test_rules_on_the_same_asset_are_members() -> None:
    listener = ear(f"{{kind: composite, all: [{OPEN}, {{rule: station.low}}]}}", others=Rules("s1"))
    listener.hear(0, "open", value=True)
    assert listener.turns == []
    listener.stands(5, "station.low|s1|x")
    listener.stands(9, "station.low|s1|x", it_does=False)
    assert listener.turns == [(5, True), (9, False)]


def test_a_rule_that_is_not_there_makes_all_impossible_and_any_smaller() -> None:
    assert bound(f"{{kind: composite, all: [{OPEN}, {{rule: station.low}}]}}") == []
    assert len(bound(f"{{kind: composite, any: [{OPEN}, {{rule: station.low}}]}}")) == 1
    assert bound(f"{{kind: composite, at_least: 2, of: [{OPEN}, {{rule: station.low}}]}}") == []


TWO_FLOORS = (asset("a1"), asset("a2", "room"), asset("a3", "f1"), asset("b1", "f2"), asset("b2", "f2"), asset("c1", "f2", attributes={"zone": "z9"}))
SMOKING = Rules("a1", "a2", "a3", "b1", "b2", "c1")


def test_two_detectors_of_one_zone_are_one_condition_shown_with_the_first() -> None:
    at = site(*TWO_FLOORS)
    found = {each: bound(TWO_OF_SMOKE, at, each, SMOKING) for each in at.assets}
    assert {each: len(conditions) for each, conditions in found.items()} == {"a1": 1, "a2": 0, "a3": 0, "b1": 1, "b2": 0, "c1": 0}
    assert [len(found["a1"][0].inputs), len(found["b1"][0].inputs)] == [3, 2]
    assert found["a1"][0].point.asset == "a1"
    assert [found["a1"][0].tag, found["b1"][0].tag] == ["f1", "f2"]


def test_a_second_detector_in_the_zone_makes_it_true_and_one_elsewhere_does_not() -> None:
    listener = ear(TWO_OF_SMOKE, site(*TWO_FLOORS), "a1", SMOKING)
    listener.stands(0, "fire_detector.smoke|a1|x")
    listener.stands(5, "fire_detector.smoke|a1|x")
    assert listener.turns == []
    listener.stands(10, "fire_detector.smoke|a3|x")
    listener.stands(20, "fire_detector.smoke|a1|x", it_does=False)
    assert listener.turns == [(10, True), (20, False)]


def test_within_a_space_only_that_very_space_counts() -> None:
    (found,) = bound(f"{{kind: composite, any: [{SMOKE}], within: space}}", site(*TWO_FLOORS), "a1", SMOKING)
    assert len(found.inputs) == 2


def test_another_type_may_watch_over_a_zone_where_the_first_asset_is_not_of_it() -> None:
    at = site(*TWO_FLOORS, asset("door", "f1", DUMB))
    assert len(bound(TWO_OF_SMOKE, at, "door", SMOKING)) == 1


def test_every_rule_that_is_named_is_told_of() -> None:
    settings = read_when(written(f"{{kind: composite, all: [{{not: {{rule: a.b}}}}, {{kind: schedule, calendar: night, when: {ANY[:-1]}, within: asset}}}}]}}"))
    assert kinds()["composite"].rules_named(settings) == ("a.b",)
    inside = read_when(written("{kind: schedule, calendar: night, when: {kind: composite, any: [{rule: a.b}, {rule: c.d}]}}"))
    assert kinds()["schedule"].rules_named(inside) == ("a.b", "c.d")


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        ("{kind: composite, all: [{kind: state, point: opn, equals: true}]}", "all.0.point: `station` has no point `opn`"),
        (f"{{kind: composite, any: [{OPEN}, {{not: {{kind: threshold, point: level, below: 2}}}}]}}", "any.1.not.unit: the limit has no unit"),
        (f"{{kind: composite, at_least: 1, of: [{OPEN}, {{kind: stale}}]}}", "of.1.kind: `stale` cannot stand inside another condition"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, fault: str) -> None:
    assert [each[: len(fault)] for each in faults(when)] == [fault]


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("{kind: composite}", "here is none of them"),
        (f"{{kind: composite, all: [{OPEN}], any: [{OPEN}]}}", "here is all and any"),
        (f"{{kind: composite, of: [{OPEN}]}}", "here is of"),
        ("{kind: composite, at_least: 2}", "here is at_least"),
        ("{kind: composite, all: []}", "at least 1 item"),
        ("{kind: composite, all: [{rule: Smoke}]}", "no id of a rule"),
        ("{kind: composite, all: [smoke]}", "expected a condition"),
        ("{kind: composite, all: [{not: {not: {rule: a.b}}}]}", "`kind` is missing"),
        (f"{{kind: composite, all: [{OPEN}], within: zone}}", "within a zone only rules can be combined"),
        (f"{{kind: composite, all: [{{kind: composite, all: [{{kind: composite, all: [{{kind: composite, all: [{ANY}]}}]}}]}}]}}", "one inside the other"),
    ],
)
def test_settings_that_make_no_sense_are_refused(when: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        read_when(written(when))


def test_the_problem_of_a_member_has_its_place() -> None:
    with pytest.raises(ValidationError) as refused:
        read_when(written("{kind: composite, all: [{kind: state, point: open}]}"))
    assert refused.value.errors()[0]["loc"] == ("all", 0)


def test_the_opposite_of_a_member_is_written_as_it_is_read() -> None:
    settings = read_when(written(f"{{kind: composite, any: [{{not: {OPEN}}}, {{not: {{rule: a.b}}}}, {{rule: c.d}}]}}"))
    again = settings.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert [sorted(member) for member in again["any"]] == [["not"], ["not"], ["rule"]]
    assert read_when(again) == settings
    assert settings.model_dump_json(by_alias=True).count("a.b") == 1
