"""Column types that behave alike on SQLite and PostgreSQL.

What devices and people send must always be storable: a NUL or a lone surrogate in a text is replaced, because an
engine that refuses the row would stop the stream for ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import TIMESTAMP, BigInteger, ColumnElement, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from domain.reading import Value
from domain.time import EPOCH

_MICROSECOND = timedelta(microseconds=1)


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def storable(text: str) -> str:
    """`text` without what neither engine can keep: lone surrogates become ``?``, a NUL becomes U+FFFD."""
    text = str(text).replace("\0", "\ufffd")  # str(): a word of an enum becomes a plain text, drivers go by the exact type
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def to_json(value: object) -> str:
    """Compact JSON that both engines can keep. NaN and Infinity raise `ValueError`: they are no JSON."""
    text = _ENCODE(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class Moment(TypeDecorator[datetime]):
    """An aware time; comes back in UTC. SQLite: whole microseconds since 1970, so that order is the order of time."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A time with zone on PostgreSQL, a number on SQLite."""
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401  the driver's own type
        """To the driver. A naive time raises `ValueError`: nobody knows which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; times in the records are aware")
        return value.astimezone(UTC) if dialect.name == "postgresql" else (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401  the driver's own type
        """From the driver."""
        if value is None:
            return None
        moment: datetime = value.astimezone(UTC) if dialect.name == "postgresql" else EPOCH + value * _MICROSECOND
        return moment


class Phrase(TypeDecorator[str]):
    """A text of any length, made storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """To the driver."""
        return None if value is None else storable(value)


_NO_WORDS = "[]"


class Words(TypeDecorator[Sequence[str]]):
    """A short list of words in their order, as a JSON array; see `has_word`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """To the driver."""
        if value is None:
            return None
        return to_json([str(word) for word in value]) if value else _NO_WORDS

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002  SQLAlchemy's signature
        """From the driver, as a tuple."""
        if value is None:
            return None
        return () if value == _NO_WORDS else tuple(json.loads(value))


class Document(TypeDecorator[Mapping[str, object]]):
    """A JSON object that is kept and given back, never searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, object] | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """To the driver."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, object] | None:  # noqa: ARG002  SQLAlchemy's signature
        """From the driver, as a dict."""
        if value is None:
            return None
        found: dict[str, object] = json.loads(value)
        return found


class Measured(TypeDecorator[Any]):
    """The value of a point (`domain.reading.Value`) as JSON; a set of flags becomes a sorted array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Value, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """To the driver."""
        if value is None:
            return None
        return to_json(sorted(value) if isinstance(value, frozenset) else value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Value:  # noqa: ARG002  SQLAlchemy's signature
        """From the driver."""
        if value is None:
            return None
        found: bool | float | str | list[str] = json.loads(value)
        return frozenset(found) if isinstance(found, list) else found


Counting = BigInteger().with_variant(Integer, "sqlite")
"""A number that the engine gives (SQLite gives numbers to INTEGER columns only)."""


def has_word(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Whether `word` stands in a `Words` column. For words of our own: plain letters, digits, ``_`` and ``-``."""
    return column.cast(Text).contains(f'"{word}"', autoescape=True)
