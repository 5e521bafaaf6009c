"""Backtests: jobs that workers take, each by one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from domain.records import Conflict
from domain.rule_version import Backtest, BacktestState
from domain.time import Clock
from storage.database.tables import UNFINISHED, backtests
from storage.database.writing import add_unless_there


class DatabaseBacktests:
    """`domain.rule_version.Backtests`. `clock` says when a worker last saved how far it is."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def add(self, backtest: Backtest) -> None:
        """A new one. `Conflict` if its id is there already."""
        row = {"id": backtest.id, **_question(backtest), **_progress(backtest), "progressed_at": backtest.started_at}
        if not add_unless_there(self._connection, backtests, row):
            raise Conflict(f"the backtest {backtest.id} is there already")

    def get(self, backtest_id: str) -> Backtest | None:
        """The backtest."""
        row = self._connection.execute(select(backtests).where(backtests.c.id == backtest_id)).one_or_none()
        return None if row is None else _backtest_of(row)

    def take(self, now: datetime, stalled_before: datetime) -> Backtest | None:
        """The oldest that waits, or runs without having been taken or saved since `stalled_before`; now running, from 0.

        Two workers never take the same: a row is taken only as it was when it was seen.
        """
        stalled = (backtests.c.state == BacktestState.RUNNING) & (backtests.c.progressed_at < stalled_before)
        free = UNFINISHED & or_(backtests.c.state == BacktestState.WAITING, stalled)
        oldest = select(backtests).where(free).order_by(backtests.c.asked_at, backtests.c.id).limit(1)
        taken = {"state": BacktestState.RUNNING, "progress": 0.0, "started_at": now, "progressed_at": now, "finished_at": None, "result": None, "error": None}
        while (row := self._connection.execute(oldest).one_or_none()) is not None:
            as_seen = (backtests.c.id == row.id) & (backtests.c.state == row.state) & backtests.c.progressed_at.is_not_distinct_from(row.progressed_at)
            if self._connection.execute(update(backtests).where(as_seen).values(**taken)).rowcount == 1:
                return self.get(row.id)
        return None

    def save(self, backtest: Backtest) -> None:
        """Store how far it is; what was asked never changes. `KeyError` if it is not there.

        `Conflict` if another worker has taken it since (its `started_at` is another): whoever gets that stops.
        """
        mine = or_(backtests.c.state == BacktestState.WAITING, backtests.c.started_at.is_not_distinct_from(backtest.started_at))
        change = update(backtests).where(backtests.c.id == backtest.id, mine).values(**_progress(backtest), progressed_at=self._clock())
        if self._connection.execute(change).rowcount == 1:
            return
        if self.get(backtest.id) is None:
            raise KeyError(backtest.id)
        raise Conflict(f"another worker has taken the backtest {backtest.id}")

    def of_rule(self, site: str, rule: str, *, limit: int = 20) -> Sequence[Backtest]:
        """Newest asked first."""
        query = select(backtests).where(backtests.c.site == site, backtests.c.rule == rule)
        rows = self._connection.execute(query.order_by(backtests.c.asked_at.desc(), backtests.c.id.desc()).limit(limit))
        return [_backtest_of(row) for row in rows]

    def waiting_of(self, person: str) -> int:
        """How many of a person's wait."""
        waiting = UNFINISHED & (backtests.c.state == BacktestState.WAITING) & (backtests.c.asked_by == person)
        return self._connection.execute(select(func.count()).select_from(backtests).where(waiting)).scalar() or 0


def _question(item: Backtest) -> dict[str, Any]:
    return {
        "site": item.site,
        "rule": item.rule,
        "definition": item.definition,
        "digest": item.digest,
        "since": item.since,
        "until": item.until,
        "asked_by": item.asked_by,
        "asked_at": item.asked_at,
    }


def _progress(item: Backtest) -> dict[str, Any]:
    return {
        "state": item.state,
        "progress": item.progress,
        "started_at": item.started_at,
        "finished_at": item.finished_at,
        "result": item.result,
        "error": item.error,
    }


def _backtest_of(row: Row[Any]) -> Backtest:
    return Backtest(
        id=row.id,
        site=row.site,
        rule=row.rule,
        definition=row.definition,
        digest=row.digest,
        since=row.since,
        until=row.until,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=BacktestState(row.state),
        progress=row.progress,
        started_at=row.started_at,
        finished_at=row.finished_at,
        result=row.result,
        error=row.error,
    )
