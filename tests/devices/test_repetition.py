"""One block that stands for many."""

from __future__ import annotations

import pytest

from devices.repetition import UnknownName, fill, repetitions


def test_without_repeat_there_is_one_block_and_no_names() -> None:
    assert list(repetitions(None)) == [{}]


def test_every_combination_is_made_the_last_name_fastest() -> None:
    assert list(repetitions({"t": "1..2", "n": ["a", "b"]})) == [{"t": 1, "n": "a"}, {"t": 1, "n": "b"}, {"t": 2, "n": "a"}, {"t": 2, "n": "b"}]


def test_a_range_may_begin_below_nought() -> None:
    assert [names["f"] for names in repetitions({"f": "-2..1"})] == [-2, -1, 0, 1]


def test_places_are_filled_padded_and_looked_up_in_rows() -> None:
    assert fill("t{t}-f{floor:02}-{room.id}", {"t": 1, "floor": 7, "room": {"id": "pump"}}) == "t1-f07-pump"


def test_braces_that_are_no_places_are_left_alone() -> None:
    assert fill("{} { } {-}", {}) == "{} { } {-}"


@pytest.mark.parametrize("text", ["{x}", "{t.id}", "{room}", "{room.name}"])
def test_a_place_that_stands_for_nothing_is_named_with_what_is_known(text: str) -> None:
    with pytest.raises(UnknownName, match=r"\{t\}, \{room\.id\}"):
        fill(text, {"t": 1, "room": {"id": "pump"}})


@pytest.mark.parametrize(
    ("repeat", "said"),
    [
        ({"t": "3..1"}, "runs backwards"),
        ({"t": "1..99999"}, "more than"),
        ({"t": "1..1000", "n": "1..1000"}, "more than"),
        ({"t": []}, "needs a range"),
        ({"t": 3}, "needs a range"),
        ({"t": [1.5]}, "needs a range"),
        ({"t": [True]}, "needs a range"),
        ({"t": [{"id": ["nested"]}]}, "needs a range"),
    ],
)
def test_what_cannot_be_repeated_is_said(repeat: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        list(repetitions(repeat))
