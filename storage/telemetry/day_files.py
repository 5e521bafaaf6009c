"""The SQLite files of a site's telemetry: one per UTC day, so that retention drops files, one of newest values, one of folded days.

``{folder}/{realm}/{site}/2026-01-31.sqlite`` with ``latest.sqlite`` and ``folds.sqlite`` beside it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

from domain.telemetry import StoreUnavailable
from domain.time import EPOCH
from storage.telemetry.packing import merge, merge_newest
from storage.wal import use_wal

DAY_MS = 86_400_000
LATEST = "latest.sqlite"
FOLDS = "folds.sqlite"
_SUFFIX = ".sqlite"
_VERSION = 1
_BUSY_S = 10.0

_DAY_TABLES = """
CREATE TABLE message (
  device TEXT NOT NULL, device_type TEXT NOT NULL, ts INTEGER NOT NULL, received INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (device, device_type, ts)
) WITHOUT ROWID;
CREATE TABLE event (
  device TEXT NOT NULL, device_type TEXT NOT NULL, ts INTEGER NOT NULL, apart TEXT NOT NULL,
  id TEXT, name TEXT NOT NULL, received INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (device, device_type, ts, apart)
) WITHOUT ROWID;
"""
_LATEST_TABLES = """
CREATE TABLE latest (
  device TEXT NOT NULL, device_type TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (device, device_type)
) WITHOUT ROWID;
"""
_FOLD_TABLES = """
CREATE TABLE fold (
  device TEXT NOT NULL, device_type TEXT NOT NULL, key TEXT NOT NULL, day INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (device, device_type, key, day)
) WITHOUT ROWID;
CREATE TABLE fold_day (day INTEGER PRIMARY KEY, whole INTEGER NOT NULL);
"""
_TABLES_OF = {LATEST: _LATEST_TABLES, FOLDS: _FOLD_TABLES}


def site_folder(folder: Path, realm: str, site: str) -> Path:
    """Where the files of a site are; odd characters of either name cannot lead elsewhere."""
    return folder / _file_name(realm) / _file_name(site)


def site_folders(folder: Path, site: str) -> list[Path]:
    """The site's folders of all realms that there are."""
    return sorted(folder.glob(f"*/{_file_name(site)}")) if folder.is_dir() else []


def day_of(ts: int) -> int:
    """The UTC day of an epoch in milliseconds, counted from 1970-01-01."""
    return ts // DAY_MS


def day_file(folder: Path, day: int) -> Path:
    """The file of a day of a site."""
    return folder / f"{_day_name(day)}{_SUFFIX}"


def number_of(path: Path) -> int:
    """The day, counted from 1970-01-01, of a file that `day_files` gave."""
    return (date.fromisoformat(path.stem) - EPOCH.date()).days


def day_files(folder: Path, first: int | None = None, last: int | None = None) -> list[Path]:
    """The files that there are of the days from `first` to `last`, both included, oldest first."""
    low = "" if first is None else _day_name(first)
    high = "~" if last is None else _day_name(last)
    names = sorted(path.stem for path in folder.glob(f"*{_SUFFIX}") if path.name not in _TABLES_OF)
    return [folder / f"{name}{_SUFFIX}" for name in names if low <= name <= high]


def drop(path: Path) -> None:
    """Remove a day: first what was not yet taken into the file, so that it cannot come to life in a new one."""
    for suffix in ("-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The file, made if need be, in autocommit; a commit returns when the disk has it. Raises `StoreUnavailable`."""
    with unavailable(path):
        make_folder(path.parent)
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            use_wal(connection, _BUSY_S)
            connection.execute("PRAGMA synchronous = FULL")
            connection.create_function("merge", 2, merge, deterministic=True)
            connection.create_function("merge_newest", 2, merge_newest, deterministic=True)
            _make_tables(connection, _TABLES_OF.get(path.name, _DAY_TABLES))
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """The file as it is now, from any process; `None` when there is none (any more, or not yet filled)."""
    with unavailable(path):
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError:
            if path.exists():
                raise
            yield None
            return
        with closing(connection):
            connection.execute("PRAGMA query_only = 1")
            yield connection if _version(connection) else None


@contextmanager
def unavailable(path: Path) -> Iterator[None]:
    """What SQLite or the file system says of `path`, as `StoreUnavailable` with what to do about it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(f"{path}: {error}. Check the free space and the rights of the folder") from error
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(f"{path}: {error}. Move this file away; only what it holds is missed") from error
    except OSError as error:
        raise StoreUnavailable(f"{error.filename or path}: {error.strerror or error}. Check the free space and the rights of the folder") from error


def in_transaction(connection: sqlite3.Connection, work: Callable[[], object]) -> None:
    """Do `work` in one transaction, written to the disk when this returns; nothing of it is done when it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        work()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _make_tables(connection: sqlite3.Connection, tables: str) -> None:
    if _version(connection) == 0:

        def make() -> None:
            if _version(connection) == 0:  # another process may have been quicker
                for statement in tables.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")

        in_transaction(connection, make)


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > _VERSION:
        raise sqlite3.OperationalError(f"written by a newer Steward (version {version} of the file, {_VERSION} known)")
    return version


def make_folder(folder: Path) -> None:
    """As ``mkdir -p``, and on the disk: a file is as durable as the entries that lead to it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    handle = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _day_name(day: int) -> str:
    return (EPOCH + timedelta(days=day)).date().isoformat()


def _file_name(name: str) -> str:
    return quote(name, safe="").replace(".", "%2E")
