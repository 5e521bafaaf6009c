"""The write-ahead log is moved into the file without anybody's commit waiting for it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from sqlalchemy import make_url

from domain.records import Heartbeat
from storage.database.checkpoints import EVERY_COMMITS, Checkpoints
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import NOON, put_alarm

PATIENCE_S = 60


def test_what_was_committed_gets_into_the_file_while_the_records_are_open(sqlite_records: DatabaseRecords, sqlite_url: str) -> None:
    file = Path(str(make_url(sqlite_url).database))
    before = file.read_bytes()
    for number in range(EVERY_COMMITS):
        with sqlite_records.transaction() as tx:
            put_alarm(tx, rule=f"a rule that stands in the file {number}")
    thread = next(each for each in threading.enumerate() if each.name == "records checkpoint")
    with sqlite_records.transaction() as tx:
        tx.housekeeping.beat(Heartbeat("x", "x", NOON, {}))
    sqlite_records._checkpoints.close()  # type: ignore[union-attr]  # waits until it is done
    assert not thread.is_alive()
    assert b"a rule that stands in the file 3" not in before
    assert b"a rule that stands in the file 3" in file.read_bytes()


def test_no_commit_fails_because_a_checkpoint_does() -> None:
    tried = threading.Event()

    def refuse() -> sqlite3.Connection:
        tried.set()
        raise sqlite3.OperationalError("unable to open database file")

    checkpoints = Checkpoints(refuse)
    for _ in range(EVERY_COMMITS):
        checkpoints.committed()
    assert tried.wait(PATIENCE_S)
    tried.clear()
    for _ in range(EVERY_COMMITS):
        checkpoints.committed()
    assert tried.wait(PATIENCE_S)
    checkpoints.close()
