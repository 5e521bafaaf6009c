"""What an error of the engine means to those who use the records."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.engine import ExceptionContext

from domain.records import Conflict, RecordsUnavailable

READING = "steward_reading"
"""The execution option of engines that only read."""
UPGRADE = "run `steward db upgrade`"

_SQLITE_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
_SQLITE_TAKEN = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})

_POSTGRESQL_GONE = ("08", "57P")
"""SQLSTATEs after which the connection is of no use: connection exception, server shut down."""
_POSTGRESQL_TROUBLE = ("25006", "25P03", "28", "3D000", "40", "53", "55P03", "57014", "58")
"""Read-only stand-by, idle for too long, refused, no such database, rolled back, out of resources, locked, cancelled, system."""
_POSTGRESQL_TAKEN = "23505"
_POSTGRESQL_READ_ONLY = "25006"
_POSTGRESQL_NO_SUCH = ("42P01", "42703")


def listener(*, reading: bool) -> Callable[[ExceptionContext], Exception | None]:
    """A ``handle_error`` listener that puts our errors in place of the engine's; ``None`` leaves an error as it is."""

    def listen(context: ExceptionContext) -> Exception | None:
        ours, lost = _meaning(context.original_exception, reading=reading)
        if lost:
            context.is_disconnect = True
        return ours

    return listen


def raise_for(connection: Connection, error: Exception) -> None:
    """Raise ours for an `error` that the driver gave us without SQLAlchemy between us; returns if it is not for us to name.

    A connection that it says is lost is not used again.
    """
    ours, lost = _meaning(error, reading=bool(connection.get_execution_options().get(READING)))
    if lost:
        connection.invalidate(error)
    if ours is not None:
        raise ours from error


def _meaning(error: BaseException, *, reading: bool) -> tuple[Exception | None, bool]:
    """Our error in place of the engine's (`None`: leave it), and whether the connection is of no more use."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, reading=reading), False
    if isinstance(error, OSError):
        # pg8000 lets some of the socket's own errors through.
        return RecordsUnavailable(f"the database does not answer ({error})"), True
    state = _sqlstate(error)
    if state is None:
        gone = _is_interface_error(error)
        return (RecordsUnavailable(f"the database does not answer ({error})") if gone else None), gone
    return _of_postgresql(error, state, reading=reading), state.startswith(_POSTGRESQL_GONE)


def _of_sqlite(error: sqlite3.Error, *, reading: bool) -> Exception | None:
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code in _SQLITE_TAKEN:
        return Conflict(f"it is there already ({error})")
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_READONLY and reading:
        return _wrote_while_reading()
    if primary == sqlite3.SQLITE_CANTOPEN:
        return RecordsUnavailable(f"there is no database file that can be opened ({error}); to make it, {UPGRADE}")
    if primary in _SQLITE_TROUBLE:
        return RecordsUnavailable(f"the database file cannot be used now ({error})")
    if primary == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column", "table ")):
        return RecordsUnavailable(f"the database's schema is not this version's ({error}); {UPGRADE}")
    return None


def _of_postgresql(error: BaseException, state: str, *, reading: bool) -> Exception | None:
    message = _message(error)
    if state == _POSTGRESQL_TAKEN:
        return Conflict(f"it is there already ({message})")
    if state == _POSTGRESQL_READ_ONLY and reading:
        return _wrote_while_reading()
    if state.startswith(_POSTGRESQL_GONE + _POSTGRESQL_TROUBLE):
        return RecordsUnavailable(f"the database cannot be used now ({message})")
    if state in _POSTGRESQL_NO_SUCH:
        return RecordsUnavailable(f"the database's schema is not this version's ({message}); {UPGRADE}")
    return None


def _wrote_while_reading() -> RuntimeError:
    return RuntimeError("a reading transaction cannot write: use `records.transaction()`")


def _is_interface_error(error: BaseException) -> bool:
    return type(error).__name__ == "InterfaceError" and type(error).__module__.startswith("pg8000")


def _details(error: BaseException) -> dict[str, str]:
    """The fields of a server's answer: pg8000 gives them as a dict, by the letters of the protocol."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, dict) else {}


def _sqlstate(error: BaseException) -> str | None:
    return _details(error).get("C")


def _message(error: BaseException) -> str:
    return _details(error).get("M", str(error))
