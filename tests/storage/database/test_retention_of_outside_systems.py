"""What systems outside were told, and what they call our orders: kept as long as needed, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.outside import OutsideOrder
from domain.records import Records
from domain.retention import DataKind
from domain.webhook import Delivery, Sending, Webhook
from domain.work_order import OrderEvent, OrderState
from tests.storage.database.samples import NOON, a_line, an_order

OLD = NOON - timedelta(days=1)
HOOK = Webhook(id="w1", name="ERP", url="https://erp.example", secret="s", sites=("*",), events=("*",), since=0, created_at=OLD, created_by="admin")
SENT = Delivery("m1", "w1", 1, "o1", "work-order.open", "{}", created_at=OLD, give_up_at=OLD, attempts=1, next_at=None)


@pytest.mark.parametrize(
    ("delivery", "kept"),
    [
        (replace(SENT, state=Sending.DELIVERED, delivered_at=OLD), 0),
        (replace(SENT, state=Sending.FAILED), 0),
        (replace(SENT, state=Sending.WAITING), 0),
        (replace(SENT, state=Sending.WAITING, next_at=NOON, give_up_at=NOON + timedelta(days=1)), 1),
        (replace(SENT, state=Sending.DELIVERED, created_at=NOON), 1),
    ],
    ids=["delivered", "given up", "waits for an endpoint that is off", "still tried", "new"],
)
def test_the_log_of_deliveries_is_forgotten_but_for_what_is_still_tried(records: Records, delivery: Delivery, kept: int) -> None:
    with records.transaction() as tx:
        tx.webhooks.add(HOOK)
        tx.webhooks.add_deliveries([delivery])
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.WEBHOOK_LOG, NOON) == 1 - kept
    with records.reading() as tx:
        assert len(tx.webhooks.deliveries("w1").items) == kept
        assert tx.webhooks.get("w1") == HOOK


def test_what_a_system_calls_an_order_and_who_asked_goes_with_the_order(records: Records) -> None:
    done = an_order(id="o1", opened_at=OLD, state=OrderState.CLOSED, closed_at=OLD)
    open_one = an_order(id="o2", opened_at=OLD)
    with records.transaction() as tx:
        for order in (done, open_one):
            tx.orders.add(order, a_line(order, OrderEvent.OPENED, at=OLD))
            tx.outside.link(OutsideOrder("erp", f"A-{order.id}", order.id, "ERP", "d", OLD, {"name": "张三"}))
    with records.transaction() as tx:
        assert tx.housekeeping.forget_before(DataKind.WORK_ORDERS, NOON) == 1
    with records.reading() as tx:
        assert tx.outside.find("erp", "A-o1") is None
        assert set(tx.outside.of_orders(["o1", "o2"])) == {"o2"}
