"""Engines: how connections are opened, how transactions begin, and how a lost server is noticed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pg8000.converters import timestamptz_in
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from storage.database import encryption, faults
from storage.database.checkpoints import PAGES_AT_MOST

SOCKET_TIMEOUT_S = 60
"""A PostgreSQL server that says nothing for so long is taken for lost."""
IDLE_TIMEOUT_S = 60
"""A process that stops in the middle of a transaction loses it after so long, and with it the locks (PostgreSQL)."""
POOL = 5
_TIMESTAMPTZ = 1184
"""The number of the type in PostgreSQL's catalogue."""
_STATEMENTS = 256
"""Of SQLite: so many stay compiled for each connection; more than there are prepared ones."""


_PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "journal_size_limit = 67108864")
"""FULL: a commit is on the disk when it returns."""
_READING = ("query_only = ON",)
_WRITING = ("query_only = OFF", "cache_size = -8192", f"wal_autocheckpoint = {PAGES_AT_MOST}")


def address(url: str) -> URL:
    """The parsed `url`; raises `ValueError`, without any password in it, unless it is a SQLite file's or a PostgreSQL database's."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("the records' URL cannot be read; it looks like sqlite:////data/records.db or postgresql+pg8000://user@host/steward") from None
    kind = parsed.get_backend_name()
    if kind in ("postgresql", "postgres"):
        encryption.check(parsed.query)
        return parsed.set(drivername="postgresql+pg8000")
    if kind != "sqlite":
        raise ValueError(f"records are kept in SQLite or PostgreSQL, not in {kind}")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("records need a file: a database in memory is another one for each connection")
    if parsed.query:
        raise ValueError(f"the records' URL has parameters that are not known here: {', '.join(parsed.query)}; remove them")
    return parsed


def open_engine(url: URL, *, reading: bool, lock_timeout_s: float) -> Engine:
    """An engine for writing or for reading transactions. Connects when first used.

    Writing on SQLite begins by taking the write lock and one connection is enough for it: its waiting threads queue
    here, fairly, rather than poll the file. Reading sees one consistent view and cannot write.
    """
    sqlite = url.get_backend_name() == "sqlite"
    size, overflow = (1, 0) if sqlite and not reading else (POOL, POOL)
    engine = create_engine(
        url.set(query={}),
        pool_size=size,
        max_overflow=overflow,
        pool_timeout=lock_timeout_s,
        hide_parameters=True,
        execution_options={faults.READING: reading},
        **(file_options(url, lock_timeout_s) if sqlite else server_options(url, SOCKET_TIMEOUT_S)),
    )
    if sqlite:
        _prepare_sqlite(engine, reading=reading)
    else:
        _prepare_postgresql(engine, reading=reading, lock_timeout_s=lock_timeout_s)
    event.listen(engine, "handle_error", faults.listener(reading=reading))
    return engine


def file_options(url: URL, lock_timeout_s: float) -> dict[str, Any]:
    """Options for `create_engine` to open the SQLite file of `url` only if it is there: making it is the upgrade's business."""
    return {"creator": lambda: connect_file(url, lock_timeout_s)}


def server_options(url: URL, timeout_s: float | None = None) -> dict[str, Any]:
    """Options for `create_engine` to connect to the PostgreSQL server of `url`, encrypted as its query says (which the driver must not see)."""
    return {"connect_args": {"timeout": timeout_s, "ssl_context": encryption.context(url.query)}}


def connect_file(url: URL, lock_timeout_s: float) -> sqlite3.Connection:
    """A connection to the SQLite file of `url`, for any thread but one at a time. `sqlite3.OperationalError` if there is no file."""
    place = f"file:{quote(str(url.database))}?mode=rw"
    return sqlite3.connect(place, uri=True, timeout=lock_timeout_s, check_same_thread=False, cached_statements=_STATEMENTS)


def _prepare_sqlite(engine: Engine, *, reading: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's connection
        connection.isolation_level = None  # the driver begins nothing by itself: we do, below
        for pragma in (*_PRAGMAS, *(_READING if reading else _WRITING)):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        _begin(connection, lambda driver: driver.execute("BEGIN" if reading else "BEGIN IMMEDIATE"))


def _prepare_postgresql(engine: Engine, *, reading: bool, lock_timeout_s: float) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's connection
        connection.register_in_adapter(_TIMESTAMPTZ, _moment)
        _alone(connection, f"SET lock_timeout = {round(lock_timeout_s * 1000)}; SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_S * 1000}")

    @event.listens_for(engine, "checkout")
    def ping(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401  the driver's connection
        # Not SQLAlchemy's pre-ping: pg8000 lets a reset socket's OSError through, which that does not take for a lost connection.
        try:
            _alone(connection, ";")
        except (engine.dialect.loaded_dbapi.Error, OSError) as error:
            raise InvalidatePoolError from error

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver would do it with the first statement; those that are prepared go past it.
        _begin(connection, lambda driver: driver.execute_simple("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" if reading else "BEGIN"))


def _begin(connection: Connection, how: Callable[[Any], object]) -> None:
    try:
        how(connection.connection.driver_connection)
    except Exception as error:
        faults.raise_for(connection, error)
        raise


def _moment(written: str) -> object:
    """A moment as the server writes it. The driver's own way is thirty times slower, and a page of orders has a thousand of them."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return timestamptz_in(written)  # infinity, and years that Python has not


def _alone(connection: Any, statements: str) -> None:  # noqa: ANN401  the driver's connection
    """Run `statements` outside any transaction."""
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(statements)
        cursor.close()
    finally:
        connection.autocommit = False
