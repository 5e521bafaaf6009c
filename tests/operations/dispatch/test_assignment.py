"""The assignment itself: exact, never what is forbidden, priorities before points."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.dispatch.assignment import Costs, greedy, penalties, solve

FURTHER = 40
DEAREST = 300


@st.composite
def problems(draw: st.DrawFn, orders: int = 4, people: int = 3) -> tuple[Costs, tuple[int, ...]]:
    """A problem and the priority rank of each order."""
    number, crew = draw(st.integers(0, orders)), draw(st.integers(0, people))
    pairs = [draw(st.lists(st.none() | st.integers(0, DEAREST), min_size=crew, max_size=crew)) for _ in range(number)]
    rooms = draw(st.lists(st.integers(0, 3), min_size=crew, max_size=crew))
    ranks = draw(st.lists(st.integers(0, 3), min_size=number, max_size=number))
    tie = draw(st.lists(st.integers(0, 300), min_size=number, max_size=number))
    return Costs(pairs, rooms, penalties(ranks, tie, DEAREST + 3 * FURTHER), FURTHER), tuple(ranks)


def allowed(costs: Costs) -> list[tuple[int | None, ...]]:
    """Every way to give the orders away that breaks no rule."""
    choices = product(*([None, *(person for person, cost in enumerate(row) if cost is not None)] for row in costs.pairs))
    return [choice for choice in choices if all(choice.count(person) <= room for person, room in enumerate(costs.rooms))]


def left_lying(choice: tuple[int | None, ...], ranks: tuple[int, ...]) -> tuple[int, ...]:
    """How many orders of each priority get nobody, the most urgent first."""
    return tuple(sum(person is None and rank == each for person, rank in zip(choice, ranks, strict=True)) for each in range(4))


@given(problems())
@settings(deadline=None)
def test_no_other_way_costs_less(drawn: tuple[Costs, tuple[int, ...]]) -> None:
    costs, _ = drawn
    assert costs.of(solve(costs)) == min(costs.of(choice) for choice in allowed(costs))


@given(problems())
@settings(deadline=None)
def test_no_less_urgent_order_takes_somebody_from_a_more_urgent_one(drawn: tuple[Costs, tuple[int, ...]]) -> None:
    costs, ranks = drawn
    assert left_lying(solve(costs), ranks) == min(left_lying(choice, ranks) for choice in allowed(costs))


@given(problems(orders=12, people=6))
@settings(deadline=None)
def test_it_is_never_dearer_than_a_dispatcher_in_a_hurry(drawn: tuple[Costs, tuple[int, ...]]) -> None:
    costs, _ = drawn
    assert costs.of(solve(costs)) <= costs.of(greedy(costs))


def test_the_hurried_one_can_be_beaten() -> None:
    costs = Costs(pairs=((0, 1), (0, 100)), rooms=(1, 1), penalties=(1000, 1000))
    assert (greedy(costs), solve(costs)) == ((0, 1), (1, 0))


def test_what_is_forbidden_is_not_chosen_though_everything_else_is_dear() -> None:
    assert solve(Costs(pairs=((None,),), rooms=(9,), penalties=(10**15,))) == (None,)


def test_nobody_and_nothing_are_no_error() -> None:
    assert solve(Costs((), (1,), ())) == ()
    assert solve(Costs(((), ()), (), (5, 7))) == (None, None)


def test_further_orders_of_one_person_are_dearer_one_by_one() -> None:
    costs = Costs(pairs=((0, 50), (0, 50), (0, 50)), rooms=(3, 3), penalties=(999, 999, 999), further=FURTHER)
    chosen = solve(costs)
    assert sorted(person for person in chosen if person is not None) == [0, 0, 1]
    assert costs.of(chosen) == 0 + FURTHER + 50


def test_a_choice_that_breaks_the_rules_has_no_cost() -> None:
    costs = Costs(((1, None), (1, None)), (1, 1), (9, 9))
    for wrong in ((1, None), (0, 0)):
        with pytest.raises(ValueError, match="cannot take"):
            costs.of(wrong)


def test_the_penalties_of_the_largest_proposal_are_still_exact() -> None:
    ranks = [0] * 125 + [1] * 125 + [2] * 125 + [3] * 125
    assert sum(penalties(ranks, [300] * 500, 1200)) < 2**53
