"""An even stream, in virtual time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulators.pace import BURST_S, Pace


def volleys(pace: Pace, wakings: Iterator[float]) -> list[tuple[float, int]]:
    """(when, how many went out at once) of somebody who sends whatever is due whenever they wake."""
    found: list[tuple[float, int]] = []
    sent = 0
    for now_s in wakings:
        due = pace.due(now_s, sent)
        assert due is not None
        sent += due
        found.append((now_s, due))
    return found


def asleep_as_told(pace: Pace, seconds: float, *, late_s: float = 0.0) -> list[tuple[float, int]]:
    """The same of somebody who sleeps for as long as the pace says, and always wakes `late_s` late."""
    found: list[tuple[float, int]] = []
    now_s, sent = pace.started_s, 0
    while now_s < pace.started_s + seconds:
        due = pace.due(now_s, sent)
        assert due is not None
        sent += due
        found.append((now_s, due))
        now_s += pace.wait_s(now_s, sent) + late_s
    return found


@pytest.mark.parametrize("rate", [0.5, 100, 2_000, 8_000, 26_500])
@pytest.mark.parametrize("late_s", [0.0, 0.0001])
def test_the_rate_is_kept(rate: float, late_s: float) -> None:
    sent = sum(count for _, count in asleep_as_told(Pace(rate, 1_000.0), 20.0, late_s=late_s))
    assert sent == pytest.approx(20 * rate, rel=0.002, abs=1)


@pytest.mark.parametrize(("rate", "most"), [(500, 1), (2_000, 3), (8_000, 12)])
def test_what_goes_out_together_fell_due_within_about_a_millisecond(rate: float, most: int) -> None:
    assert max(count for _, count in asleep_as_told(Pace(rate, 0.0), 5.0, late_s=0.0002)) <= most
    assert most <= rate * BURST_S + 1


def test_nothing_goes_out_before_it_is_due() -> None:
    pace = Pace(2_000, 0.0)
    sent = 0
    for now_s, count in asleep_as_told(pace, 5.0):
        sent += count
        assert sent <= now_s * 2_000 + 1


def test_what_was_missed_is_made_up_for_in_many_small_steps() -> None:
    pace = Pace(2_000, 0.0)
    awake = (second / 1_000 for second in range(1, 5_000) if not 1_000 < second < 2_000)
    found = volleys(pace, awake)
    assert sum(count for _, count in found) == pytest.approx(10_000, abs=3)
    assert max(count for _, count in found) == 3


def test_without_a_rate_nothing_holds_it_up() -> None:
    assert Pace(None, 0.0).due(0.0, 1_000_000) is None
    assert Pace(None, 0.0).wait_s(0.0, 1_000_000) == 0.0
