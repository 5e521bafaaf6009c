"""A changed rule on trial, from the store to the comparison, in one process and in several."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from domain.telemetry import TelemetryStore
from domain.work_order import Outcome
from rules import routing
from rules.backtest import chart
from rules.backtest.comparison import BacktestResult, Known
from rules.backtest.processes import BacktestFailed, Bounds, Cancelled, OpenStore, run
from rules.backtest.trial import CHARTS, Trial, play_share
from tests.rules.backtest import openers
from tests.rules.backtest.mill import HOT, HOUR, alive, happened, stored, temps, told, trial
from tests.rules.plant import START, after, site

HOTTER = HOT.replace("80", "90")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with an hour of the mill."""
    waves = [*temps("b1", *([70.0] * 20 + [85.0] * 10) * 4), *temps("b2", *([70.0] * 50 + [95.0] * 20 + [70.0] * 50))]
    stored(tmp_path / "telemetry", [*waves, *alive("gw", 0, HOUR)]).close()
    return tmp_path / "telemetry"


@pytest.fixture
def store(folder: Path) -> Iterator[TelemetryStore]:
    opened = openers.good(folder)()
    yield opened
    opened.close()


def tried(one: Trial, store: TelemetryStore, known: list[Known] | None = None) -> BacktestResult:
    """In this process."""
    parts = [play_share(one, share, store, lambda _progress: None) for share in one.shares(1)]
    return one.result(parts, routing=routing.load(), known=known or [])


def tried_apart(one: Trial, open_store: OpenStore, *, processes: int = 2, memory_bytes: int = 2 << 30, time_s: float = 60.0) -> BacktestResult:
    """In processes of their own."""
    return run(one, open_store, routing=routing.load(), bounds=Bounds(processes, memory_bytes, time_s))


def own_processes() -> list[psutil.Process]:
    """Those that a backtest has started."""
    return [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]


def test_a_changed_limit_is_compared_with_the_one_in_force(store: TelemetryStore) -> None:
    result = tried(trial(HOT, HOTTER), store)
    assert result.before is not None
    assert (result.before.alarms, result.after.alarms, len(result.kept), len(result.lost), result.gained) == (5, 1, 1, 4, ())
    assert {each.asset for each in result.lost} == {"b1"}
    (kept,) = result.kept
    assert [(each.asset, each.value) for each in kept] == [("b2", 95.0), ("b2", 95.0)]
    assert [day.after for day in result.days] == [1]


def test_a_new_rule_is_tried_alone(store: TelemetryStore) -> None:
    result = tried(trial(None, HOT), store)
    assert result.before is None
    assert len(result.gained) == 5


def test_what_people_found_is_looked_up_in_both_versions(store: TelemetryStore) -> None:
    known = [Known("test.rule0|b1|mill.b1.temp", after(600), after(900), Outcome.REAL)]
    result = tried(trial(HOT, HOTTER), store, known)
    assert (result.outcomes[Outcome.REAL].before, result.outcomes[Outcome.REAL].after, result.missed) == (1, 0, tuple(known))


def test_charts_show_where_the_change_matters_with_both_limits(store: TelemetryStore) -> None:
    first, second = tried(trial(HOT, HOTTER), store).charts
    assert (first.point, first.limits_before, first.limits_after, first.rank) == ("mill.b1.temp", (80.0,), (90.0,), (4, 4))
    assert second.rank == (0, 2)
    assert {(bar.low, bar.high) for bar in first.bars} <= {(70.0, 70.0), (85.0, 85.0), (70.0, 85.0)}
    assert len(first.bars) == 120


def test_charts_are_few_and_thin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "MOST_SAMPLES", 20)
    where = site(boilers=8)
    store = stored(tmp_path, [message for n in range(1, 9) for message in temps(f"b{n}", *[60.0 + k % 7 for k in range(120)])])
    charts = tried(trial(HOT, HOTTER, at=where), store).charts
    store.close()
    assert len(charts) == CHARTS
    assert {len(each.bars) for each in charts} == {20}
    assert (60.0, 66.0) in {(bar.low, bar.high) for bar in charts[0].bars}


def test_words_are_charted_by_the_last_of_each_time(tmp_path: Path) -> None:
    rule = "when: {kind: state, point: mode, equals: manual}"
    store = stored(tmp_path, [told("b1", n * 30, {"mode": "manual" if n > 60 else "auto"}) for n in range(120)])
    (first, _) = tried(trial(rule, f"{rule}\non_delay: 60s"), store).charts
    store.close()
    assert (first.point, {bar.low for bar in first.bars}, first.limits_before) == ("mill.b1.mode", {"auto", "manual"}, ())


def test_rules_that_the_changed_one_looks_at_are_replayed_with_it(store: TelemetryStore) -> None:
    named = "id: test.hot\n" + HOT
    both = "when: {kind: composite, at_least: 1, of: [{rule: test.hot}]}"
    result = tried(trial(None, both, others=[named, "id: test.other\nwhen: {kind: stale}"]), store)
    assert {each.condition.split("|")[0] for each in result.gained} == {"test.rule0"}
    assert len(result.gained) == 5


def test_windows_know_what_was_before_the_history_that_is_replayed(tmp_path: Path) -> None:
    rising = 'when: {kind: rate_of_change, point: temp, rises: 20, within: 10m, unit: "°C"}'
    store = stored(tmp_path, temps("b1", *[50.0 + n for n in range(60)], start=-900))
    result = tried(trial(None, rising, since=0, until=600), store)
    store.close()
    (gained,) = result.gained
    assert gained.began <= after(30)


def test_events_before_the_window_count_too(tmp_path: Path) -> None:
    rule = "when: {kind: count, event: flame.lost, at_least: 3, within: 5m}"
    store = stored(tmp_path, [happened("b1", seconds, "flame.lost") for seconds in (-200, -100, 20)])
    result = tried(trial(None, rule), store)
    store.close()
    assert [each.began for each in result.gained] == [after(20)]


def test_while_steward_was_blind_silence_is_nobody_s_fault(tmp_path: Path) -> None:
    stale = "when: {kind: stale, after: 5m}\napplies_to: {assets: [b1]}"
    store = stored(tmp_path, [*alive("b1", 0, 600), *alive("b2", 0, 840), *alive("b1", 2_400, HOUR)])
    result = tried(trial(None, stale, settle_s=240), store)
    store.close()
    assert result.gained == ()
    assert [(gap.start, gap.end) for gap in result.window.blind] == [(after(810), after(2_400))]


def test_several_processes_say_the_same_as_one(folder: Path, store: TelemetryStore) -> None:
    one = trial(HOT, HOTTER)
    alone = tried(one, store)
    assert tried_apart(one, openers.good(folder)) == alone
    assert tried_apart(one, openers.good(folder), processes=1) == alone


def test_progress_grows_to_the_end(folder: Path) -> None:
    told_of: list[float] = []
    run(trial(HOT, HOTTER), openers.good(folder), routing=routing.load(), progress=told_of.append)
    assert told_of == sorted(told_of)
    assert told_of[-1] == 1.0


@pytest.mark.parametrize(
    ("opener", "said"),
    [
        (openers.away, "History cannot be read at present, try again later: nobody answers"),
        (openers.broken, "It failed: ZeroDivisionError: divided by nothing"),
        (openers.killed, "Its process was ended by SIGKILL, perhaps for want of memory: choose a shorter time"),
        (openers.ended, "Its process ended unexpectedly (3)"),
    ],
)
def test_a_failure_says_why_and_harms_nobody(opener: OpenStore, said: str) -> None:
    with pytest.raises(BacktestFailed) as failed:
        tried_apart(trial(HOT, HOTTER), opener)
    assert failed.value.text.en == said
    assert failed.value.text.zh


def test_hunger_for_memory_ends_the_backtest_alone(folder: Path) -> None:
    with pytest.raises(BacktestFailed, match="more memory than it may have"):
        tried_apart(trial(HOT, HOTTER), openers.hungry(folder), processes=1, memory_bytes=1 << 30)


def test_a_backtest_that_takes_too_long_is_given_up(folder: Path) -> None:
    with pytest.raises(BacktestFailed, match="took too long"):
        tried_apart(trial(HOT, HOTTER), openers.slow(folder), time_s=0.5)
    assert not own_processes()


def test_whoever_wants_it_no_longer_leaves_no_process_behind(folder: Path) -> None:
    children: list[psutil.Process] = []

    def cancelled() -> bool:
        children.extend(own_processes())
        return bool(children)

    with pytest.raises(Cancelled):
        run(trial(HOT, HOTTER), openers.slow(folder), routing=routing.load(), cancelled=cancelled)
    assert children
    assert not any(child.is_running() for child in children)


def test_its_processes_end_with_whoever_started_them_even_when_killed(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.rules.backtest.one_backtest", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "running\n"
        children = psutil.Process(starter.pid).children(recursive=True)
        os.kill(starter.pid, signal.SIGKILL)
    _, alive_still = psutil.wait_procs(children, timeout=30)
    assert children
    assert alive_still == []


def test_a_window_says_what_was_replayed(store: TelemetryStore) -> None:
    window = tried(trial(HOT, HOTTER, since=600, until=1_200), store).window
    assert (window.since, window.until, window.messages) == (START + timedelta(minutes=10), START + timedelta(minutes=20), 40)
