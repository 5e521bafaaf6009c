"""Lists sorted otherwise than newest first: whole, without doubles, page by page, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.page import Page
from domain.records import AlarmFilter, OrderFilter, Records
from domain.severity import Priority, Severity
from domain.sorting import AlarmSort, OrderSort
from domain.work_order import OPEN_STATES, Due, OrderState
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import HOUR, MINUTE, NOON, a_line, an_alarm, an_entry, an_order

ORDERS = tuple(
    an_order(id=name, number=name, opened_at=NOON + opened * MINUTE, priority=priority, due=Due(resolve_by=None if due is None else NOON + due * HOUR))
    for name, opened, priority, due in (
        ("a", 1, Priority.P2, 4),
        ("b", 2, Priority.P1, None),
        ("c", 3, Priority.P2, 2),
        ("d", 3, Priority.P4, 2),
        ("e", 5, Priority.P1, 9),
        ("f", 6, Priority.P3, None),
    )
)
ALARMS = tuple(
    an_alarm(id=name, raised_at=NOON + raised * MINUTE, severity=severity)
    for name, raised, severity in (("a", 1, Severity.LOW), ("b", 2, Severity.CRITICAL), ("c", 3, Severity.HIGH), ("d", 4, Severity.CRITICAL))
)


@pytest.fixture
def filled(records: Records) -> Records:
    with records.transaction() as tx:
        for order in ORDERS:
            tx.orders.add(order, a_line(order))
        for alarm in ALARMS:
            tx.alarms.add(alarm, an_entry(alarm), condition=alarm.id)
    return records


def leafed(read: Callable[[str | None], Page[Any]]) -> str:
    """The ids of every page, one after the other."""
    page = read(None)
    return "".join(item.id for item in page.items) + ("" if page.next_cursor is None else leafed(lambda cursor: read(cursor or page.next_cursor)))


@pytest.mark.parametrize("limit", [1, 2, 4, 50])
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (OrderSort.NEWEST, "fedcba"),
        (OrderSort.OPENED, "abcdef"),
        (OrderSort.DUE, "cdaefb"),
        (OrderSort.DUE_LAST, "eadcfb"),
        (OrderSort.PRIORITY, "ebcafd"),
        (OrderSort.LEAST_PRIORITY, "dfcaeb"),
    ],
)
def test_orders_come_sorted_however_short_a_page_is(filled: Records, sort: OrderSort, expected: str, limit: int) -> None:
    with filled.reading() as tx:
        assert leafed(lambda cursor: tx.orders.list(OrderFilter(), cursor=cursor, limit=limit, sort=sort)) == expected


@pytest.mark.parametrize("limit", [1, 3, 50])
@pytest.mark.parametrize(
    ("sort", "expected"), [(AlarmSort.NEWEST, "dcba"), (AlarmSort.RAISED, "abcd"), (AlarmSort.SEVERITY, "dbca"), (AlarmSort.LEAST_SEVERITY, "acdb")]
)
def test_alarms_come_sorted_however_short_a_page_is(filled: Records, sort: AlarmSort, expected: str, limit: int) -> None:
    with filled.reading() as tx:
        assert leafed(lambda cursor: tx.alarms.list(AlarmFilter(), cursor=cursor, limit=limit, sort=sort)) == expected


def test_a_filter_holds_in_every_stretch(filled: Records) -> None:
    wanted = OrderFilter(priorities=frozenset({Priority.P1, Priority.P2}), states=OPEN_STATES)
    with filled.reading() as tx:
        assert leafed(lambda cursor: tx.orders.list(wanted, cursor=cursor, limit=1, sort=OrderSort.DUE)) == "caeb"


def test_what_comes_meanwhile_shifts_nothing(filled: Records) -> None:
    with filled.reading() as tx:
        first = tx.orders.list(OrderFilter(), limit=3, sort=OrderSort.PRIORITY)
    with filled.transaction() as tx:
        new = an_order(id="g", number="g", opened_at=NOON + HOUR, priority=Priority.P1)
        tx.orders.add(new, a_line(new))
    with filled.reading() as tx:
        rest = tx.orders.list(OrderFilter(), cursor=first.next_cursor, sort=OrderSort.PRIORITY)
    assert [order.id for order in (*first.items, *rest.items)] == list("ebcafd")


@pytest.mark.parametrize("sort", [OrderSort.OPENED, OrderSort.DUE, OrderSort.LEAST_PRIORITY])
def test_a_cursor_is_good_for_its_own_sort_only(filled: Records, sort: OrderSort) -> None:
    with filled.reading() as tx:
        cursor = tx.orders.list(OrderFilter(), limit=1, sort=OrderSort.PRIORITY).next_cursor
        with pytest.raises(ValueError, match="this cursor is not one"):
            tx.orders.list(OrderFilter(), cursor=cursor, sort=sort)


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "W1siZHVlIiwwLCJ4Il1d", "泵"])
def test_nonsense_is_no_cursor(filled: Records, cursor: str) -> None:
    with filled.reading() as tx, pytest.raises(ValueError, match="this cursor is not one"):
        tx.orders.list(OrderFilter(), cursor=cursor, sort=OrderSort.DUE)


def test_a_page_has_at_least_one_item(filled: Records) -> None:
    with filled.reading() as tx, pytest.raises(ValueError, match="at least one"):
        tx.orders.list(OrderFilter(), limit=0, sort=OrderSort.DUE)


@pytest.mark.parametrize(
    ("where", "index"),
    [
        (OrderFilter(), "ix_work_order_resolve_by"),
        (OrderFilter(states=OPEN_STATES), "work_order_open"),
        (OrderFilter(states=frozenset({OrderState.CLOSED})), "ix_work_order_resolve_by"),
    ],
)
def test_what_is_due_is_found_without_reading_all_that_ever_was(sqlite_records: DatabaseRecords, where: OrderFilter, index: str) -> None:
    asked: list[str] = []
    with sqlite_records.reading() as tx:
        driver = tx._connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        tx.orders.list(where, sort=OrderSort.DUE)
        driver.set_trace_callback(None)
        first = str(driver.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall())
    assert index in first.partition("INDEX ")[2].partition(" ")[0]
