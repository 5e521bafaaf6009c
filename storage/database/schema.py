"""The schema's version: bringing a database to the newest, and saying whether it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from domain.records import RecordsUnavailable
from domain.retention import RETENTION
from storage.database import faults
from storage.database.engine import address, file_options, server_options
from storage.database.tables import retention
from storage.database.writing import add_unless_there
from storage.wal import use_wal

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 0x53_54_45_57_01
"""Of PostgreSQL's advisory locks: whoever changes the schema."""
_TABLE = "alembic_version"
"""Where Alembic keeps the version of the schema."""
_VERSIONS = Path(__file__).with_name("migrations") / "versions"
_PATIENCE_S = 300
"""How long a process waits for another one that is upgrading."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`, in one transaction: wholly or not at all.

    Any number of processes may do so at once. Makes the SQLite file, readable by its owner alone, if there is none;
    a PostgreSQL database must exist. Raises `RecordsUnavailable` if it cannot be reached or belongs to a newer
    Steward, `ValueError` for a URL of another kind.
    """
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        _make_file(parsed)
    engine = _engine(parsed)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _refuse_newer(connection)
            from alembic import command  # noqa: PLC0415  every process asks for the version, and one brings it up to date

            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if revision in ("head", head()):
                _seed_retention(connection)
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise RuntimeError("the upgrade would leave rows that refer to nothing; nothing was changed")
    except OSError as error:
        raise RecordsUnavailable(f"the database does not answer ({error})") from error
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """The revision that the database is at; `None` when it has no schema yet."""
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).exists():
        return None
    engine = _engine(parsed)
    try:
        with engine.connect() as connection:
            return current_of(connection)
    except OSError as error:
        raise RecordsUnavailable(f"the database does not answer ({error})") from error
    finally:
        engine.dispose()


def current_of(connection: Connection) -> str | None:
    """As `current`, on an open connection."""
    if not inspect(connection).has_table(_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar_one_or_none()  # noqa: S608  a constant
    return found


@cache
def head() -> str:
    """The revision that this version needs."""
    found = sorted(_known())
    if not found:
        raise RuntimeError("the package has lost its migrations; install it again")
    return found[-1]


def require_head(connection: Connection) -> None:
    """Raise `RecordsUnavailable`, with the remedy, unless the database is at `head`."""
    found = current_of(connection)
    if found != head():
        _refuse_newer(connection)
        raise RecordsUnavailable(f"the database's schema is at {found or 'nothing yet'} and this version needs {head()}; {faults.UPGRADE}")


def _refuse_newer(connection: Connection) -> None:
    found = current_of(connection)
    if found is not None and found not in _known():
        raise RecordsUnavailable(f"the database's schema ({found}) is of a newer Steward; install that version, or restore a backup made by this one")


@cache
def _known() -> frozenset[str]:
    """Every migration's file begins with its number, and they stand in one line."""
    return frozenset(file.name.split("_", 1)[0] for file in _VERSIONS.glob("[0-9]*_*.py"))


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _engine(url: URL) -> Engine:
    """For the upgrade alone: patient, and without foreign keys on SQLite, where changing a table means making it anew."""
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(query={}), poolclass=NullPool, hide_parameters=True, **(file_options(url, _PATIENCE_S) if sqlite else server_options(url)))
    if sqlite:

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's connection
            connection.isolation_level = None
            use_wal(connection, _PATIENCE_S)
            connection.execute("PRAGMA synchronous = FULL")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "handle_error", faults.listener(reading=False))
    return engine


def _make_file(url: URL) -> None:
    """Passwords' hashes and people's names lie in it: nobody else may read it. SQLite gives its -wal and -shm the same rights."""
    try:
        Path(str(url.database)).touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise RecordsUnavailable(f"the database file cannot be made ({error})") from error


def _seed_retention(connection: Connection) -> None:
    """The defaults, for kinds that the table does not have yet; what was changed there stays."""
    for line in RETENTION:
        row = {"kind": line.kind, "keep_s": round(line.keep.total_seconds()), "personal": line.personal, "why_zh": line.why.zh, "why_en": line.why.en}
        add_unless_there(connection, retention, row)
