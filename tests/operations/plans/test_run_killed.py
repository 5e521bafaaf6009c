"""kill -9 of the worker around every single decision in the middle of a plan: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import signal as signals
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from domain.outbox import NotificationKind
from domain.plan import Phase, Where
from domain.plan_run import RunEvent, RunState, StepState
from storage.database.records import DatabaseRecords
from tests.house.test_imports_point_one_way import ROOT
from tests.operations.plans.plan_worker import AFTER, BEFORE, GROUND_S
from tests.operations.plans.run_scenes import MINUTE, NIGHT, RESCUE, SECOND, a_step, approve, events, log, only_run, telemetry

_E = RunEvent
LONG_S = 240
"""A process starts slowly where everything else runs, too."""
MANY = 20

SMALL = replace(
    RESCUE,
    phases=(
        Phase("one", RESCUE.title, (a_step("see", within_s=600, done=telemetry(asset_type="lift", point="floor", below=2.0, where=Where.ASSET, hold_s=20)),)),
        Phase("two", RESCUE.title, (a_step("answer", within_s=60),)),
    ),
    musters=(),
)


def work(url: str, clock: Path, dies: str) -> int:
    return subprocess.run([sys.executable, "-m", "tests.operations.plans.plan_worker", url, str(clock), dies], cwd=ROOT, timeout=LONG_S, check=False).returncode


def test_a_plan_goes_on_as_if_nobody_had_died(sqlite_records: DatabaseRecords, sqlite_url: str, tmp_path: Path) -> None:
    approve(sqlite_records, SMALL)
    died = 0
    while died < MANY and work(sqlite_url, tmp_path / "clock", BEFORE if died % 2 == 0 else AFTER) == -signals.SIGKILL:
        died += 1
    assert died == 2 * len(("started", "seen", "done", "late", "escalated"))
    run = only_run(sqlite_records)
    held = NIGHT + (GROUND_S + 20) * SECOND
    assert (run.state, run.step("see").state, run.step("see").by, run.step("see").settled_at) == (RunState.RUNNING, StepState.DONE, "telemetry", held)
    assert (run.step("answer").late_at, run.step("answer").escalated_at) == (held + MINUTE, held + 2 * MINUTE)
    assert events(sqlite_records, run) == [_E.STARTED, _E.PHASE_OPENED, _E.DONE, _E.PHASE_OPENED, _E.LATE, _E.ESCALATED]
    assert [line.at for line in log(sqlite_records, run)] == [NIGHT, NIGHT, held, held, held + MINUTE, held + 2 * MINUTE]
    with sqlite_records.reading() as tx:
        told = Counter(one.key.split("|")[2] for one in tx.outbox.list(limit=500) if one.kind is NotificationKind.PLAN)
    assert (told["phase"], told["late"], told["escalate"]) == (1, 1, 1)
    assert told["start"] >= 1
