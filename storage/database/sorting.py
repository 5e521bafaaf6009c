"""Lists that are sorted otherwise than newest first: they are read stretch by stretch, each by an index that there is.

A list by priority is the list of P1, then that of P2, and so on; one by a time that may be missing is the list of those
that have it, then that of the others. So every page is a keyset, whatever stands in the columns, and no statement sorts
more than a page.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, literal, true, tuple_

from domain.page import Page
from domain.severity import Priority, Severity
from domain.sorting import AlarmSort, OrderSort
from storage.database.listing import read_cursor, write_cursor
from storage.database.tables import alarms, work_orders
from storage.database.unindexed import Unindexed

Item = TypeVar("Item")

_NOT_OURS = "this cursor is not one that the list gave; start again without it"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows for which `where` holds, by the time `moment`, which they all have, then by `key`."""

    where: ColumnElement[bool]
    moment: Column[Any]
    key: Column[Any]
    newest_first: bool = True
    few: bool = False
    """The rows are found otherwise, and few: an index on `moment` would lead past all that ever were (see `unindexed`)."""


def sorted_page(
    connection: Connection,
    query: Select[Any],
    sort: str,
    stretches: Sequence[Stretch],
    *,
    cursor: str | None,
    limit: int,
    items: Callable[[Sequence[Row[Any]]], Sequence[Item]],
) -> Page[Item]:
    """The rows of `query` in `stretches`, one after the other, after `cursor`; as `listing.page`.

    Raises `ValueError` for a cursor that is not of a list sorted by `sort`, or a `limit` below 1.
    """
    if limit < 1:
        raise ValueError(f"a page has at least one item, not {limit}")
    start, after = (0, None) if cursor is None else _read(cursor, sort, len(stretches))
    found: list[tuple[int, Row[Any]]] = []
    for place, stretch in enumerate(stretches[start:], start):
        part = _after(query.where(stretch.where), stretch, after if place == start else None)
        found += [(place, row) for row in connection.execute(part.limit(limit + 1 - len(found)))]
        if len(found) > limit:
            break
    kept = found[:limit]
    return Page(tuple(items([row for _, row in kept])), _write(sort, kept[-1], stretches) if len(found) > limit else None)


def order_stretches(sort: OrderSort, *, few: bool = False) -> Sequence[Stretch]:
    """The list of work orders by `sort`. `few`: only open ones are asked for, which have an index of their own."""
    return [replace(stretch, few=few) for stretch in _ORDERS[sort]]


def alarm_stretches(sort: AlarmSort) -> Sequence[Stretch]:
    """The list of alarms by `sort`."""
    return _ALARMS[sort]


def _after(query: Select[Any], stretch: Stretch, after: tuple[datetime, str] | None) -> Select[Any]:
    columns = (Unindexed(stretch.moment) if stretch.few else stretch.moment, stretch.key)
    if after is not None:
        mark = tuple_(literal(after[0], stretch.moment.type), literal(after[1], stretch.key.type))
        query = query.where(tuple_(*columns) < mark if stretch.newest_first else tuple_(*columns) > mark)
    return query.order_by(*(column.desc() if stretch.newest_first else column.asc() for column in columns))


def _write(sort: str, last: tuple[int, Row[Any]], stretches: Sequence[Stretch]) -> str:
    place, row = last
    stretch = stretches[place]
    mark = write_cursor(getattr(row, stretch.moment.name), getattr(row, stretch.key.name))
    return base64.urlsafe_b64encode(json.dumps([sort, place, mark]).encode()).rstrip(b"=").decode()


def _read(cursor: str, sort: str, stretches: int) -> tuple[int, tuple[datetime, str]]:
    try:
        match json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)):
            case [str(of), int(place), str(mark)] if of == sort and 0 <= place < stretches:
                return place, read_cursor(mark)
    except (ValueError, RecursionError):
        pass  # said below
    raise ValueError(_NOT_OURS)


def _each(column: Column[Any], words: Sequence[str], moment: Column[Any], key: Column[Any]) -> Sequence[Stretch]:
    return [Stretch(column == word, moment, key) for word in words]


def _by_due(*, newest_first: bool) -> Sequence[Stretch]:
    due = work_orders.c.resolve_by
    return (Stretch(due.is_not(None), due, work_orders.c.id, newest_first), Stretch(due.is_(None), work_orders.c.opened_at, work_orders.c.id))


_OPENED = (work_orders.c.opened_at, work_orders.c.id)
_RAISED = (alarms.c.raised_at, alarms.c.id)

_SEVERITIES: Sequence[Severity] = sorted(Severity, key=lambda severity: severity.rank)

_ORDERS: Mapping[OrderSort, Sequence[Stretch]] = {
    OrderSort.NEWEST: (Stretch(true(), *_OPENED),),
    OrderSort.OPENED: (Stretch(true(), *_OPENED, newest_first=False),),
    OrderSort.DUE: _by_due(newest_first=False),
    OrderSort.DUE_LAST: _by_due(newest_first=True),
    OrderSort.PRIORITY: _each(work_orders.c.priority, list(Priority), *_OPENED),
    OrderSort.LEAST_PRIORITY: _each(work_orders.c.priority, list(Priority)[::-1], *_OPENED),
}

_ALARMS: Mapping[AlarmSort, Sequence[Stretch]] = {
    AlarmSort.NEWEST: (Stretch(true(), *_RAISED),),
    AlarmSort.RAISED: (Stretch(true(), *_RAISED, newest_first=False),),
    AlarmSort.SEVERITY: _each(alarms.c.severity, _SEVERITIES, *_RAISED),
    AlarmSort.LEAST_SEVERITY: _each(alarms.c.severity, _SEVERITIES[::-1], *_RAISED),
}
