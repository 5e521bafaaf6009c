"""Turns: evenly spread, and none made up for."""

from __future__ import annotations

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from bridges.video.spread import first_turns, needed_at_once, next_turn


def test_a_hundred_cameras_are_spread_evenly_over_the_interval() -> None:
    turns = first_turns(100, 60)
    assert len(set(turns)) == 100
    assert {round(later - earlier, 6) for earlier, later in itertools.pairwise(turns)} == {0.6}
    assert (turns[0], max(turns) < 60, first_turns(0, 60)) == (0, True, [])


def test_the_next_turn_is_an_interval_later_and_missed_ones_are_left_out() -> None:
    assert next_turn(6, 60, 7) == 66
    assert next_turn(6, 60, 66) == 66
    assert next_turn(6, 60, 200) == 246


@given(st.floats(0, 1e4), st.floats(1, 3600), st.floats(0, 1e6))
def test_a_next_turn_is_later_and_not_over(turn: float, interval: float, longer: float) -> None:
    passed = turn + longer
    found = next_turn(turn, interval, passed)
    assert found >= turn + interval - 1e-6
    assert found >= passed or math.isclose(found, passed)
    assert found - passed <= interval + 1e-6


def test_how_many_at_once_let_all_have_their_turn() -> None:
    assert [needed_at_once(100, 60, 5), needed_at_once(1, 60, 5), needed_at_once(0, 60, 5), needed_at_once(600, 60, 5)] == [9, 1, 1, 50]
