"""Versions of rules that people put live, and the backtests that they saw before they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A rule of one site as it was put live at `at` (UTC) by `author`, with a reason.

    `sequence` grows over all versions of the installation: the rules in force at a sequence are those of the files with,
    for each rule, its newest version up to it laid over. `definition` is the rule as in YAML; `None`: as the files have it.
    `number` counts the versions of this rule at this site from 1.
    """

    sequence: int
    site: str
    rule: str
    number: int
    definition: Mapping[str, object] | None
    author: str
    reason: str
    at: datetime
    backtest_id: str | None = None
    restores: int | None = None
    """The number of the version that this one brings back; 0: the files' own."""


class RuleVersions(Protocol):
    """Append-only."""

    def add(self, version: RuleVersion) -> RuleVersion:
        """Add it; `sequence` and `number` are given by the store. Returns it with them.

        A `number` that is not 0 is the one that the author expects: `Conflict` if it would get another one. Two of one
        rule at once: one raises `Conflict`. Versions become visible in the order of their sequences.
        """

    def newest(self) -> int:
        """The greatest sequence; 0 when there is none."""

    def in_force(self, site: str, sequence: int | None = None) -> Sequence[RuleVersion]:
        """The newest version of each rule of the site, up to `sequence` (`None`: up to the newest)."""

    def of_rule(self, site: str, rule: str) -> Sequence[RuleVersion]:
        """All versions of a rule, newest first."""


class BacktestState(StrEnum):
    """How far a backtest is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Backtest:
    """A changed rule tried on a site's history ``[since, until)``, as a job that the worker does. Times are UTC.

    `rule` is the id; `definition` the changed rule as in YAML; `digest` tells whether it is the same definition that
    somebody wants to put live. `progress` is from 0 to 1. `result` is JSON, see ``rules.backtest.comparison``.
    """

    id: str
    site: str
    rule: str
    definition: Mapping[str, object]
    digest: str
    since: datetime
    until: datetime
    asked_by: str
    asked_at: datetime
    state: BacktestState = BacktestState.WAITING
    progress: float = 0.0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    result: Mapping[str, object] | None = None
    error: str | None = None


class Backtests(Protocol):
    """Backtests."""

    def add(self, backtest: Backtest) -> None:
        """A new one, waiting."""

    def get(self, backtest_id: str) -> Backtest | None:
        """The backtest."""

    def take(self, now: datetime, stalled_before: datetime) -> Backtest | None:
        """The oldest that waits, or runs since before `stalled_before` without progress, now running. Two workers never take the same."""

    def save(self, backtest: Backtest) -> None:
        """Store how far it is. `Conflict` if another worker has taken it since (`started_at` differs): stop then. `KeyError`: not there."""

    def of_rule(self, site: str, rule: str, *, limit: int = 20) -> Sequence[Backtest]:
        """Newest first."""

    def waiting_of(self, person: str) -> int:
        """How many that this person (`asked_by`) asked for wait to be taken."""
