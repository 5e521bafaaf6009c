"""Backtests as jobs: an engineer asks, the worker tries the changed rule on the site's history, the page shows what comes of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.identity import new_id
from domain.problem import BadConfiguration, Refusal
from domain.records import Conflict, Records, RecordsUnavailable, Transaction
from domain.rule_version import Backtest, BacktestState
from domain.site import Site
from domain.text import Text
from domain.time import Clock
from operations.workorders.record import both
from rules import routing
from rules.backtest.comparison import Known
from rules.backtest.processes import BacktestFailed, Bounds, Cancelled, OpenStore, run
from rules.backtest.replay import SETTLE_S
from rules.backtest.trial import Trial
from rules.rule import Rule
from rules.rule_file import read_rule
from rules.ruleset import bind
from rules.versions import digest

log = logging.getLogger(__name__)

LONGEST = timedelta(days=92)
MOST_WAITING = 2
STALLED_AFTER = timedelta(minutes=1)
"""A worker that has said nothing of a backtest for so long is gone; another takes it."""
_SAVE_EVERY = timedelta(seconds=1)
_ALIVE_EVERY = timedelta(seconds=10)


def ask(
    tx: Transaction, *, site: Site, rules: Sequence[Rule], definition: Mapping[str, object], since: datetime, until: datetime, by: str, at: datetime
) -> Backtest:
    """Ask for a backtest of `definition`, in place of the rule of its id or beside the others, on ``[since, until)`` (UTC).

    `rules` are those in force at `site`, `by` is who asks. What lies after `at` is cut off. Raises `BadConfiguration` for
    a rule that cannot be used, and `Refusal` for a time that cannot be or when two of this person's are waiting already.
    """
    until = min(until, at)
    if since >= until:
        raise Refusal("开始时间须早于结束时间，且早于现在", "The time must begin before it ends, and before now")
    if until - since > LONGEST:
        raise Refusal(f"一次最多试算 {LONGEST.days} 天", f"At most {LONGEST.days} days can be tried at once")
    rule = read_rule(definition, "rule")
    bind(tuple({**{each.id: each for each in rules}, rule.id: rule}.values()), site)
    if tx.backtests.waiting_of(by) >= MOST_WAITING:
        raise Refusal("您已有两个试算在排队，请等其中一个完成", "Two of your backtests are waiting already: wait until one is done")
    asked = Backtest(new_id(), site.id, rule.id, dict(definition), digest(definition), since, until, by, at)
    tx.backtests.add(asked)
    return asked


def run_next(
    records: Records,
    open_telemetry: OpenStore,
    sites: Mapping[str, Site],
    rules_of: Callable[[str], Sequence[Rule]],
    clock: Clock,
    *,
    settle_s: float = SETTLE_S,
    bounds: Bounds | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Take the next backtest, if one waits or its worker is gone, and see it through; whether there was one.

    The work is done by processes of its own, which open the telemetry store anew by `open_telemetry` (picklable).
    `rules_of` gives the rules in force at a site by its id. When `stopping` says so, what was begun waits for another
    worker. Raises `RecordsUnavailable`: then the backtest is taken anew after a while.
    """
    now = clock()
    with records.transaction() as tx:
        taken = tx.backtests.take(now, now - STALLED_AFTER)
    if taken is None:
        return False
    try:
        done = _try(records, taken, open_telemetry, sites, rules_of, clock, settle_s, bounds, stopping)
        with records.transaction() as tx:
            tx.backtests.save(done)
    except Conflict:
        log.warning("backtest %s of %s: another worker has taken it meanwhile", taken.id, taken.rule)
    return True


def known_outcomes(tx: Transaction, site: str, rule: str, since: datetime, until: datetime) -> list[Known]:
    """The alarms of `rule` at `site` that were raised between `since` and `until`, and whose order says what was found."""
    found = []
    for alarm in tx.alarms.raised_between(site, since, until):
        order = tx.orders.of_alarm(alarm.id) if alarm.rule == rule else None
        if order is not None and order.outcome is not None:
            condition = f"{alarm.rule}|{alarm.asset}|{alarm.point or ''}"
            found.append(Known(condition, alarm.occurred_at, alarm.returned_at or alarm.ended_at, order.outcome))
    return found


def _try(
    records: Records,
    taken: Backtest,
    open_telemetry: OpenStore,
    sites: Mapping[str, Site],
    rules_of: Callable[[str], Sequence[Rule]],
    clock: Clock,
    settle_s: float,
    bounds: Bounds | None,
    stopping: Callable[[], bool],
) -> Backtest:
    """`taken` as it is afterwards: done, failed with a reason, or waiting again."""
    try:
        site = sites[taken.site]
        changed = read_rule(taken.definition, "rule")
        trial = Trial.of(site, rules_of(site.id), changed, taken.since, taken.until, settle_s=settle_s)
        with records.reading() as tx:
            known = known_outcomes(tx, site.id, taken.rule, taken.since, taken.until)
        telling = _Telling(records, taken, clock)
        result = run(trial, open_telemetry, routing=routing.load(), known=known, bounds=bounds, progress=telling, cancelled=stopping)
    except Cancelled:
        return replace(taken, state=BacktestState.WAITING, progress=0.0)
    except BacktestFailed as error:
        return _failed(taken, error.text, clock())
    except BadConfiguration as error:
        return _failed(taken, Text(f"规则已不可用，请修改后重新试算：{error}", f"The rule cannot be used any more: {error}"), clock())
    except (Conflict, RecordsUnavailable):
        raise
    except Exception as error:  # whatever it is, trying it again every minute would not help
        log.exception("the backtest %s of %s failed", taken.id, taken.rule)
        return _failed(taken, Text(f"试算失败：{type(error).__name__}: {error}", f"It failed: {type(error).__name__}: {error}"), clock())
    return replace(taken, state=BacktestState.DONE, progress=1.0, finished_at=clock(), result=result.as_json())


def _failed(taken: Backtest, why: Text, at: datetime) -> Backtest:
    return replace(taken, state=BacktestState.FAILED, finished_at=at, error=both(why))


class _Telling:
    """Stores how far a backtest is, at most once a second; when nothing moves, now and then, as a sign of life."""

    def __init__(self, records: Records, backtest: Backtest, clock: Clock) -> None:
        self._records = records
        self._backtest = backtest
        self._clock = clock
        self._saved_at = clock()

    def __call__(self, progress: float) -> None:
        """It is so far. Raises `Conflict` when another worker has taken it."""
        now = self._clock()
        moved = progress > self._backtest.progress
        if now - self._saved_at < (_SAVE_EVERY if moved else _ALIVE_EVERY):
            return
        self._saved_at = now
        self._backtest = replace(self._backtest, progress=max(progress, self._backtest.progress))
        try:
            with self._records.transaction() as tx:
                tx.backtests.save(self._backtest)
        except RecordsUnavailable as error:
            log.warning("backtest %s: how far it is cannot be stored: %s", self._backtest.id, error)
