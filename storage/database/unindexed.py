"""A column that is compared but never looked up: for questions in which SQLite would take the wrong index.

Steward leaves SQLite without statistics, so its planner takes an index on a column with two values for as good as one on a
key. PostgreSQL knows its tables and is left alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.visitors import InternalTraversal


class Unindexed(ColumnElement[Any]):
    """`column`, by no index. On SQLite it is written ``+column``, which its manual gives as the way to say so."""

    inherit_cache = True
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012  declared so by SQLAlchemy

    def __init__(self, column: Column[Any]) -> None:
        self.column = column
        self.type = column.type


@compiles(Unindexed)
def _as_it_is(element: Unindexed, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401  the compiler's own arguments
    return compiler.process(element.column, **how)


@compiles(Unindexed, "sqlite")
def _with_a_plus(element: Unindexed, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401  as above
    return f"+{compiler.process(element.column, **how)}"
