"""Single parts of nested objects."""

from __future__ import annotations

import pytest

from domain.quarantine import QuarantineReason
from ingest.foreign.object_parts import fetched, parts_of

FIELDS = ["a", "a.b", "a.b.c", "ab.c", "a.list.1", "a.list.1234567890"]


def test_parts_are_found_by_the_name_of_the_whole() -> None:
    assert parts_of(FIELDS, "a") == (("a.b", ("b",)), ("a.b.c", ("b", "c")), ("a.list.1", ("list", "1")), ("a.list.1234567890", ("list", "1234567890")))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"b": {"c": 1}}, {"a.b": {"c": 1}, "a.b.c": 1}),
        ({"b": {"d": 1}}, {"a.b": {"d": 1}}),
        ({"b": None}, {"a.b": None, "a.b.c": None}),
        ({"list": [1, 2]}, {"a.list.1": 2}),
        ({"list": [1]}, {}),
        ({"list": None}, {"a.list.1": None, "a.list.1234567890": None}),
        ({}, {}),
    ],
)
def test_what_is_there_is_fetched_and_a_null_reaches_inside(data: object, expected: dict[str, object]) -> None:
    troubles: list[tuple[QuarantineReason, str]] = []
    assert (fetched(data, parts_of(FIELDS, "a"), troubles), [field for _, field in troubles if "1234567890" not in field]) == (expected, [])


@pytest.mark.parametrize("data", [{"b": 5}, {"b": "x"}, {"b": [1]}])
def test_what_should_hold_a_part_and_cannot_is_told(data: object) -> None:
    troubles: list[tuple[QuarantineReason, str]] = []
    assert "a.b.c" not in fetched(data, parts_of(FIELDS, "a"), troubles)
    assert [(why, detail.partition(":")[0]) for why, detail in troubles] == [(QuarantineReason.WRONG_TYPE, "a.b.c")]
