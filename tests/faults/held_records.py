"""Records on SQLite that another process holds locked, as a backup tool or somebody's forgotten shell does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def held(records: Path) -> Iterator[None]:
    """Nobody else can write `records` while the block lasts; reading goes on (write-ahead log). We are the other process."""
    with closing(sqlite3.connect(records, timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")
