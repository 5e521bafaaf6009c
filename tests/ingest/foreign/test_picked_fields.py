"""Fields are found by their dotted names, and nothing else is looked into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from ingest.foreign.picked_fields import Picker


@pytest.mark.parametrize(
    ("names", "data", "found"),
    [
        (["a"], {"a": 1, "b": 2}, {"a": 1}),
        (["a.b"], {"a": {"b": 1, "c": 2}}, {"a.b": 1}),
        (["a.b"], {"a": 1}, {}),
        (["a.1"], {"a": [5, 6]}, {"a.1": 6}),
        (["a.0.b"], {"a": [{"b": 1}]}, {"a.0.b": 1}),
        (["a.b.c"], {"a": {"b.c": 1}}, {"a.b.c": 1}),
        (["a.b.c"], {"a.b": {"c": 1}}, {"a.b.c": 1}),
        (["a", "a.b"], {"a": {"b": 1}}, {"a.b": 1}),
        (["a", "a.b"], {"a": "ON"}, {"a": "ON"}),
        (["a"], {"a": ["x", "y"]}, {"a": ["x", "y"]}),
        (["a.b"], {"a": {"b": None}}, {"a.b": None}),
        ([], {"a": {"b": 1}}, {}),
    ],
)
def test_fields_are_found_by_their_names(names: Sequence[str], data: Mapping[str, object], found: Mapping[str, object]) -> None:
    assert Picker(names).of(data) == found


@pytest.mark.parametrize(("names", "nested"), [(["a", "b"], False), (["a", "b.c"], True), ([], False)])
def test_whether_anything_lies_deeper_is_known(names: Sequence[str], nested: bool) -> None:  # noqa: FBT001  a case's expectation
    assert Picker(names).nested is nested


@pytest.mark.parametrize("data", [{"ENERGY": None}, {"ENERGY": {"Phase": None, "Power": None}}])
def test_inside_a_null_nothing_could_be_measured(data: dict[str, object]) -> None:
    assert Picker(["ENERGY.Power", "ENERGY.Phase.0", "Time"]).of(data) == {"ENERGY.Power": None, "ENERGY.Phase.0": None}
