"""The kind `state`."""

from __future__ import annotations

import pytest

from domain.problem import BadConfiguration
from domain.reading import Value
from domain.text import Text
from rules.kind import PointCondition
from tests.rules.plant import bound


def made(when: str, point: str) -> PointCondition:
    found = bound(f"when: {{kind: state, point: {point}, {when}}}").of_point[f"mill.b1.{point}"][0].bound
    assert isinstance(found, PointCondition)
    return found


@pytest.mark.parametrize(
    ("point", "when", "true", "normal"),
    [
        ("lit", "equals: true", [True], [False]),
        ("lit", "not_equals: true", [False], [True]),
        ("mode", "equals: manual", ["manual"], ["auto", "off"]),
        ("mode", "not_equals: auto", ["manual", "off"], ["auto"]),
        ("mode", 'in: [manual, "off"]', ["manual", "off"], ["auto"]),
        ("mode", 'not_in: [manual, "off"]', ["auto"], ["manual", "off"]),
        ("states", "has: low_water", [frozenset({"low_water", "flame_out"})], [frozenset(), frozenset({"flame_out"})]),
        ("states", "has: [low_water, flame_out]", [frozenset({"flame_out"})], [frozenset()]),
        ("label", 'equals: "E1"', ["E1"], ["E2", ""]),
    ],
)
def test_a_comparison_means_what_its_name_says(point: str, when: str, true: list[Value], normal: list[Value]) -> None:
    test = made(when, point).test
    assert {test.holds(value, active=False) for value in true} == {True}
    assert {test.holds(value, active=True) for value in normal} == {False}


@pytest.mark.parametrize(
    ("point", "when", "value"),
    [
        ("lit", "not_equals: true", None),
        ("lit", "not_equals: true", 1.0),
        ("mode", "not_equals: auto", None),
        ("mode", "not_equals: auto", True),
        ("states", "has: low_water", None),
        ("states", "has: low_water", "low_water"),
    ],
)
def test_a_value_of_another_sort_says_nothing(point: str, when: str, value: Value) -> None:
    assert made(when, point).test.holds(value, active=False) is None
    assert made(when, point).test.holds(value, active=True) is None


def test_a_pattern_makes_one_condition_for_each_numbered_point() -> None:
    found = bound('when: {kind: state, point: "pump_*_fault", equals: true}').of_point
    assert sorted(found) == ["mill.b1.pump_1_fault", "mill.b1.pump_2_fault", "mill.b2.pump_1_fault", "mill.b2.pump_2_fault"]


def test_a_single_numbered_point_can_be_meant() -> None:
    assert sorted(bound("when: {kind: state, point: pump_2_fault, equals: true}").of_point) == ["mill.b1.pump_2_fault", "mill.b2.pump_2_fault"]


def test_a_numbered_point_that_the_asset_does_not_have_makes_none() -> None:
    assert bound("when: {kind: state, point: pump_9_fault, equals: true}").of_point == {}


def test_the_limit_is_said_in_the_words_of_the_device() -> None:
    assert made('in: [manual, "off"]', "mode").limit == Text("手动、停止", "Manual, Off")


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("point: mode, equals: manuel", "`mode` is never `manuel`. Its values: auto, manual, off"),
        ("point: mode, equals: off", '`mode` is never `false`. .*put them in quotes, "off"'),
        ("point: lit, equals: 'true'", "`lit` is never `true`. Its values: true, false"),
        ("point: lit, equals: 1", "equals"),
        ("point: states, equals: low_water", "`states` is flags, which does not go with `equals`. Write `has: <flag>`"),
        ("point: mode, has: manual", "`mode` is enum, which does not go with `has`"),
        ("point: states, has: [low_water, dry]", "`states` is never `dry`"),
        ("point: temp, equals: true", "`temp` is a number. Use `kind: threshold`"),
        ("point: label, equals: true", "`label` is never `true`"),
        ("point: light, equals: true", "`boiler` has no point `light`"),
        ("point: lit", "exactly one comparison is needed; here is none of them"),
        ("point: lit, equals: true, not_equals: false", "here is equals and not_equals"),
        ("point: mode, in: []", "in: "),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem) as refused:
        bound(f"when: {{kind: state, {when}}}")
    assert refused.value.problems[0].line is not None
