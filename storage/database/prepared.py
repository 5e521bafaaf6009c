"""Statements of the hot path: spelled once for each engine, from then on straight to the driver.

What SQLAlchemy does for a statement each time (building it, looking for its compiled form, describing its result) costs
several times what SQLite needs to run it. So the few statements that an alarm needs are compiled once; on PostgreSQL
the server plans them once for each connection, too, and one message each way is enough. Types, errors and the
transaction stay SQLAlchemy's and ours: see `columns` and `faults`.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pg8000.converters import make_params
from pg8000.core import CoreConnection
from sqlalchemy import Connection, Dialect, Insert, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import Executable

from storage.database import faults

Build = Callable[[str], Executable]
"""Makes the statement for a dialect (``sqlite`` or ``postgresql``); its parameters are named by `value`."""

Found = tuple[Sequence[Sequence[Any]], int]
"""The rows that a driver gave, and the number of those that it changed."""

_ROWS = (64, 32, 16, 8, 4, 2, 1)
"""So many rows one INSERT takes; each has to be spelled and planned by itself, so there are few."""


def value(name: str, type_of: Any) -> Any:  # noqa: ANN401  a column, to SQLAlchemy an expression of any type
    """The parameter `name`, sent as the column `type_of` would be."""
    return bindparam(f"v_{name}", type_=type_of.type)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A statement as a driver takes it. `binds`: for each place its parameter, its fixed value, and what makes it the driver's own."""

    text: str
    binds: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]
    row: Callable[[Sequence[Any]], Any] | None
    results: tuple[tuple[int, Callable[[Any], Any]], ...]

    def places(self, values: Mapping[str, Any]) -> list[Any]:
        """The driver's parameters for `values`."""
        given = values.get
        # A missing one is a fixed one. What is not there is not there for any driver: most columns of most rows are empty.
        return [found if (found := given(name, fixed)) is None or process is None else process(found) for name, fixed, process in self.binds]

    def read(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        """The driver's rows as named tuples, each value of its column's type."""
        make = self.row
        if make is None:
            return []
        rows = []
        for each in found:
            read = list(each)
            for place, process in self.results:
                if read[place] is not None:
                    read[place] = process(read[place])
            rows.append(make(read))
        return rows


class Prepared:
    """One statement. `rows` reads what it gives, `change` says how many rows it changed.

    Parameters are given by the names that `value` has. Raises what every use of the connection raises: see `faults`.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._spelled: dict[str, Spelled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:  # noqa: ANN401  of the columns' types
        """The rows, as named tuples with the columns' names."""
        spelled = self._of(connection)
        found, _ = run(connection, spelled, spelled.places({f"v_{name}": each for name, each in values.items()}))
        return spelled.read(found)

    def change(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it for its effect; returns the number of rows that it changed."""
        spelled = self._of(connection)
        _, count = run(connection, spelled, spelled.places({f"v_{name}": each for name, each in values.items()}))
        return count

    def _of(self, connection: Connection) -> Spelled:
        name = connection.dialect.name
        found = self._spelled.get(name)
        if found is None:
            found = self._spelled[name] = _spell(self._build(name), connection.dialect)
        return found


class PreparedInsert:
    """Rows of one table, many at once. With `unless_there` those that a unique index has already are left out.

    With `replacing` the row that has a primary key already takes over the new values; no two rows of one call may have
    the same key then. All rows of one call name the same columns.
    """

    def __init__(self, table: Table, *, unless_there: bool = False, replacing: bool = False) -> None:
        self._table = table
        self._unless_there = unless_there
        self._replacing = replacing
        self._of_size: dict[tuple[tuple[str, ...], int], Prepared] = {}

    def add(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert `rows` in their order; returns how many were."""
        count = start = 0
        for size in _sizes(len(rows)):
            part = rows[start : start + size]
            start += size
            values = {f"{name}_{number}": row[name] for number, row in enumerate(part) for name in row}
            count += self._insert(tuple(part[0]), size).change(connection, values)
        return count

    def _insert(self, columns: tuple[str, ...], size: int) -> Prepared:
        found = self._of_size.get((columns, size))
        if found is None:
            found = self._of_size[columns, size] = Prepared(lambda dialect: self._statement(dialect, columns, size))
        return found

    def _statement(self, dialect: str, columns: tuple[str, ...], size: int) -> Insert:
        rows = [{name: value(f"{name}_{number}", self._table.c[name]) for name in columns} for number in range(size)]
        # One row as a list would be given back its number on PostgreSQL, which nobody asks for.
        statement = insert_into(self._table, dialect).values(rows if size > 1 else rows[0]).inline()
        if self._replacing:
            keys = [column.name for column in self._table.primary_key]
            changed = {name: statement.excluded[name] for name in columns if name not in keys}
            return statement.on_conflict_do_update(index_elements=keys, set_=changed)
        return statement.on_conflict_do_nothing() if self._unless_there else statement


def insert_into(table: Table, dialect: str) -> SqliteInsert | PostgresqlInsert:
    """An INSERT that can say ON CONFLICT."""
    return PostgresqlInsert(table) if dialect == "postgresql" else SqliteInsert(table)


def _sizes(count: int) -> Iterator[int]:
    for size in _ROWS:
        while count >= size:
            count -= size
            yield size


def _spell(statement: Executable, dialect: Dialect) -> Spelled:
    # pg8000's own style is looked for letter by letter each time; the server's, with numbers, goes as it is.
    spoken = type(dialect)(paramstyle="numeric_dollar") if dialect.name == "postgresql" else dialect  # type: ignore[call-arg]
    compiled = statement.compile(dialect=spoken)  # type: ignore[attr-defined]  # executables have it
    if not isinstance(compiled, SQLCompiler) or compiled.positiontup is None:
        raise TypeError("only statements with positional parameters can be prepared")
    binds = []
    for name in compiled.positiontup:
        bound = compiled.binds[name]
        binds.append((bound.key, bound.value, bound.type.dialect_impl(spoken).bind_processor(spoken)))
    columns = [] if compiled._result_columns is None else compiled._result_columns  # noqa: SLF001  what it gives, in order
    row: Any = namedtuple("Row", [column.keyname for column in columns], rename=True) if columns else None  # noqa: PYI024  made by name
    results = []
    for place, column in enumerate(columns):
        process = column.type.dialect_impl(spoken).result_processor(spoken, None)
        if process is not None:
            results.append((place, process))
    return Spelled(compiled.string, tuple(binds), None if row is None else row._make, tuple(results))


def run(connection: Connection, spelled: Spelled, places: list[Any]) -> Found:
    """Give the driver a statement: the rows that it finds, and the number of those that it changed."""
    driver: Any = connection.connection.driver_connection
    speak = _on_postgresql if isinstance(driver, CoreConnection) else _on_sqlite
    try:
        return speak(connection, driver, spelled, places)
    except Exception as error:
        faults.raise_for(connection, error)
        raise


def _on_sqlite(_connection: Connection, driver: sqlite3.Connection, spelled: Spelled, places: list[Any]) -> Found:
    cursor = driver.execute(spelled.text, places)
    return (cursor.fetchall() if spelled.row is not None else ()), cursor.rowcount


def _on_postgresql(connection: Connection, driver: Any, spelled: Spelled, places: list[Any]) -> Found:  # noqa: ANN401  the driver's connection
    """By a plan that the server keeps under a name as long as the connection lives."""
    kept: dict[str, tuple[Any, Any, Any]] = connection.info.setdefault("prepared", {})
    text = spelled.text
    plan = kept.get(text)
    if plan is None:
        plan = kept[text] = driver.prepare_statement(text, ())
    name, columns, input_funcs = plan
    done = driver.execute_named(name, make_params(driver.py_types, places), columns, input_funcs, text)
    return done.rows or (), done.row_count
