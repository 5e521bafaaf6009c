"""What lists have in common: pages by keyset, filters by site and text."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, literal, true, tuple_

from domain.page import Page
from domain.time import EPOCH

Item = TypeVar("Item")

_MICROSECOND = timedelta(microseconds=1)


def page(
    connection: Connection,
    query: Select[Any],
    newest_by: tuple[ColumnElement[datetime], ColumnElement[str]],
    *,
    cursor: str | None,
    limit: int,
    items: Callable[[Sequence[Row[Any]]], Sequence[Item]],
) -> Page[Item]:
    """The rows of `query`, newest first by (time, id), after `cursor`; made into `items` all at once.

    What is added meanwhile neither shifts nor doubles a row of the pages behind it. Raises `ValueError` for a cursor
    that is not ours or a `limit` below 1.
    """
    if limit < 1:
        raise ValueError(f"a page has at least one item, not {limit}")
    moment, key = newest_by
    if cursor is not None:
        last_moment, last_key = read_cursor(cursor)
        query = query.where(tuple_(moment, key) < tuple_(literal(last_moment, moment.type), literal(last_key, key.type)))
    rows = connection.execute(query.order_by(moment.desc(), key.desc()).limit(limit + 1)).all()
    kept = rows[:limit]
    more = len(rows) > limit
    return Page(tuple(items(kept)), write_cursor(getattr(kept[-1], moment.name), getattr(kept[-1], key.name)) if more else None)


def write_cursor(moment: datetime, key: str) -> str:
    """An opaque mark of one row's place in a list."""
    return base64.urlsafe_b64encode(json.dumps([(moment - EPOCH) // _MICROSECOND, key]).encode()).rstrip(b"=").decode()


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """The place that `write_cursor` marked; `ValueError` for anything else."""
    try:
        match json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)):
            case [int(microseconds), str(key)]:
                return EPOCH + microseconds * _MICROSECOND, key
    except (ValueError, OverflowError, RecursionError):
        pass  # said below
    raise ValueError("this cursor is not one that the list gave; start again without it")


def search_text(*parts: str | None) -> str:
    """What a row's ``search`` column holds: its searchable words, case folded by Python so that both engines agree."""
    return "\n".join(part for part in parts if part).casefold()


def has_text(column: Column[Any], text: str) -> ColumnElement[bool]:
    """Whether a ``search`` column has `text` in it, whatever the case; ``%`` and ``_`` mean themselves."""
    return column.contains(text.casefold(), autoescape=True)


def among(column: ColumnElement[Any], names: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether the column is one of `names`; ``*`` among them means any."""
    return true() if "*" in names else column.in_(names)
