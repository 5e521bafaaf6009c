"""Records on real databases: an empty one of each engine for every test that asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import NullPool

from domain.retention import RETENTION
from domain.time import utc_now
from storage.database import schema
from storage.database.engine import address, server_options
from storage.database.records import DatabaseRecords
from storage.database.tables import forgetting, metadata, retention
from tests.parts.postgresql import Postgresql


def plain_engine(url: str) -> Engine:
    """An engine with nothing of Steward's habits, for looking into the database at `url`, or damaging it. Keeps no connection."""
    where = address(url)
    options = {} if where.get_backend_name() == "sqlite" else server_options(where)
    return create_engine(where.set(query={}), poolclass=NullPool, **options)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema and nothing in it. Copied rather than made anew: quicker."""
    path = tmp_path_factory.mktemp("records") / "template.db"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def shared_postgresql_url(postgresql: Postgresql) -> str:
    """The URL of the one database with the newest schema that all tests of this process use in turn."""
    url = postgresql.new_database()
    schema.upgrade(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without schema, on each engine; of SQLite's not even the file is there."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / '100% new.db'}"
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    url = server.new_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of an empty SQLite database of this test."""
    shutil.copy(sqlite_template, tmp_path / "records.db")
    return f"sqlite:///{tmp_path / 'records.db'}"


@pytest.fixture
def postgresql_url(postgresql: Postgresql, shared_postgresql_url: str) -> str:
    """The URL of an empty PostgreSQL database that is this test's for now."""
    postgresql.cut_connections(shared_postgresql_url)
    emptied(shared_postgresql_url)
    return shared_postgresql_url


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database: the test runs once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_records(sqlite_url: str) -> Iterator[DatabaseRecords]:
    """Empty records on SQLite."""
    yield from _opened(sqlite_url)


@pytest.fixture
def postgresql_records(postgresql_url: str) -> Iterator[DatabaseRecords]:
    """Empty records on PostgreSQL."""
    yield from _opened(postgresql_url)


@pytest.fixture
def records(records_url: str) -> Iterator[DatabaseRecords]:
    """Empty records: the test runs once on each engine."""
    yield from _opened(records_url)


def emptied(url: str) -> None:
    """Make it as it was when it was new. A database for each test would be hundreds of files for each test."""
    engine = plain_engine(url)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute_simple(_emptying())  # type: ignore[union-attr]  # the driver's own, in one go
    engine.dispose()


@cache
def _emptying() -> str:
    """What empties it, in one transaction: thousands of tests wait for it."""
    tables = [table.name for table in reversed(metadata.sorted_tables) if table is not forgetting]
    marks = [
        insert(retention).values(kind=line.kind, keep_s=round(line.keep.total_seconds()), personal=line.personal, why_zh=line.why.zh, why_en=line.why.en)
        for line in RETENTION
    ]
    said = [str(mark.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})) for mark in marks]  # type: ignore[no-untyped-call]
    return "; ".join(
        [
            "BEGIN",
            "INSERT INTO forgetting (kind) VALUES ('everything')",
            *(f'DELETE FROM "{name}"' for name in [*tables, forgetting.name]),  # noqa: S608  names of ours
            f"UPDATE alembic_version SET version_num = '{schema.head()}'",  # noqa: S608  likewise
            *said,
            "COMMIT",
        ]
    )


def _opened(url: str) -> Iterator[DatabaseRecords]:
    opened = DatabaseRecords(url, clock=utc_now)
    try:
        yield opened
    finally:
        opened.close()
