"""Statements that both engines know and SQLAlchemy spells for each by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.prepared import PreparedInsert


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, in the connection's dialect."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def add_unless_there(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert `row` unless a unique index has its like; whether it was inserted.

    Unlike a failing INSERT this leaves a PostgreSQL transaction usable, so that the caller may go on.
    """
    return connection.execute(insert(connection, table).values(**row).on_conflict_do_nothing()).rowcount > 0


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, or change those whose primary key is there already. No two may have the same key; all name the same columns."""
    _puts(table).add(connection, rows)


@cache
def _puts(table: Table) -> PreparedInsert:
    return PreparedInsert(table, replacing=True)
