"""Deliveries to a real server: signed, in order, again when they fail, never twice at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.outbox import NotificationKind
from domain.records import Records
from domain.webhook import KEEP_TRYING, Ended, Sending
from egress.addresses import allowed
from egress.client import Egress
from notify.webhooks.messages import ping
from notify.webhooks.pump import AT_ONCE_EACH
from notify.webhooks.secrets import Seal
from notify.webhooks.signing import new_secret
from notify.webhooks.switching import switch_on
from tests.egress.receiver import Received, Receiver, Reply, receiving
from tests.ingest.awaiting import eventually
from tests.notify.webhooks.scenes import HandClock, a_pump, all_delivered, an_endpoint, an_order, cancel, is_genuine, note, pumping, sent, work_through
from tests.operations.scenes import HOUR, T0, told


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def failing(status: int = 503, **headers: str) -> Reply:
    return Reply(status, headers)


def test_what_is_sent_is_signed_for_who_knows_the_secret(records: Records, receiver: Receiver, clock: HandClock) -> None:
    secret = new_secret()
    webhook = an_endpoint(records, receiver.url, secret=secret)
    an_order(records)
    work_through(a_pump(records, clock))
    (got,) = receiver.received
    assert is_genuine(got, secret)
    assert not is_genuine(got, new_secret())
    assert got.headers["content-type"] == "application/json"
    assert int(got.headers["webhook-timestamp"]) == int(T0.timestamp())
    (row,) = sent(records, webhook)
    assert (got.headers["webhook-id"], got.body.decode()) == (row.id, row.body)
    assert (row.state, row.attempts, row.status, row.delivered_at) == (Sending.DELIVERED, 1, 200, T0)


def test_one_orders_steps_wait_for_the_one_that_failed_and_other_orders_do_not(records: Records, receiver: Receiver, clock: HandClock) -> None:
    stubborn = threading.Event()
    first, second = "大堂灯不亮", "水泵异响"
    receiver.answer = lambda got: failing() if first in got.body.decode() and not stubborn.is_set() else Reply()
    webhook = an_endpoint(records, receiver.url)
    one, other = an_order(records, first), an_order(records, second)
    for order in (one, other):
        note(records, order, "…")
        cancel(records, order)
    pump = a_pump(records, clock)
    work_through(pump)
    told_now = [(got.json["data"]["title"]["en"], got.json["type"]) for got in receiver.received]
    assert [type_ for title, type_ in told_now if title == first] == ["work-order.open"]
    assert [type_ for title, type_ in told_now if title == second] == ["work-order.open", "work-order.note", "work-order.cancel"]
    stubborn.set()
    receiver.received.clear()
    clock.forward(HOUR)
    work_through(pump)
    assert [got.json["type"] for got in receiver.received] == ["work-order.open", "work-order.note", "work-order.cancel"]
    assert all_delivered(records, webhook, 6)()


def test_it_is_tried_again_under_the_same_id(records: Records, receiver: Receiver, clock: HandClock) -> None:
    answers = iter([failing(500), failing(302, Location="/elsewhere"), Reply(204)])
    receiver.answer = lambda _: next(answers)
    webhook = an_endpoint(records, receiver.url)
    an_order(records)
    pump = a_pump(records, clock)
    for _ in range(3):
        work_through(pump)
        clock.forward(HOUR)
    assert len({got.headers["webhook-id"] for got in receiver.received}) == 1
    assert [int(got.headers["webhook-timestamp"]) - int(T0.timestamp()) for got in receiver.received] == [0, 3600, 7200]
    (row,) = sent(records, webhook)
    assert (row.state, row.attempts, row.status) == (Sending.DELIVERED, 3, 204)


def test_who_asks_for_time_gets_it(records: Records, receiver: Receiver, clock: HandClock) -> None:
    receiver.answer = lambda _: failing(429, **{"Retry-After": "1800"})
    webhook = an_endpoint(records, receiver.url)
    an_order(records)
    pump = a_pump(records, clock)
    work_through(pump)
    clock.forward(timedelta(minutes=29))
    work_through(pump)
    assert len(receiver.received) == 1
    clock.forward(timedelta(minutes=1))
    work_through(pump)
    assert len(receiver.received) == 2
    assert sent(records, webhook)[0].error == "HTTP 429"


def test_who_is_gone_is_told_nothing_more_and_management_hears_of_it(records: Records, receiver: Receiver, clock: HandClock) -> None:
    receiver.answer = lambda _: failing(410)
    webhook = an_endpoint(records, receiver.url)
    an_order(records)
    pump = a_pump(records, clock)
    work_through(pump)
    an_order(records)
    clock.forward(KEEP_TRYING)
    work_through(pump)
    assert len(receiver.received) == 1
    with records.reading() as tx:
        stored = tx.webhooks.get(webhook.id)
    assert stored is not None
    assert (stored.ended, stored.ended_at) == (Ended.GONE, T0)
    assert [each.kind for each in told(records) if each.kind is NotificationKind.WEBHOOK_OFF] == [NotificationKind.WEBHOOK_OFF]


def test_who_is_down_for_three_days_is_switched_off_and_what_waits_is_sent_once_he_is_on_again(records: Records, receiver: Receiver, clock: HandClock) -> None:
    down = threading.Event()
    down.set()
    receiver.answer = lambda _: failing() if down.is_set() else Reply()
    webhook = an_endpoint(records, receiver.url)
    first = an_order(records)
    pump = a_pump(records, clock)
    work_through(pump)
    clock.forward(KEEP_TRYING / 2)
    note(records, first, "…")
    work_through(pump)
    clock.forward(KEEP_TRYING / 2)
    work_through(pump)
    with records.reading() as tx:
        stored = tx.webhooks.get(webhook.id)
    assert stored is not None
    assert stored.ended is Ended.FAILING
    assert [each.state for each in sent(records, webhook)] == [Sending.FAILED, Sending.WAITING]
    down.clear()
    with records.transaction() as tx:
        switch_on(tx, stored)
    work_through(pump)
    assert [each.state for each in sent(records, webhook)] == [Sending.FAILED, Sending.DELIVERED]


def test_a_secret_that_cannot_be_read_switches_off_and_sends_nothing(records: Records, receiver: Receiver, clock: HandClock) -> None:
    webhook = an_endpoint(records, receiver.url)
    an_order(records)
    work_through(a_pump(records, clock, seal=Seal(b"a new secret of the installation")))
    with records.reading() as tx:
        stored = tx.webhooks.get(webhook.id)
    assert stored is not None
    assert stored.ended is Ended.SECRET
    assert receiver.received == []


def test_what_may_not_be_called_is_in_the_log_with_the_reason(records: Records, receiver: Receiver, clock: HandClock) -> None:
    webhook = an_endpoint(records, receiver.url.replace("http:", "https:"))
    an_order(records)
    work_through(a_pump(records, clock, egress=Egress(allowed([]))))
    (row,) = sent(records, webhook)
    assert (row.state, row.status) == (Sending.WAITING, None)
    assert "egress.allow" in (row.error or "")
    assert receiver.received == []


def test_a_test_goes_at_once_whatever_else_waits(records: Records, receiver: Receiver, clock: HandClock) -> None:
    receiver.answer = lambda got: Reply() if got.json["type"] == "steward.test" else failing()
    webhook = an_endpoint(records, receiver.url)
    an_order(records)
    pump = a_pump(records, clock)
    work_through(pump)
    with records.transaction() as tx:
        tx.webhooks.add_deliveries([ping(webhook, clock())])
    work_through(pump)
    assert [got.json["type"] for got in receiver.received] == ["work-order.open", "steward.test"]


def test_a_slow_one_does_not_keep_the_others_waiting(records: Records, receiver: Receiver) -> None:
    let_go = threading.Event()
    with receiving() as slow:
        slow.answer = lambda _: Reply() if let_go.wait(120) else failing()
        kept_waiting, served = an_endpoint(records, slow.url), an_endpoint(records, receiver.url)
        for _ in range(12):
            an_order(records)
        with pumping(records):
            receiver.wait(12)
            eventually(all_delivered(records, served, 12), 60)
            assert len(slow.received) == AT_ONCE_EACH
            let_go.set()
            eventually(all_delivered(records, kept_waiting, 12), 60)
        assert Counter(got.headers["webhook-id"] for got in slow.received).most_common(1)[0][1] == 1


def test_two_workers_send_each_message_once_and_in_order(records: Records, receiver: Receiver) -> None:
    webhook = an_endpoint(records, receiver.url)
    orders = [an_order(records, f"order {number}") for number in range(4)]
    with pumping(records), pumping(records):
        for step in range(5):
            for order in orders:
                note(records, order, f"{step}")
        eventually(all_delivered(records, webhook, 24), 120)
    assert len(receiver.received) == len({got.headers["webhook-id"] for got in receiver.received}) == 24
    sequences = [[sequence(got) for got in receiver.received if got.json["data"]["id"] == order.id] for order in orders]
    assert sequences == [sorted(each) for each in sequences]


def sequence(got: Received) -> int:
    return int(got.json["data"]["sequence"])
