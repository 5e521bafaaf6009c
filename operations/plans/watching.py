"""Steps that telemetry confirms tick themselves: the worker looks at the newest values of what running plans wait for.

The telemetry store is asked before a transaction begins: nothing waits on it while one is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.plan import Step, WantedTelemetry
from domain.plan_run import SETTLED, PlanRun, RunState
from domain.records import Records, Transaction
from domain.site import Device, Site
from domain.telemetry import Sample, Series
from operations.deciding import Due, decide
from operations.plans import phases, record, seen
from operations.plans.seen import Readings, Seen
from operations.plans.steps import TELEMETRY, done

_SILENCE = ".online"
"""The point of an alarm that says that a device is silent."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A running plan with what it waits for, and the devices of its site and realm that are known to be silent."""

    run: PlanRun
    site: Site
    steps: Sequence[tuple[Step, WantedTelemetry]]
    silent: frozenset[str]


def sweep(records: Records, telemetry: Readings, sites: Mapping[str, Site], now: datetime) -> int:
    """Tick what telemetry shows at `now`; returns how many steps changed. Raises `RecordsUnavailable` and `StoreUnavailable`.

    Asked again it changes nothing: a step is settled once, and one that a person took back is theirs.
    """
    with records.reading() as tx:
        watched = [_watched(tx, run, sites[run.site]) for run in tx.plan_runs.watching(sites.keys())]
    if not watched:
        return 0
    newest = telemetry.latest(list(dict.fromkeys(series for each in watched for series in _series(each))))
    due = [_due(each, step, _look(telemetry, newest, each, wanted, now)) for each in watched for step, wanted in each.steps]
    return decide(records, [each for each in due if each is not None], now)


def _watched(tx: Transaction, run: PlanRun, site: Site) -> _Watched:
    steps = run.watched_steps()
    standing = tx.alarms.open_at(site.id, run.realm)
    return _Watched(
        run, site, steps, frozenset(alarm.asset for alarm in standing if alarm.condition and alarm.point is not None and alarm.point.endswith(_SILENCE))
    )


def _series(each: _Watched) -> Sequence[Series]:
    points = [point for _step, wanted in each.steps for point in seen.points_of(each.run, wanted, each.site)]
    return seen.series_of(points, each.site, each.run.realm)


def _look(telemetry: Readings, newest: Mapping[Series, Sample], each: _Watched, wanted: WantedTelemetry, now: datetime) -> Seen | None:
    def is_silent(device: Device) -> bool:
        return bool(each.silent & set(device.assets))

    return seen.look(telemetry, newest, each.run, wanted, each.site, now, is_silent)


def _due(each: _Watched, step: Step, found: Seen | None) -> Due | None:
    """What there is to change, if anything: a tick every second must not write every second."""
    known = each.run.step(step.key)
    if (found is None or not found.done) and (found is None) is (known.seen_at is None):
        return None
    return Due(_decision(step.key, found), each.run.id, each.site)


def _decision(key: str, found: Seen | None) -> Callable[[Transaction, str, Site, datetime], int]:
    def tick(tx: Transaction, run_id: str, site: Site, now: datetime) -> int:
        run = tx.plan_runs.get(run_id)
        if run is None or run.state is not RunState.RUNNING:
            return 0
        step = run.step(key)
        if step.state in SETTLED or step.by_hand:
            return 0
        if found is not None and found.done:
            done(tx, run_id, key, site=site, by=TELEMETRY, at=now, occurred_at=_moment(run, key, found), value=found.value)
        else:
            record.change(tx, phases.with_step(run, replace(step, seen_at=None if found is None else found.since)), [], at=now, actor=TELEMETRY)
        return 1

    return tick


def _moment(run: PlanRun, key: str, found: Seen) -> datetime:
    """When it was done, by event time: when it had held for long enough."""
    wanted = {step.key: telemetry for step, telemetry in run.watched_steps()}[key]
    return found.held_at(wanted.hold_s)
