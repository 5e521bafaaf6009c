"""Steward was blind when nobody of the whole site was heard, and then only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from domain.telemetry import TelemetryMessage
from rules.backtest.blindness import Gap, gaps
from tests.rules.backtest.mill import HOUR, alive, gap, stored, told
from tests.rules.plant import START, after, site

FIVE_MINUTES = timedelta(minutes=5)


def found(folder: Path, messages: Sequence[TelemetryMessage], *, since: float = 0, until: float = HOUR) -> tuple[Gap, ...]:
    store = stored(folder, messages)
    try:
        return gaps(store, site(boilers=4), after(since), after(until), longer_than=FIVE_MINUTES)
    finally:
        store.close()


def test_while_one_device_speaks_we_are_not_blind(tmp_path: Path) -> None:
    assert found(tmp_path, [*alive("b1", 0, 600), *alive("b4", 570, HOUR)]) == ()


def test_a_time_without_any_message_is_a_gap_from_the_last_to_the_first(tmp_path: Path) -> None:
    assert found(tmp_path, [*alive("b1", 0, 600), *alive("b3", 0, 900), *alive("b2", 2_400, HOUR)]) == (gap(870, 2_400),)


def test_what_was_kept_for_us_and_came_afterwards_does_not_make_us_see(tmp_path: Path) -> None:
    kept = [told("b1", seconds, {"flow": 1.0}, received=2_400) for seconds in range(600, 2_400, 30)]
    assert found(tmp_path, [*alive("b1", 0, 600), *kept, *alive("b1", 2_430, HOUR)]) == (gap(570, 2_400),)


def test_a_late_message_that_was_received_in_the_meantime_is_a_sign_that_we_saw(tmp_path: Path) -> None:
    late = [told("b2", 300 + n, {"flow": 1.0}, received=800 + 200 * n) for n in range(8)]
    assert found(tmp_path, [*alive("b1", 0, 600), *late, *alive("b1", 2_400, HOUR)]) == ()


def test_several_gaps_are_found_in_order_and_short_ones_are_none(tmp_path: Path) -> None:
    history = [*alive("b1", 0, 300), *alive("b2", 700, 900), *alive("b3", 1_100, 1_200), *alive("b4", 2_000, HOUR)]
    assert found(tmp_path, history) == (gap(270, 700), gap(1_160, 2_000))


@pytest.mark.parametrize(("since", "until"), [(0, HOUR), (-600, 2 * HOUR)])
def test_before_the_first_and_after_the_last_message_we_knew_nothing(tmp_path: Path, since: float, until: float) -> None:
    history = alive("b1", 900, 1_800)
    assert found(tmp_path, history, since=since, until=until) == (Gap(after(since), after(900)), Gap(after(1_770), after(until)))


def test_without_any_message_we_were_blind_all_the_time(tmp_path: Path) -> None:
    assert found(tmp_path, []) == (Gap(START, after(HOUR)),)
    assert found(tmp_path, [], until=300) == ()
