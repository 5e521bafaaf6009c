"""The clock that ingest goes by: even when the system's is stepped, and in agreement with it otherwise."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from steward.steady_clock import ClockSet, SteadyClock

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Machine:
    """A system's two clocks."""

    elapsed: float = 5_000.0
    wall: datetime = NOON

    def passes(self, seconds: float) -> None:
        self.elapsed += seconds
        self.wall += timedelta(seconds=seconds)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> SteadyClock:
    return SteadyClock(lambda: machine.wall, lambda: machine.elapsed)


def test_it_shows_what_the_system_shows(machine: Machine, clock: SteadyClock) -> None:
    machine.passes(3_600)
    assert clock() == NOON + HOUR


def test_small_corrections_are_followed(machine: Machine, clock: SteadyClock) -> None:
    for _ in range(100):
        machine.passes(10)
        machine.wall += timedelta(seconds=0.5)
        assert clock() == machine.wall


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_a_step_is_not_followed_and_time_goes_on(machine: Machine, clock: SteadyClock, step: timedelta) -> None:
    machine.wall += step
    machine.passes(10)
    assert clock() == NOON + timedelta(seconds=10)
    machine.wall -= step
    assert clock() == NOON + timedelta(seconds=10)


def test_a_step_is_said_once_and_so_is_its_end(machine: Machine, clock: SteadyClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    machine.wall += HOUR
    clock.watch()
    machine.passes(10)
    clock.watch()
    machine.wall -= HOUR
    clock.watch()
    clock.watch()
    assert [record.getMessage().split(";")[0] for record in caplog.records] == [
        "the system's clock was stepped by +3600 s",
        "the system's clock is right again",
    ]


def test_a_step_that_stays_asks_for_a_new_start(machine: Machine, clock: SteadyClock) -> None:
    machine.wall -= HOUR
    clock.watch()
    machine.passes(599)
    clock.watch()
    machine.passes(2)
    with pytest.raises(ClockSet, match="-3600 s"):
        clock.watch()


def test_a_step_that_is_taken_back_in_time_asks_for_nothing(machine: Machine, clock: SteadyClock) -> None:
    machine.wall -= HOUR
    clock.watch()
    machine.passes(599)
    machine.wall += HOUR
    clock.watch()
    machine.passes(599)
    machine.wall += HOUR
    clock.watch()
    machine.passes(599)
    clock.watch()
