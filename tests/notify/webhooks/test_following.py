"""Every event becomes one delivery for each endpoint that wants it; nobody is named in it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from domain.outside import ApiClient, OutsideOrder
from domain.records import Conflict, Records
from notify.webhooks.following import CURSOR, follow
from tests.notify.webhooks.scenes import an_endpoint, an_order, cancel, note, sent
from tests.operations.scenes import ENTRAPMENT, HOUR, T0, happen

URL = "https://erp.example/hook"


def follow_all(records: Records) -> None:
    while follow(records, T0):
        pass


def test_each_step_once_in_the_order_of_the_log(records: Records) -> None:
    webhook = an_endpoint(records, URL)
    order = an_order(records)
    note(records, order, "看过")
    cancel(records, order)
    follow_all(records)
    follow_all(records)
    assert [each.type for each in sent(records, webhook)] == ["work-order.open", "work-order.note", "work-order.cancel"]
    assert len({each.id for each in sent(records, webhook)}) == 3


def test_what_happened_before_the_endpoint_was_made_is_not_told(records: Records) -> None:
    order = an_order(records)
    webhook = an_endpoint(records, URL)
    cancel(records, order)
    follow_all(records)
    assert [each.type for each in sent(records, webhook)] == ["work-order.cancel"]


def test_where_nobody_listens_the_log_is_not_read_again_later(records: Records) -> None:
    an_order(records)
    follow_all(records)
    with records.reading() as tx:
        assert tx.housekeeping.cursor(CURSOR) == tx.events.bounds()[1]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"events": ("alarm",)}, ["alarm.raised"]),
        ({"events": ("work-order.open",)}, ["work-order.open"]),
        ({"sites": ("elsewhere",)}, []),
        ({"events": ("alarm", "work-order")}, ["alarm.raised", "work-order.open"]),
    ],
)
def test_only_what_it_wants(records: Records, wanted: dict[str, Any], told: list[str]) -> None:
    webhook = an_endpoint(records, URL, **wanted)
    happen(records, ENTRAPMENT.raised("e1"))
    follow_all(records)
    assert sorted({each.type for each in sent(records, webhook)}) == told


def test_drills_are_never_told(records: Records) -> None:
    webhook = an_endpoint(records, URL, events=("alarm", "work-order"))
    happen(records, replace(ENTRAPMENT.raised("e1"), realm="drill-1"))
    follow_all(records)
    assert sent(records, webhook) == []


def test_nobody_is_named_and_nothing_written_is_passed_on(records: Records) -> None:
    webhook = an_endpoint(records, URL)
    note(records, an_order(records, "请回电 13912345678"), "张三 13800001111")
    follow_all(records)
    bodies = [each.body for each in sent(records, webhook)]
    assert [word for word in ("13912345678", "13800001111", "张三", "desk", "fitter", "timeline") for body in bodies if word in body] == []
    opened = json.loads(bodies[0])
    assert opened["type"] == "work-order.open"
    assert (opened["data"]["title"]["zh"], opened["data"]["state"], opened["data"]["transition"]) == ("请回电 •••", "requested", "open")


def test_a_clients_own_endpoint_hears_of_its_own_orders_with_their_outside_numbers(records: Records) -> None:
    with records.transaction() as tx:
        tx.outside.add_client(ApiClient("c1", "ERP", ("*",), "digest", "stk_", T0, "admin"))
    webhook = an_endpoint(records, URL, client="c1")
    theirs, _others = an_order(records), an_order(records)
    with records.transaction() as tx:
        tx.outside.link(OutsideOrder("c1", "A-17", theirs.id, "ERP", "", T0, {}))
    follow_all(records)
    (told,) = sent(records, webhook)
    data = json.loads(told.body)["data"]
    assert (data["id"], data["outside_id"], data["outside_system"]) == (theirs.id, "A-17", "ERP")


def test_two_workers_at_once_make_one_delivery_each(records: Records) -> None:
    webhook = an_endpoint(records, URL)
    for _ in range(5):
        an_order(records)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: follow_all(records), range(4)))
    assert len(sent(records, webhook)) == 5


def test_a_name_is_taken_once_and_a_change_needs_the_version(records: Records) -> None:
    webhook = an_endpoint(records, URL, name="ERP")
    with records.transaction() as tx, pytest.raises(Conflict):
        tx.webhooks.add(replace(webhook, id="another"))
    with records.transaction() as tx:
        assert tx.webhooks.save(replace(webhook, url="https://new.example/")).version == 2
    with records.transaction() as tx, pytest.raises(Conflict):
        tx.webhooks.save(webhook)


def test_since_when_it_fails_is_the_first_failure_until_something_is_taken(records: Records) -> None:
    webhook = an_endpoint(records, URL)
    seen = []
    for at in (T0, T0 + HOUR, None, T0 + 2 * HOUR):
        with records.transaction() as tx:
            tx.webhooks.answered(webhook.id, at)
            seen.append(tx.webhooks.list()[0].failing_since)
    assert seen == [T0, T0, None, T0 + 2 * HOUR]
