"""Beginning a file at the same moment as somebody else is waited for."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from domain.telemetry import Series, TelemetryMessage
from domain.time import from_ms
from storage.telemetry.sqlite import SqliteTelemetry
from storage.wal import use_wal

AT = from_ms(1_770_000_000_000)


class Watched(sqlite3.Connection):
    """Tells when it has been refused."""

    refused = threading.Event()

    def execute(self, *arguments: object) -> sqlite3.Cursor:
        try:
            return super().execute(*arguments)  # type: ignore[arg-type]
        except sqlite3.OperationalError:
            self.refused.set()
            raise


def begun(path: Path) -> sqlite3.Connection:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_file_that_another_is_beginning_is_waited_for(tmp_path: Path) -> None:
    other = begun(tmp_path / "file.sqlite")
    ours = sqlite3.connect(tmp_path / "file.sqlite", timeout=10, isolation_level=None, check_same_thread=False, factory=Watched)
    with closing(other), closing(ours), ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(use_wal, ours, 30)
        assert Watched.refused.wait(20)
        other.execute("COMMIT")
        waiting.result(20)
        assert ours.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_who_holds_it_for_too_long_is_not_waited_for(tmp_path: Path) -> None:
    with (
        closing(begun(tmp_path / "file.sqlite")),
        closing(sqlite3.connect(tmp_path / "file.sqlite")) as ours,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        use_wal(ours, 0.05)


def test_processes_that_begin_a_day_together_lose_nothing(tmp_path: Path) -> None:
    def write(number: int) -> None:
        store = SqliteTelemetry(tmp_path)
        store.write([TelemetryMessage(f"site-{number // 4}", f"device-{number}", "power", AT, AT, {"power": float(number)})])
        store.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(160)))
    reader = SqliteTelemetry(tmp_path)
    series = [Series(f"site-{number // 4}", f"device-{number}", "power", "power") for number in range(160)]
    assert {each.device: sample.value for each, sample in reader.latest(series).items()} == {f"device-{number}": float(number) for number in range(160)}
    reader.close()
