"""The kind `threshold`."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problem import BadConfiguration
from domain.reading import Value
from rules.kind import NoOthers, PointCondition
from rules.kinds.threshold import KIND, ThresholdSettings, ThresholdTest
from tests.rules.plant import bound, site

LIMITS = ["above: 50", "at_least: 50", "below: 50", "at_most: 50", "outside: [20, 50]"]


def made(when: str, point: str = "temp") -> PointCondition:
    unit = "" if point == "starts" else ', unit: "m³/h"' if point == "flow" else ", unit: °C"
    conditions = bound(f"when: {{kind: threshold, point: {point}, {when}{unit}}}").of_point[f"mill.b1.{point}"]
    assert isinstance(conditions[0].bound, PointCondition)
    return conditions[0].bound


@pytest.mark.parametrize(
    ("when", "true", "normal"),
    [
        ("above: 50", [50.1, 99], [50, 0]),
        ("at_least: 50", [50, 99], [49.9, 0]),
        ("below: 50", [49.9, 0], [50, 99]),
        ("at_most: 50", [50, 0], [50.1, 99]),
        ("outside: [20, 50]", [19.9, 50.1], [20, 35, 50]),
        ("at_most: 0", [0, -1], [0.1]),
        ("at_least: 0", [0, 1], [-0.1]),
    ],
)
def test_a_limit_means_what_its_name_says(when: str, true: list[float], normal: list[float]) -> None:
    test = made(when, "flow").test
    assert {test.holds(value, active=False) for value in true} == {True}
    assert {test.holds(value, active=False) for value in normal} == {False}


@pytest.mark.parametrize(
    ("when", "still_true", "normal_again"),
    [
        ("above: 50, deadband: 5", [60, 50, 45.1], [45, 0]),
        ("at_least: 50, deadband: 5", [50, 45.1], [45]),
        ("below: 50, deadband: 5", [40, 50, 54.9], [55, 99]),
        ("at_most: 50, deadband: 5", [50, 54.9], [55]),
        ("outside: [20, 50], deadband: 5", [24.9, 45.1, 10], [25, 35, 45]),
        ("above: 50, deadband: 0", [50.1], [50]),
    ],
)
def test_what_is_active_returns_beyond_the_deadband_only(when: str, still_true: list[float], normal_again: list[float]) -> None:
    test = made(when).test
    assert {test.holds(value, active=True) for value in still_true} == {True}
    assert {test.holds(value, active=True) for value in normal_again} == {False}


def test_the_deadband_is_two_per_cent_of_the_sensors_span_unless_told() -> None:
    test = made("above: 50").test
    assert (test.holds(48.01, active=True), test.holds(48.0, active=True)) == (True, False)


def test_without_a_span_the_deadband_is_two_per_cent_of_the_limit() -> None:
    test = made("above: 50", point="flow").test
    assert (test.holds(49.01, active=True), test.holds(49.0, active=True)) == (True, False)


@pytest.mark.parametrize("value", [None, "51", True, math.nan, frozenset({"hot"})])
def test_what_is_no_number_says_nothing(value: Value) -> None:
    test = made("above: 50").test
    assert test.holds(value, active=False) is None
    assert test.holds(value, active=True) is None


@given(limit=st.sampled_from(LIMITS), value=st.floats(-1e6, 1e6), other=st.floats(-1e6, 1e6), active=st.booleans(), deadband=st.floats(0, 10))
def test_around_a_value_the_answer_is_the_same(limit: str, value: float, other: float, active: bool, deadband: float) -> None:  # noqa: FBT001  drawn by hypothesis
    settings = made(f"{limit}, deadband: {deadband:.3f}").test
    assert isinstance(settings, ThresholdTest)
    low, high = settings.same_around(value, active=active)
    assert low <= value <= high
    inside = min(max(other, low), high)
    assert settings.holds(inside, active=active) is settings.holds(value, active=active)


def test_the_limit_is_said_with_its_unit() -> None:
    assert made("outside: [20, 50]").limit.en == "20–50 °C"
    assert made("below: 50.5").limit.en == "50.5 °C"


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("point: temp, above: 50, unit: °F", "the limit has the unit `°F`, `temp` has `°C`. Write `unit: °C`"),
        ("point: temp, above: 50", "the limit has no unit, `temp` has `°C`"),
        ("point: starts, above: 50, unit: h", "the limit has the unit `h`, `starts` has none"),
        ("point: temp, above: 150, unit: °C", "reads from 0 to 100"),
        ("point: temp, below: -1, unit: °C", "reads from 0 to 100"),
        ("point: temp, above: 1, unit: °C", "could never be normal again"),
        ("point: temp, outside: [20, 30], deadband: 6, unit: °C", "could never be normal again"),
        ("point: lit, above: 1", "`lit` is binary, not a number. Use `kind: state`"),
        ("point: tempp, above: 1, unit: °C", "`boiler` has no point `tempp`. It has: temp"),
        ("point: temp, unit: °C", "exactly one limit is needed; here is none of them"),
        ("point: temp, above: 50, below: 10, unit: °C", "exactly one limit is needed; here is above and below"),
        ("point: temp, outside: [50, 20], unit: °C", "`outside` has no inside"),
        ("point: temp, above: 50, unit: °C, deadband: -1", "deadband"),
        ("point: temp, above: .inf, unit: °C", "above"),
        ("point: temp, over: 50, unit: °C", "known here: .*above"),
    ],
)
def test_what_cannot_be_is_refused_with_its_remedy(when: str, problem: str) -> None:
    with pytest.raises(BadConfiguration, match=problem) as refused:
        bound(f"when: {{kind: threshold, {when}}}")
    assert refused.value.problems[0].line is not None


def test_a_pattern_makes_one_condition_for_each_point() -> None:
    found = KIND.bind(ThresholdSettings(point="[tf]*", above=10), site(), site().assets["b1"], NoOthers())
    assert [each.point.key for each in found] == ["temp", "flow", "tamper", "fault", "test_mode"]
