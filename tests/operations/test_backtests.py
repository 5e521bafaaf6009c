"""Backtests as jobs: asked for, taken by a worker, seen through by processes of their own, taken anew when the worker is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.identity import new_id
from domain.people import Department
from domain.problem import BadConfiguration, Refusal
from domain.records import Records, Transaction
from domain.rule_version import Backtest, BacktestState
from domain.severity import Priority
from domain.text import Text
from domain.work_order import Due, OrderEvent, OrderKind, OrderState, Outcome, TimelineEntry, WorkOrder
from operations import backtests
from operations.backtests import STALLED_AFTER, ask, known_outcomes, run_next
from rules.backtest.comparison import Known
from rules.backtest.processes import Bounds
from rules.rule import Rule
from storage.database.records import DatabaseRecords
from tests.ingest.awaiting import eventually
from tests.rules.backtest import openers
from tests.rules.backtest.mill import HOT, HOUR, stored, temps
from tests.rules.plant import after, rules, site
from tests.storage.database.samples import an_alarm, an_entry

ROOT = Path(__file__).parents[2]
MILL = site()
FILES = rules(HOT)
NOW = after(2 * HOUR)
CHANGED: Mapping[str, object] = {**FILES[0].definition, "when": {"kind": "threshold", "point": "temp", "above": 90, "deadband": 5, "unit": "°C"}}


class Clock:
    """Moves a little whenever it is looked at."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=300)
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with an hour of the mill."""
    stored(tmp_path / "telemetry", [*temps("b1", *([70.0] * 20 + [85.0] * 10) * 4), *temps("b2", *([70.0] * 100 + [95.0] * 20))]).close()
    return tmp_path / "telemetry"


def asked(
    records: Records, definition: Mapping[str, object] = CHANGED, *, since: float = 0, until: float = HOUR, by: str = "wang", at: datetime = NOW
) -> Backtest:
    with records.transaction() as tx:
        return ask(tx, site=MILL, rules=FILES, definition=definition, since=after(since), until=after(until), by=by, at=at)


def as_it_is(records: Records, backtest: Backtest) -> Backtest:
    with records.reading() as tx:
        found = tx.backtests.get(backtest.id)
    assert found is not None
    return found


def work(
    records: Records,
    open_store: openers.OpenStore,
    *,
    clock: Clock | None = None,
    rules_in_force: tuple[Rule, ...] = FILES,
    stopping: bool = False,
    time_s: float = 60,
) -> bool:
    bounds = Bounds(time_s=time_s)
    return run_next(records, open_store, {"mill": MILL}, lambda _site: rules_in_force, clock or Clock(), settle_s=0, bounds=bounds, stopping=lambda: stopping)


def test_a_backtest_is_asked_for_and_done(sqlite_records: DatabaseRecords, folder: Path) -> None:
    waiting = asked(sqlite_records)
    assert (waiting.state, waiting.rule, waiting.asked_by) == (BacktestState.WAITING, "test.rule0", "wang")
    assert work(sqlite_records, openers.good(folder))
    done = as_it_is(sqlite_records, waiting)
    assert (done.state, done.progress, done.error) == (BacktestState.DONE, 1.0, None)
    assert done.finished_at is not None
    assert done.result is not None
    assert (done.result["gained"], done.result["lost"], done.result["kept"]) == (0, 4, 1)
    assert not work(sqlite_records, openers.good(folder))


def test_a_rule_that_cannot_be_is_refused_at_once(sqlite_records: DatabaseRecords) -> None:
    with pytest.raises(BadConfiguration, match="has no point `heat`"):
        asked(sqlite_records, {**CHANGED, "when": {"kind": "threshold", "point": "heat", "above": 90}})
    assert not work(sqlite_records, openers.away)


@pytest.mark.parametrize(("since", "until"), [(HOUR, HOUR), (HOUR, 0), (3 * HOUR, 4 * HOUR), (-93 * 24 * HOUR, 0)])
def test_a_time_that_cannot_be_is_refused(sqlite_records: DatabaseRecords, since: float, until: float) -> None:
    with pytest.raises(Refusal) as refused:
        asked(sqlite_records, since=since, until=until)
    assert refused.value.text.zh


def test_the_future_is_cut_off(sqlite_records: DatabaseRecords) -> None:
    assert asked(sqlite_records, until=100 * HOUR).until == NOW


def test_nobody_has_more_than_two_waiting(sqlite_records: DatabaseRecords, folder: Path) -> None:
    asked(sqlite_records)
    asked(sqlite_records)
    with pytest.raises(Refusal, match="Two of your backtests"):
        asked(sqlite_records)
    asked(sqlite_records, by="li", at=NOW + timedelta(seconds=1))
    assert work(sqlite_records, openers.good(folder))
    asked(sqlite_records)


def test_what_failed_says_why_in_both_languages(sqlite_records: DatabaseRecords) -> None:
    backtest = asked(sqlite_records)
    assert work(sqlite_records, openers.away)
    failed = as_it_is(sqlite_records, backtest)
    assert failed.state is BacktestState.FAILED
    assert failed.error == "历史数据暂时读不到，请稍后再试：nobody answers / History cannot be read at present, try again later: nobody answers"
    assert not work(sqlite_records, openers.away)


def test_a_rule_that_does_not_fit_any_more_says_so(sqlite_records: DatabaseRecords, folder: Path) -> None:
    backtest = asked(sqlite_records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backtests, "read_rule", lambda _definition, _name: replace(FILES[0], applies_to=replace(FILES[0].applies_to, asset_types=("gone",))))
        assert work(sqlite_records, openers.good(folder))
    error = as_it_is(sqlite_records, backtest).error or ""
    assert "规则已不可用" in error
    assert "there is no device type `gone`" in error


def test_our_own_fault_is_a_failure_and_not_tried_for_ever(sqlite_records: DatabaseRecords, folder: Path) -> None:
    backtest = asked(sqlite_records)
    assert run_next(sqlite_records, openers.good(folder), {}, lambda _site: FILES, Clock(), settle_s=0)
    assert as_it_is(sqlite_records, backtest).state is BacktestState.FAILED


def test_progress_is_stored_at_most_once_a_second(sqlite_records: DatabaseRecords) -> None:
    backtest = asked(sqlite_records)
    saved: list[float] = []
    clock = Clock()
    with sqlite_records.transaction() as tx:
        taken = tx.backtests.take(clock(), clock() - STALLED_AFTER)
    assert taken is not None
    telling = backtests._Telling(sqlite_records, taken, clock)
    for number in range(20):
        telling(number / 20)
        saved.append(as_it_is(sqlite_records, backtest).progress)
    assert saved == sorted(saved)
    assert len(set(saved)) == 6  # of twenty calls, 0.3 s apart
    telling(0.1)
    assert as_it_is(sqlite_records, backtest).progress == saved[-1]


def test_a_worker_that_stops_leaves_it_to_another(sqlite_records: DatabaseRecords, folder: Path) -> None:
    backtest = asked(sqlite_records)
    assert work(sqlite_records, openers.slow(folder), stopping=True)
    left = as_it_is(sqlite_records, backtest)
    assert (left.state, left.progress) == (BacktestState.WAITING, 0.0)
    assert work(sqlite_records, openers.good(folder))
    assert as_it_is(sqlite_records, backtest).state is BacktestState.DONE


def test_whoever_was_slower_than_thought_lets_go(sqlite_records: DatabaseRecords, folder: Path) -> None:
    backtest = asked(sqlite_records)

    class TakenMeanwhile(Clock):
        """After a while another worker takes it."""

        calls = 0

        def __call__(self) -> datetime:
            self.calls += 1
            if self.calls == 4:
                with sqlite_records.transaction() as tx:
                    assert tx.backtests.take(NOW + timedelta(hours=1), NOW + timedelta(hours=24)) is not None
            return super().__call__()

    assert work(sqlite_records, openers.slow(folder), clock=TakenMeanwhile())
    assert as_it_is(sqlite_records, backtest).started_at == NOW + timedelta(hours=1)


def test_a_killed_worker_s_backtest_is_taken_again(sqlite_records: DatabaseRecords, sqlite_url: str, folder: Path) -> None:
    backtest = asked(sqlite_records)
    command = [sys.executable, "-m", "tests.operations.backtest_worker", sqlite_url, str(folder)]
    with subprocess.Popen(command, cwd=ROOT) as worker:
        eventually(lambda: as_it_is(sqlite_records, backtest).state is BacktestState.RUNNING, within_s=60)
        os.kill(worker.pid, signal.SIGKILL)
    lost = as_it_is(sqlite_records, backtest)
    assert lost.state is BacktestState.RUNNING
    assert lost.started_at is not None
    assert not work(sqlite_records, openers.good(folder), clock=Clock(lost.started_at))
    assert work(sqlite_records, openers.good(folder), clock=Clock(lost.started_at + STALLED_AFTER * 10))
    assert as_it_is(sqlite_records, backtest).state is BacktestState.DONE


def judged(tx: Transaction, outcome: Outcome | None, at: float) -> None:
    """A real alarm of the rule on b1 that is over, and its order with what was found."""
    alarm = an_alarm(
        site="mill", asset="b1", point="mill.b1.temp", rule="test.rule0", occurred_at=after(at), raised_at=after(at + 60), returned_at=after(at + 300)
    )
    alarm = replace(alarm, condition=False, acknowledged=True, ended_at=after(at + 400))
    tx.alarms.add(alarm, an_entry(alarm), condition=f"{alarm.rule}|{alarm.asset}|{alarm.point}")
    order = WorkOrder(
        new_id(), new_id(), "live", OrderKind.REPAIR, "mill", "b1", Department.ENGINEERING, Priority.P2, OrderState.CLOSED, Text("热", "Hot"), after(at), Due(),
        alarm_ids=(alarm.id,), outcome=outcome,
    )  # fmt: skip
    tx.orders.add(order, TimelineEntry(new_id(), order.id, after(at), after(at), OrderEvent.OPENED, order.state, "system"))


def test_what_people_found_is_known_to_the_comparison(sqlite_records: DatabaseRecords, folder: Path) -> None:
    with sqlite_records.transaction() as tx:
        judged(tx, Outcome.REAL, 660)
        judged(tx, Outcome.FALSE_ALARM, 1_560)
        judged(tx, None, 2_460)
        judged(tx, Outcome.REAL, 20 * HOUR)
    with sqlite_records.reading() as tx:
        known = known_outcomes(tx, "mill", "test.rule0", after(0), after(HOUR))
        assert known_outcomes(tx, "mill", "test.other", after(0), after(HOUR)) == []
    assert Known("test.rule0|b1|mill.b1.temp", after(660), after(960), Outcome.REAL) in known
    assert [each.outcome for each in known] == [Outcome.REAL, Outcome.FALSE_ALARM]
    backtest = asked(sqlite_records)
    assert work(sqlite_records, openers.good(folder))
    result = as_it_is(sqlite_records, backtest).result
    assert result is not None
    found = result["known"]
    assert isinstance(found, dict)
    assert found["real"] == {"total": 1, "before": 1, "after": 0}
    assert found["false_alarm"] == {"total": 1, "before": 1, "after": 0}
    assert (len(found["missed"]), len(found["avoided"])) == (1, 1)
