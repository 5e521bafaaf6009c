"""What a list of orders may ask besides state, department and text, on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.records import OrderFilter, OrderPlace, Records
from domain.severity import Priority
from domain.work_order import Due, OrderKind, WorkOrder
from tests.storage.database.samples import HOUR, MINUTE, NOON, a_line, an_order

LOBBY = OrderPlace("riverside", frozenset({"lobby"}), frozenset({"gate-1"}))
PLAIN = an_order(id="plain", asset="gate-9")

ASKED: dict[str, tuple[OrderFilter, WorkOrder]] = {
    "its kind": (OrderFilter(kinds=frozenset({OrderKind.REPAIR, OrderKind.SECURITY})), replace(PLAIN, kind=OrderKind.REPAIR)),
    "its priority": (OrderFilter(priorities=frozenset({Priority.P4})), replace(PLAIN, priority=Priority.P4)),
    "who asked for it": (OrderFilter(requested_by="wang"), replace(PLAIN, requested_by="wang")),
    "that it was overridden": (OrderFilter(overridden=True), replace(PLAIN, overridden_by="chen")),
    "its parent": (OrderFilter(parent="p"), replace(PLAIN, parent_id="p")),
    "its id": (OrderFilter(ids=("found", "unknown")), PLAIN),
    "its own space": (OrderFilter(place=LOBBY), replace(PLAIN, space="lobby")),
    "its asset's space": (OrderFilter(place=LOBBY), replace(PLAIN, asset="gate-1")),
    "until when it is to be resolved": (OrderFilter(due_from=NOON, due_until=NOON + HOUR), replace(PLAIN, due=Due(resolve_by=NOON))),
    "until when it was promised": (OrderFilter(due_from=NOON, due_until=NOON + HOUR), replace(PLAIN, promised_until=NOON + MINUTE)),
    "what is due after a moment": (OrderFilter(due_from=NOON), replace(PLAIN, promised_until=NOON + 9 * HOUR)),
}


def put(records: Records, *orders: WorkOrder) -> None:
    with records.transaction() as tx:
        for order in orders:
            tx.orders.add(order, a_line(order))


@pytest.mark.parametrize("asked", ASKED)
def test_an_order_is_found_by(asked: str, records: Records) -> None:
    where, like = ASKED[asked]
    put(records, PLAIN, replace(like, id="found", number="20260131-2"))
    with records.reading() as tx:
        assert [order.id for order in tx.orders.list(where).items] == ["found"]
        assert sum(tx.orders.counts(where).values()) == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(PLAIN, space="garden", asset="gate-1"), id="whose own space is elsewhere though its asset's is there"),
        pytest.param(replace(PLAIN, site="hillside", space="lobby"), id="of another site with a space of that name"),
    ],
)
def test_not_in_the_place_is_an_order(other: WorkOrder, records: Records) -> None:
    put(records, other)
    with records.reading() as tx:
        assert tx.orders.list(OrderFilter(place=LOBBY)).items == ()


def test_what_is_due_at_the_end_of_the_range_is_not_in_it(records: Records) -> None:
    put(records, replace(PLAIN, due=Due(resolve_by=NOON + HOUR)))
    with records.reading() as tx:
        assert tx.orders.list(OrderFilter(due_from=NOON, due_until=NOON + HOUR)).items == ()


def test_what_is_due_in_a_span_comes_page_by_page_newest_first_and_once_however_it_is_due(records: Records) -> None:
    due = (Due(resolve_by=NOON), Due())
    promised = (None, NOON + MINUTE)
    many = [
        replace(
            PLAIN,
            id=f"o-{place:02}",
            number=f"20260131-{place + 10}",
            opened_at=NOON - place // 3 * HOUR,
            due=due[place % 2],
            promised_until=promised[place % 3 > 0],
        )
        for place in range(12)
    ]
    put(records, *many)
    expected = sorted((one for one in many if one.due.resolve_by or one.promised_until), key=lambda one: (one.opened_at, one.id), reverse=True)
    where = OrderFilter(due_from=NOON, due_until=NOON + HOUR)
    found: list[str] = []
    with records.reading() as tx:
        page = tx.orders.list(where, limit=4)
        found += [order.id for order in page.items]
        while page.next_cursor is not None:
            page = tx.orders.list(where, limit=4, cursor=page.next_cursor)
            found += [order.id for order in page.items]
        assert [order.id for order in tx.orders.list(replace(where, ids=("o-05",))).items] == ["o-05"]
    assert found == [order.id for order in expected]
    assert 8 < len(found) < len(many)


def test_nobody_overrode_most_orders(records: Records) -> None:
    put(records, PLAIN, replace(PLAIN, id="overridden", number="20260131-2", overridden_by="chen"))
    with records.reading() as tx:
        assert [order.id for order in tx.orders.list(OrderFilter(overridden=False)).items] == ["plain"]
