"""Several processes at one SQLite file: no lock error, nothing lost, nothing half done."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from domain.records import AlarmFilter
from domain.time import utc_now
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import put_alarm

ROOT = Path(__file__).parents[3]
WRITERS = 4
EACH = 200


def start(stack: ExitStack, url: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.storage.database.writer", url, *arguments]
    process = stack.enter_context(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    stack.callback(process.kill)
    return process


@pytest.mark.slow
def test_four_processes_write_at_once_and_a_follower_sees_every_event_in_order(sqlite_url: str) -> None:
    with ExitStack() as stack:
        records = DatabaseRecords(sqlite_url, clock=utc_now)
        stack.callback(records.close)
        writers = [start(stack, sqlite_url, f"writer{number}", str(EACH)) for number in range(WRITERS)]
        followed: list[tuple[int, str]] = []
        running = True
        while running:
            running = any(writer.poll() is None for writer in writers)
            while found := _after(records, followed):
                followed += found
        assert [(writer.returncode, writer.stderr.read()) for writer in writers if writer.stderr] == [(0, "")] * WRITERS
        expected = {f"writer{number}-{step}" for number in range(WRITERS) for step in range(EACH)}
        sequences = [sequence for sequence, _ in followed]
        assert sequences == sorted(set(sequences))
        assert (len(followed), {alarm for _, alarm in followed}) == (WRITERS * EACH, expected)
        with records.reading() as tx:
            assert {alarm.id for alarm in tx.alarms.list(AlarmFilter(), limit=10_000).items} == expected
            assert {notification.key for notification in tx.outbox.list(limit=10_000)} == expected


def _after(records: DatabaseRecords, followed: list[tuple[int, str]]) -> list[tuple[int, str]]:
    with records.reading() as tx:
        return [(logged.sequence, logged.event.subject_id) for logged in tx.events.after(followed[-1][0] if followed else 0, limit=100)]


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 7, 40])
def test_a_process_killed_in_the_middle_leaves_whole_transactions_only(sqlite_url: str, after: int) -> None:
    with ExitStack() as stack:
        writers = [start(stack, sqlite_url, f"writer{number}") for number in range(2)]
        committed = [line.strip() for writer in writers if writer.stdout for _ in range(after) for line in [writer.stdout.readline()]]
        for writer in writers:
            writer.kill()
        committed += [line.strip() for writer in writers if writer.stdout for line in writer.stdout]
    with closing(sqlite3.connect(str(make_url(sqlite_url).database))) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    records = DatabaseRecords(sqlite_url, clock=utc_now)
    with records.transaction() as tx:
        alarms = {alarm.id for alarm in tx.alarms.list(AlarmFilter(), limit=100_000).items}
        events = {logged.event.subject_id for logged in tx.events.after(0, limit=100_000)}
        notifications = {notification.key for notification in tx.outbox.list(limit=100_000)}
        assert alarms == events == notifications
        assert {line for line in committed if line} <= alarms
        assert all(len(tx.alarms.history(alarm)) == 1 for alarm in alarms)
        put_alarm(tx)
    records.close()
