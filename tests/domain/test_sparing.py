"""What strikes with every message is one line a minute, with a count."""

from __future__ import annotations

import logging

import pytest

from domain.sparing import INTERVAL_S, Sparing, SparingEach

log = logging.getLogger(__name__)


class Steady:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_thousand_faults_are_one_line_at_once_and_one_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    steady = Steady()
    sparing = Sparing(log, steady)
    for number in range(1000):
        sparing.say(logging.ERROR, "%s: record %d is bad", "s1", number)
    assert caplog.messages == ["s1: record 0 is bad"]
    steady.now_s += INTERVAL_S
    sparing.say(logging.ERROR, "%s: record %d is bad", "s1", 1000)
    assert caplog.messages[1:] == ["s1: record 1000 is bad (and 999 like it since the last such line)"]
    steady.now_s += INTERVAL_S
    sparing.say(logging.ERROR, "%s: record %d is bad", "s1", 1001)
    assert caplog.messages[2:] == ["s1: record 1001 is bad"]


def test_the_first_comes_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    sparing = Sparing(log)
    for _ in range(3):
        try:
            raise ValueError("no good")  # noqa: TRY301  the fault that is to be told
        except ValueError:
            sparing.say(logging.ERROR, "it failed", exc_info=True)
    (record,) = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ValueError)


def test_a_percent_sign_in_the_count_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    steady = Steady()
    sparing = Sparing(log, steady)
    for _ in range(3):
        sparing.say(logging.WARNING, "100 %% of %s", "it")
    steady.now_s += INTERVAL_S
    sparing.say(logging.WARNING, "100 %% of %s", "it")
    assert caplog.messages == ["100 % of it", "100 % of it (and 2 like it since the last such line)"]


def test_one_site_s_flood_does_not_hide_another_s_first_word(caplog: pytest.LogCaptureFixture) -> None:
    sparing = SparingEach(log, Steady())
    for site in ("a", "a", "b", "a", "b"):
        sparing.of(site).say(logging.WARNING, "nobody at %s", site)
    assert caplog.messages == ["nobody at a", "nobody at b"]
