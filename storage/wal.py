"""SQLite's write-ahead log, also when several processes begin a file at the same moment."""

from __future__ import annotations

import sqlite3
import time

_PAUSE_S = 0.01


def use_wal(connection: sqlite3.Connection, patience_s: float) -> None:
    """Let this file have a write-ahead log. `sqlite3.OperationalError` if others hold the file for longer than `patience_s`.

    SQLite does not wait by itself here, whatever the connection's timeout: it refuses at once while another connection begins
    the same file, recovers it, or is the last one to leave it.
    """
    give_up_s = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= give_up_s:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
