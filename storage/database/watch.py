"""Whether anything was committed since the last look: a question so cheap that it can be asked many times a second."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import sqlalchemy
from sqlalchemy import Engine

from domain.records import RecordsUnavailable

_COMMITTED = "SELECT pg_current_snapshot()::text"
"""Which transactions are over: what has an id is in it as long as it runs, and whatever writes has one."""


class FileWatch:
    """`domain.records.Watch` on SQLite: its own count of what others have committed to the file (``PRAGMA data_version``). For one thread."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def mark(self) -> object:
        """Differs from the last one if something was committed in between."""
        try:
            if self._connection is None:
                self._connection = self._connect()
                self._opened += 1
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error as error:
            self.close()
            raise RecordsUnavailable(f"the database file cannot be used now ({error})") from error
        # The count is of this connection only.
        return self._opened, version

    def close(self) -> None:
        """Let go of the connection; the next mark opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class ServerWatch:
    """`domain.records.Watch` on PostgreSQL: the server's snapshot, which every committed transaction changes. For one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._cursor: Any = None

    def mark(self) -> object:
        """Differs from the last one if something was committed in between."""
        try:
            if self._connection is None:
                self._connection = self._engine.raw_connection()
                self._connection.driver_connection.autocommit = True
                self._cursor = self._connection.cursor()
            self._cursor.execute(_COMMITTED)
            (snapshot,) = self._cursor.fetchone()
        except (self._engine.dialect.loaded_dbapi.Error, sqlalchemy.exc.SQLAlchemyError, OSError) as error:
            self._drop()
            raise RecordsUnavailable(f"the database does not answer ({error})") from error
        return snapshot

    def close(self) -> None:
        """Let go of the connection; the next mark opens another."""
        self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = self._cursor = None
