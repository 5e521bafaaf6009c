"""Backtests: jobs that are taken once, and taken anew when their worker is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest

from domain.records import Conflict, Records
from domain.rule_version import BacktestState
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import HOUR, MINUTE, NOON, a_backtest, put_backtest

PATIENCE_S = 60
NEVER = NOON - 1000 * HOUR


class StoppedClock:
    """Says the time that it is set to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def timed(records_url: str, clock: StoppedClock) -> Iterator[DatabaseRecords]:
    """Empty records whose time is that of `clock`."""
    opened = DatabaseRecords(records_url, clock=clock)
    yield opened
    opened.close()


def test_every_field_comes_back(records: Records) -> None:
    backtest = a_backtest(
        state=BacktestState.DONE,
        progress=0.25,
        started_at=NOON,
        finished_at=NOON + MINUTE,
        result={"gained": [{"asset": "tank-1", "水位": 0.4}], "lost": []},
        error="历史不足",
    )
    with records.transaction() as tx:
        tx.backtests.add(backtest)
        assert tx.backtests.get(backtest.id) == backtest
        assert tx.backtests.get("nothing") is None
        with pytest.raises(Conflict):
            tx.backtests.add(backtest)


def test_the_oldest_that_waits_is_taken_and_then_runs(records: Records) -> None:
    with records.transaction() as tx:
        later, first = put_backtest(tx, asked_at=NOON + MINUTE), put_backtest(tx)
        put_backtest(tx, asked_at=NOON - HOUR, state=BacktestState.DONE)
        put_backtest(tx, asked_at=NOON - HOUR, state=BacktestState.FAILED)
        now = NOON + HOUR
        assert tx.backtests.take(now, NEVER) == replace(first, state=BacktestState.RUNNING, started_at=now)
        assert tx.backtests.take(now, NEVER) == replace(later, state=BacktestState.RUNNING, started_at=now)
        assert tx.backtests.take(now, NEVER) is None


def test_one_that_makes_no_progress_is_taken_anew_from_its_beginning(timed: Records, clock: StoppedClock) -> None:
    with timed.transaction() as tx:
        asked = put_backtest(tx)
        taken = tx.backtests.take(NOON, NEVER)
        assert taken is not None
        clock.now = NOON + MINUTE
        tx.backtests.save(replace(taken, progress=0.5))
        assert tx.backtests.take(NOON + HOUR, NOON + MINUTE) is None
        again = tx.backtests.take(NOON + HOUR, NOON + 2 * MINUTE)
        assert again == replace(asked, state=BacktestState.RUNNING, started_at=NOON + HOUR)


def test_one_whose_worker_never_said_anything_is_taken_anew_too(timed: Records) -> None:
    with timed.transaction() as tx:
        running = put_backtest(tx, state=BacktestState.RUNNING, started_at=NOON)
        assert tx.backtests.take(NOON + HOUR, NOON) is None
        assert tx.backtests.take(NOON + HOUR, NOON + MINUTE) == replace(running, started_at=NOON + HOUR)


def test_a_worker_that_was_taken_for_lost_cannot_spoil_what_another_one_does(timed: Records) -> None:
    with timed.transaction() as tx:
        put_backtest(tx)
        lost = tx.backtests.take(NOON, NEVER)
        now_running = tx.backtests.take(NOON + HOUR, NOON + MINUTE)
        assert lost is not None
        assert now_running is not None
        with pytest.raises(Conflict):
            tx.backtests.save(replace(lost, state=BacktestState.DONE, result={}))
        assert tx.backtests.get(lost.id) == now_running


def test_how_far_it_is_is_kept_and_what_was_asked_never_changes(records: Records) -> None:
    with records.transaction() as tx:
        put_backtest(tx)
        taken = tx.backtests.take(NOON, NEVER)
        assert taken is not None
        done = replace(taken, state=BacktestState.DONE, progress=1.0, finished_at=NOON + MINUTE, result={"lost": [1, None]})
        tx.backtests.save(replace(done, digest="another"))
        assert tx.backtests.get(taken.id) == done
        with pytest.raises(KeyError):
            tx.backtests.save(a_backtest())


def test_two_workers_never_take_the_same(records: Records) -> None:
    with records.transaction() as tx:
        asked = {put_backtest(tx, asked_at=NOON + number * MINUTE).id for number in range(40)}

    def work() -> list[str]:
        mine: list[str] = []
        while True:
            with records.transaction() as tx:
                taken = tx.backtests.take(NOON, NEVER)
            if taken is None:
                return mine
            mine.append(taken.id)

    with ThreadPoolExecutor() as pool:
        taken = [one for task in [pool.submit(work) for _ in range(4)] for one in task.result(PATIENCE_S)]
    assert (len(taken), set(taken)) == (40, asked)


def test_who_comes_second_gets_the_next_one_as_soon_as_the_first_has_committed(records: Records) -> None:
    with records.transaction() as tx:
        first, second = put_backtest(tx), put_backtest(tx, asked_at=NOON + MINUTE)

    def take() -> str | None:
        with records.transaction() as tx:
            taken = tx.backtests.take(NOON, NEVER)
        return None if taken is None else taken.id

    with ThreadPoolExecutor() as pool:
        with records.transaction() as tx:
            mine = tx.backtests.take(NOON, NEVER)
            other = pool.submit(take)
        assert mine is not None
        assert (mine.id, other.result(PATIENCE_S)) == (first.id, second.id)


def test_those_of_a_rule_are_newest_first(records: Records) -> None:
    with records.transaction() as tx:
        old, new = put_backtest(tx), put_backtest(tx, asked_at=NOON + MINUTE)
        put_backtest(tx, rule="another")
        put_backtest(tx, site="hillside")
        assert tx.backtests.of_rule("riverside", "tank.low") == [new, old]
        assert tx.backtests.of_rule("riverside", "tank.low", limit=1) == [new]


def test_what_waits_is_counted_for_each_person(records: Records) -> None:
    with records.transaction() as tx:
        for changes in ({}, {}, {"state": BacktestState.RUNNING, "started_at": NOON}, {"state": BacktestState.DONE}, {"asked_by": "li"}):
            put_backtest(tx, **changes)
        assert [tx.backtests.waiting_of(person) for person in ("wang", "li", "zhao")] == [2, 1, 0]
