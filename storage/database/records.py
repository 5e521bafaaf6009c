"""The records store on a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolExhausted

from domain.records import RecordsUnavailable
from domain.time import Clock
from storage.database import schema
from storage.database.checkpoints import Checkpoints
from storage.database.engine import address, connect_file, open_engine
from storage.database.transaction import DatabaseTransaction
from storage.database.watch import FileWatch, ServerWatch


class DatabaseRecords:
    """`domain.records.Records` on SQLite (``sqlite:////data/records.db``) or PostgreSQL (``postgresql+pg8000://…``).

    For any number of threads and processes; connects when first used, and again by itself after the server was away.
    Writing transactions exclude each other on SQLite; on PostgreSQL they run side by side until their events are
    numbered. Whoever waits longer than `lock_timeout_s` for a lock or a connection gets `RecordsUnavailable`. That
    may also come from the commit itself when the connection is lost in it: only then it is not known whether the
    transaction happened, so it must be safe to try again. `Conflict` is raised for whatever a unique index refuses.

    Raises `ValueError` for a URL of another kind.
    """

    def __init__(self, url: str, *, clock: Clock, lock_timeout_s: float = 10.0) -> None:
        where = address(url)
        self._clock = clock
        self._writing = open_engine(where, reading=False, lock_timeout_s=lock_timeout_s)
        self._reading = open_engine(where, reading=True, lock_timeout_s=lock_timeout_s)
        sqlite = where.get_backend_name() == "sqlite"
        self._connect = (lambda: connect_file(where, lock_timeout_s)) if sqlite else None
        self._checkpoints = None if self._connect is None else Checkpoints(self._connect)

    @contextmanager
    def transaction(self) -> Iterator[DatabaseTransaction]:
        """A writing transaction: commits at the end of the block, rolls back on an exception. Not to be nested."""
        with _connection(self._writing) as connection, connection.begin():
            transaction = DatabaseTransaction(connection, self._clock, reading=False)
            yield transaction
            transaction.finish()
        if self._checkpoints is not None:
            self._checkpoints.committed()
        transaction.committed()

    @contextmanager
    def reading(self) -> Iterator[DatabaseTransaction]:
        """A reading transaction: one consistent view. Writing in it raises `RuntimeError`."""
        with _connection(self._reading) as connection, connection.begin():
            transaction = DatabaseTransaction(connection, self._clock, reading=True)
            yield transaction
        transaction.committed()

    def watch(self) -> FileWatch | ServerWatch:
        """A `domain.records.Watch` for one thread, with a connection of its own."""
        return ServerWatch(self._reading) if self._connect is None else FileWatch(self._connect)

    def check(self) -> None:
        """Raise `RecordsUnavailable` unless the database answers and its schema is current; the message names the remedy."""
        with _connection(self._reading) as connection, connection.begin():
            schema.require_head(connection)

    def close(self) -> None:
        """Let go of connections."""
        if self._checkpoints is not None:
            self._checkpoints.close()
        self._writing.dispose()
        self._reading.dispose()


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except PoolExhausted as error:
        raise RecordsUnavailable("every connection to the database is in use, or the write lock is held for too long") from error
    except OSError as error:
        raise RecordsUnavailable(f"the database does not answer ({error})") from error
    with connection:
        yield connection
