"""What tables are made of: kinds of columns, partial indexes, and the predicates that several tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Identity, Index, Integer, MetaData, false, literal_column

from storage.database.columns import Counting, Moment, Phrase, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NOT_ENDED: ColumnElement[Any] = literal_column("ended_at IS NULL")
WAITING: ColumnElement[Any] = literal_column("state = 'waiting'")
"""Predicates of partial indexes. A query that repeats one word for word can use the index, so use these."""


def text(name: str) -> Column[Any]:
    """A text that is always there."""
    return Column(name, Phrase, nullable=False)


def optional_text(name: str) -> Column[Any]:
    """A text that may be missing."""
    return Column(name, Phrase)


def moment(name: str) -> Column[Any]:
    """A time that is always there."""
    return Column(name, Moment, nullable=False)


def optional_moment(name: str) -> Column[Any]:
    """A time that may be missing."""
    return Column(name, Moment)


def words(name: str) -> Column[Any]:
    """A list of words, perhaps empty."""
    return Column(name, Words, nullable=False)


def flag(name: str) -> Column[Any]:
    """Whether something is so."""
    return Column(name, Boolean, nullable=False)


def added_words(name: str) -> Column[Any]:
    """A list that the rows of an earlier version do not have yet: empty for them."""
    return Column(name, Words, nullable=False, server_default="[]")


def added_flag(name: str) -> Column[Any]:
    """As `_added_words`: not set for them."""
    return Column(name, Boolean, nullable=False, server_default=false())


def added_number(name: str) -> Column[Any]:
    """As `added_words`: zero for them."""
    return Column(name, Integer, nullable=False, server_default="0")


def optional_number(name: str) -> Column[Any]:
    """A small number that may be missing."""
    return Column(name, Integer)


def number(name: str) -> Column[Any]:
    """A small number that is always there."""
    return Column(name, Integer, nullable=False)


def identity(name: str = "id") -> Column[Any]:
    """A text that is the primary key, or a part of it."""
    return Column(name, Phrase, primary_key=True)


def position() -> Column[Any]:
    """The order in which rows were added."""
    return Column("position", Counting, Identity(always=False), primary_key=True)


def search() -> Column[Any]:
    """What the text filter looks in, case folded: see `listing.search_text`."""
    return Column("search", Phrase, nullable=False, server_default="")


def partial(name: str, *columns: str, where: ColumnElement[Any], unique: bool = False) -> Index:
    """An index of only those rows for which `where` holds."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
