"""What is particular to telemetry in SQLite: files, other processes, sudden ends."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from domain.telemetry import Sample, StoreUnavailable
from storage.telemetry import day_files
from storage.telemetry import sqlite as engine
from storage.telemetry.sqlite import ENGINE, SqliteTelemetry
from tests.storage.telemetry.endless_writer import BATCH
from tests.storage.telemetry.messages import FAR_AHEAD, at, happened, of, said

ROOT = Path(__file__).parents[3]
DAY = 86_400


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "telemetry"


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteTelemetry]:
    opened = SqliteTelemetry(folder)
    yield opened
    opened.close()


@contextmanager
def endless_writer(folder: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """The writing process and what it says; killed at the end at the latest."""
    command = [sys.executable, "-m", "tests.storage.telemetry.endless_writer", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


def floors(store: SqliteTelemetry) -> list[object]:
    return [sample.value for sample in store.range(of("floor"), at(0), FAR_AHEAD, limit=10_000_000)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_its_folder_is_inside_the_data_directory(tmp_path: Path) -> None:
    opened = ENGINE.open(ENGINE.settings(), tmp_path / "data")
    opened.write([said(0, {"floor": 1.0})])
    opened.close()
    assert names(tmp_path / "data" / "telemetry" / "live" / "riverside") == ["2026-01-31.sqlite", "latest.sqlite"]


def test_after_kill_9_of_the_writer_all_that_write_returned_for_is_there(folder: Path) -> None:
    for _ in range(3):
        with endless_writer(folder) as (process, said_by_it):
            for _ in range(40):
                acknowledged = int(said_by_it.readline())
            process.send_signal(signal.SIGKILL)
            acknowledged = int(([str(acknowledged), *said_by_it.read().splitlines()])[-1])
        reopened = SqliteTelemetry(folder)
        found = floors(reopened)
        assert len(found) >= acknowledged
        assert found == [float(number) for number in range(len(found))]
        assert reopened.latest([of("floor")])[of("floor")].ts >= at(acknowledged - 1)
        assert [sound(path) for path in sorted(folder.rglob("*.sqlite"))] == ["ok"] * len(list(folder.rglob("*.sqlite")))
        assert reopened.write([said(len(found), {"floor": float(len(found))})]) == []
        reopened.close()


def sound(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()


def test_a_commit_waits_for_the_disk(folder: Path) -> None:
    connection = day_files.open_for_writing(folder / "2026-01-31.sqlite")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_another_process_reads_while_one_writes_and_sees_only_whole_batches(folder: Path) -> None:
    reader = SqliteTelemetry(folder)
    with endless_writer(folder) as (_, said_by_it):
        counts = [len(floors(reader)) for _ in range(30) if said_by_it.readline()]
        newest = reader.latest([of("floor")])
    assert len(counts) == 30
    assert [count % BATCH for count in counts] == [0] * 30
    assert counts == sorted(counts)
    assert counts[-1] >= 30 * BATCH
    assert newest[of("floor")].ts >= at(30 * BATCH - 1)


def test_a_reader_leaves_the_files_to_the_writer(folder: Path, store: SqliteTelemetry) -> None:
    reader = SqliteTelemetry(folder)
    assert floors(reader) == []
    assert not folder.exists()
    store.write([said(0, {"floor": 1.0})])
    with day_files.reading(day_files.day_files(folder / "live" / "riverside")[0]) as connection:
        assert connection is not None
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM message")


def test_a_file_that_is_made_but_not_yet_filled_reads_as_empty(folder: Path, store: SqliteTelemetry) -> None:
    site = folder / "live" / "riverside"
    site.mkdir(parents=True)
    for name in ("2026-01-31.sqlite", "latest.sqlite"):
        (site / name).touch()
    assert floors(store) == []
    assert store.latest([of("floor")]) == {}
    assert store.events("riverside", "lift-1", "lift", at(0), FAR_AHEAD) == []
    store.write([said(0, {"floor": 1.0})])
    assert floors(store) == [1.0]


def test_each_utc_day_has_a_file_and_retention_drops_whole_files(folder: Path, store: SqliteTelemetry) -> None:
    store.write([said(day * DAY, {"floor": float(day)}) for day in range(4)])
    site = folder / "live" / "riverside"
    reader = SqliteTelemetry(folder)
    assert len(floors(reader)) == 4
    store.delete_before("riverside", at(2 * DAY))
    store.close()
    assert names(site) == ["2026-02-02.sqlite", "2026-02-03.sqlite", "latest.sqlite"]
    assert floors(reader) == [2.0, 3.0]


def test_retention_by_another_process_does_not_disturb_the_writer(folder: Path, store: SqliteTelemetry) -> None:
    store.write([said(0, {"floor": 0.0}), said(5 * DAY, {"floor": 5.0})])
    SqliteTelemetry(folder).delete_before("riverside", at(3 * DAY))
    store.write([said(5 * DAY + 1, {"floor": 6.0})])
    assert floors(store) == [5.0, 6.0]
    assert store.latest([of("floor")]) == {of("floor"): Sample(at(5 * DAY + 1), 6.0)}


def test_late_readings_of_many_days_keep_few_files_open(store: SqliteTelemetry) -> None:
    store.write([said(day * DAY, {"floor": float(day)}) for day in range(40)])
    assert len(store._writers) <= engine._OPEN_DAYS
    assert floors(store) == [float(day) for day in range(40)]


def test_no_name_leads_out_of_the_folder(folder: Path, store: SqliteTelemetry) -> None:
    store.write([said(0, {"floor": 1.0}, site="../../x", realm=".."), said(0, {"floor": 1.0}, site="a/b", realm="*")])
    assert names(folder.parent) == ["telemetry"]
    assert names(folder) == ["%2A", "%2E%2E"]


@pytest.mark.parametrize(("query", "table"), [(engine._MESSAGES, "message"), (engine._MESSAGES_BACKWARDS, "message"), (engine._EVENTS, "event")])
def test_queries_of_one_device_use_the_index_and_sort_nothing(folder: Path, query: str, table: str) -> None:
    connection = day_files.open_for_writing(folder / "2026-01-31.sqlite")
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", ("x",) * query.count("?"))]
    connection.close()
    assert [step.startswith(f"SEARCH {table} USING PRIMARY KEY (device=? AND device_type=? AND ts") for step in plan] == [True]


def test_a_damaged_file_says_which_and_what_to_do(folder: Path, store: SqliteTelemetry) -> None:
    site = folder / "live" / "riverside"
    site.mkdir(parents=True)
    (site / "2026-01-31.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreUnavailable, match=r"2026-01-31\.sqlite: .*Move this file away"):
        store.write([said(0, {"floor": 1.0})])
    with pytest.raises(StoreUnavailable, match=r"2026-01-31\.sqlite"):
        floors(store)


def test_a_file_of_a_newer_steward_is_left_alone(folder: Path, store: SqliteTelemetry) -> None:
    path = folder / "live" / "riverside" / "2026-01-31.sqlite"
    day_files.open_for_writing(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreUnavailable, match="written by a newer Steward"):
        store.write([said(0, {"floor": 1.0})])


def test_a_folder_that_cannot_be_made_makes_the_store_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    blocked = SqliteTelemetry(tmp_path / "file")
    with pytest.raises(StoreUnavailable, match="Check the free space and the rights"):
        blocked.check()
    with pytest.raises(StoreUnavailable, match="Check the free space and the rights"):
        blocked.write([said(0, {"floor": 1.0})])


def test_a_full_disk_makes_the_store_unavailable_and_loses_nothing_stored(folder: Path, store: SqliteTelemetry) -> None:
    store.write([said(0, {"floor": 0.0})])
    connection = next(iter(store._writers.values()))
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnavailable, match="full"):
        store.write([said(second, {"note": "x" * 500}) for second in range(1, 500)])
    connection.execute("PRAGMA max_page_count = 1000000")
    assert floors(store) == [0.0]
    assert store.write([said(1, {"floor": 1.0})]) == []
    assert floors(SqliteTelemetry(folder)) == [0.0, 1.0]


def test_a_closed_store_opens_its_files_anew(store: SqliteTelemetry) -> None:
    store.write([said(0, {"floor": 1.0}), happened(0, "door.opened")])
    store.close()
    store.write([said(1, {"floor": 2.0})])
    assert floors(store) == [1.0, 2.0]
