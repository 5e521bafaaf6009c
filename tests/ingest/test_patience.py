"""A trouble that lasts is one line, one that flaps no more than a line a minute; waits grow and have an end."""

from __future__ import annotations

import itertools

import pytest

from ingest.patience import QUIET_S, Complaint, delays


class Steady:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(autouse=True)
def _all_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def complaint(steady: Steady) -> Complaint:
    return Complaint("s1: the store is away", steady)


def test_a_trouble_that_lasts_is_said_once_and_once_when_it_is_over(complaint: Complaint, steady: Steady, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(100):
        complaint.raise_("refused")
        assert complaint.standing
        steady.now_s += 10
    complaint.settle()
    complaint.settle()
    assert not complaint.standing
    assert caplog.messages == ["s1: the store is away: refused; trying again until it works", "s1: the store is away: works again"]


def test_one_that_comes_and_goes_is_a_line_a_minute_with_a_count(complaint: Complaint, steady: Steady, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(int(2 * QUIET_S)):
        complaint.raise_("429")
        complaint.settle()
        steady.now_s += 1
    assert caplog.messages == [
        "s1: the store is away: 429; trying again until it works",
        "s1: the store is away: works again",
        "s1: the store is away: 429 (60 times since it was last said); trying again until it works",
        "s1: the store is away: works again",
    ]


def test_one_that_came_back_too_soon_for_a_line_gets_it_when_it_lasts(complaint: Complaint, steady: Steady, caplog: pytest.LogCaptureFixture) -> None:
    complaint.raise_("once")
    complaint.settle()
    complaint.raise_("again")
    assert complaint.standing
    assert len(caplog.messages) == 2
    steady.now_s += QUIET_S
    complaint.raise_("still")
    complaint.settle()
    assert caplog.messages[2:] == ["s1: the store is away: still; trying again until it works", "s1: the store is away: works again"]


def test_waits_double_with_jitter_up_to_the_longest() -> None:
    waits = list(itertools.islice(delays(0.1, 1.0), 50))
    assert all(0.05 <= wait_s <= 1.5 for wait_s in waits)
    assert all(0.5 <= wait_s <= 1.5 for wait_s in waits[4:])
    assert waits[0] <= 0.15
