"""What a list of work orders may ask besides state, department, person, asset and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Subquery, and_, or_, select, union

from domain.records import OrderFilter, OrderPlace
from domain.sorting import OrderSort
from domain.work_order import OPEN_STATES
from storage.database.tables import work_orders

BY_DUE = frozenset({OrderSort.DUE, OrderSort.DUE_LAST})


def further_conditions(where: OrderFilter) -> Iterator[ColumnElement[bool]]:
    """A condition for each of these that `where` names."""
    if where.kinds is not None:
        yield work_orders.c.kind.in_(where.kinds)
    if where.priorities is not None:
        yield work_orders.c.priority.in_(where.priorities)
    if where.requested_by is not None:
        yield work_orders.c.requested_by == where.requested_by
    if where.overridden is not None:
        yield work_orders.c.overridden_by.is_not(None) if where.overridden else work_orders.c.overridden_by.is_(None)
    if where.place is not None:
        yield _in_place(where.place)
    if where.parent is not None:
        yield work_orders.c.parent_id == where.parent
    if where.ids is not None:
        yield work_orders.c.id.in_(where.ids)
    if where.due_from is not None or where.due_until is not None:
        yield _due(where.due_from, where.due_until)


def led_by_due(where: OrderFilter) -> bool:
    """Whether it is best found through what is due in a span, rather than through all that was opened."""
    return where.due_from is not None and where.due_until is not None


def marks_of_due(where: OrderFilter, conditions: Sequence[ColumnElement[bool]]) -> Subquery:
    """The ids and times of opening of what is due in the span of `where` and meets `conditions`.

    A month of the calendar has thousands of orders and a page two hundred: both indexes have all that says which those are.
    """
    moments = (work_orders.c.resolve_by, work_orders.c.promised_until)
    halves = [select(work_orders.c.opened_at, work_orders.c.id).where(*conditions, _between(moment, where.due_from, where.due_until)) for moment in moments]
    return union(*halves).subquery()


def sorted_through_due(where: OrderFilter, sort: OrderSort) -> bool:
    """Whether a list by what is due goes through the index of that: open orders are few, and sorted where they are found."""
    return sort in BY_DUE and (where.states is None or not where.states <= OPEN_STATES)


def _in_place(place: OrderPlace) -> ColumnElement[bool]:
    its_asset_stands_there = and_(work_orders.c.space.is_(None), work_orders.c.asset.in_(place.assets))
    return and_(work_orders.c.site == place.site, or_(work_orders.c.space.in_(place.spaces), its_asset_stands_there))


def _due(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    """Both halves have an index of their own, and both engines join what the two find."""
    return or_(_between(work_orders.c.resolve_by, since, until), _between(work_orders.c.promised_until, since, until))


def _between(moment: Column[datetime], since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    bounds = [moment >= since] if since is not None else []
    return and_(*bounds, *([moment < until] if until is not None else []))
