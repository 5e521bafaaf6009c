"""Moving what was committed from SQLite's write-ahead log into the database file, where nobody waits for it.

SQLite does this by itself in whichever commit makes the log too long, and that commit then takes many times as long as
the others. Here a thread does it before it comes to that; writers and readers go on meanwhile. Nothing depends on it:
what is committed is durable in the log, and SQLite still sees to it should this thread not keep up.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

log = logging.getLogger(__name__)

EVERY_COMMITS = 25
"""An alarm with its order changes some thirty pages, so this is before the thousand at which SQLite begins."""
PAGES_AT_MOST = 8000
"""From so many pages in the log on SQLite does it in a commit (32 MB)."""
_STOP_WITHIN_S = 5.0


class Checkpoints:
    """Of one database file. `connect` opens a connection to it. For any thread; the thread begins when there is something to do."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._commits = 0
        self._news = threading.Event()
        self._due = False
        self._stopping = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def committed(self) -> None:
        """Another transaction has been committed."""
        with self._lock:
            self._commits += 1
            if self._commits < EVERY_COMMITS or self._stopping:
                return
            self._commits = 0
            self._due = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="records checkpoint", daemon=True)
                self._thread.start()
        self._news.set()

    def close(self) -> None:
        """Do what is due, and end the thread."""
        with self._lock:
            self._stopping = True
        self._news.set()
        if self._thread is not None:
            self._thread.join(_STOP_WITHIN_S)

    def _run(self) -> None:
        while self._due or not self._stopping:
            self._news.wait()
            self._news.clear()
            if self._due:
                self._due = False
                self._checkpoint()

    def _checkpoint(self) -> None:
        try:
            with closing(self._connect()) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error as error:
            log.debug("no checkpoint now: %s", error)
