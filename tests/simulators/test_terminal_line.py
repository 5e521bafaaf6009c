"""Progress for who can see it."""

from __future__ import annotations

import io

import pytest

from simulators.terminal_line import Rate, TerminalLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now_s = 10.0

    def __call__(self) -> float:
        return self.now_s


def test_on_a_terminal_one_line_renews_itself_four_times_a_second() -> None:
    terminal, clock = Terminal(), Clock()
    line = TerminalLine(terminal, clock=clock)
    for _ in range(16):
        line.show(lambda: f"at {clock.now_s:.2f}")
        clock.now_s += 0.0625
    line.end()
    assert terminal.getvalue().split("\r\x1b[K") == ["", "at 10.00", "at 10.25", "at 10.50", "at 10.75", ""]


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_elsewhere_it_is_quiet_and_asks_for_nothing(stream: io.StringIO, *, quiet: bool) -> None:
    line = TerminalLine(stream, quiet=quiet)
    line.show(lambda: pytest.fail("nobody can see it"))
    line.end()
    assert stream.getvalue() == ""


def test_the_rate_is_that_of_the_last_second() -> None:
    clock = Clock()
    rate = Rate(clock)
    assert rate.of(0) == 0.0
    clock.now_s += 1.0
    assert rate.of(50) == 50.0
    clock.now_s += 0.5
    assert rate.of(51) == 50.0
    clock.now_s += 1.5
    assert rate.of(90) == 20.0
