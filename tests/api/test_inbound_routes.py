"""Machines of other systems: open once, see their own, take back in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from domain.webhook import Delivery, Sending, Webhook
from domain.work_order import OrderEvent
from operations.workorders.steps import take_step
from tests.api.world import ADMIN, ENGINEER, MANAGER, World

LAMP = {"outside_id": "A-17", "title": "大堂灯不亮", "description": "已两天", "place": "3号楼大堂", "requester": {"name": "张三", "phone": "13800001111"}}


@pytest.fixture
def key(world: World) -> str:
    return key_of(world, "ERP", "riverside")


def key_of(world: World, name: str, *sites: str) -> str:
    return str(world.post("/api-clients", ADMIN, json={"name": name, "sites": list(sites)}).json()["key"])


def ask(world: World, key: str, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return world.ask(method, f"/inbound/orders{path}", headers={"Authorization": f"Bearer {key}"}, json=body)


def test_an_order_is_opened_once_however_often_it_is_sent(world: World, key: str) -> None:
    first, again = ask(world, key, "POST", "", LAMP), ask(world, key, "POST", "", LAMP)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    (order,) = world.orders()
    assert (order.number, order.state, order.requested_by, order.department) == (first.json()["number"], "requested", "api:ERP", "engineering")
    assert ask(world, key, "GET", "/A-17").json() == first.json()


def test_many_at_once_open_one(world: World, key: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(world, key, "POST", "", LAMP), range(8)))
    assert {answer.json()["id"] for answer in answers} == {order.id for order in world.orders()}
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]


def test_the_same_number_with_other_words_is_refused(world: World, key: str) -> None:
    ask(world, key, "POST", "", LAMP)
    assert ask(world, key, "POST", "", LAMP | {"title": "水管爆裂"}).status_code == 409


def test_another_systems_numbers_are_its_own(world: World, key: str) -> None:
    other = key_of(world, "12345", "riverside", "hillside")
    ask(world, key, "POST", "", LAMP)
    assert ask(world, other, "GET", "/A-17").status_code == 404
    assert ask(world, other, "POST", "", LAMP).status_code == 422, "it is for two sites and has to say which"
    assert ask(world, other, "POST", "", LAMP | {"site": "hillside"}).status_code == 201
    assert len(world.orders()) == 2


def test_its_deadline_overrides_ours_and_known_places_are_found(world: World, key: str) -> None:
    found = ask(world, key, "POST", "", LAMP | {"deadline": "2026-02-03T10:00:00+08:00", "place": "t3-lift-1", "priority": "P2"}).json()
    assert found["resolve_by"] == "2026-02-03T02:00:00.000Z"
    (order,) = world.orders()
    assert (order.asset, order.priority) == ("t3-lift-1", "P2")


def test_who_asked_stands_nowhere_in_the_order_or_the_events(world: World, key: str) -> None:
    ask(world, key, "POST", "", LAMP)
    order = world.get(f"/work-orders/{world.orders()[0].id}", MANAGER).text
    with world.records.reading() as tx:
        events = str(tx.events.after(0))
    assert [word for word in ("张三", "13800001111") if word in order + events + str(world.audited())] == []


def test_who_asked_is_seen_by_those_who_may_and_each_look_is_recorded(world: World, key: str) -> None:
    ask(world, key, "POST", "", LAMP)
    path = f"/work-orders/{world.orders()[0].id}/outside"
    assert world.get(path, ENGINEER).json()["requester"] == {"name": "•••", "phone": "•••"}
    assert world.post(f"{path}/reveal", ENGINEER).status_code == 403
    assert world.post(f"{path}/reveal", MANAGER).json()["requester"] == LAMP["requester"]
    assert [actor for actor, action, _ in world.audited() if action == "outside.reveal"] == ["manager"]


def test_it_can_be_taken_back_until_somebody_is_at_work(world: World, key: str) -> None:
    ask(world, key, "POST", "", LAMP)
    ask(world, key, "POST", "", LAMP | {"outside_id": "A-18"})
    taken_back = ask(world, key, "POST", "/A-17/cancel", {"note": "重复"})
    assert (taken_back.status_code, taken_back.json()["state"]) == (200, "cancelled")
    assert ask(world, key, "POST", "/A-17/cancel", {"note": "重复"}).json() == taken_back.json()
    begun = ask(world, key, "GET", "/A-18").json()["id"]
    for step in (OrderEvent.DISPATCHED, OrderEvent.ACCEPTED, OrderEvent.STARTED):
        with world.records.transaction() as tx:
            take_step(tx, begun, step, site=world.sites["riverside"], by="engineer", at=world.clock())
    assert ask(world, key, "POST", "/A-18/cancel", {"note": "重复"}).status_code == 409


def test_a_note_goes_into_the_timeline_until_the_end(world: World, key: str) -> None:
    ask(world, key, "POST", "", LAMP)
    assert ask(world, key, "POST", "/A-17/note", {"note": "今晚有客人"}).status_code == 200
    (order,) = world.orders()
    with world.records.reading() as tx:
        assert [(line.actor, line.note) for line in tx.orders.timeline(order.id)][-1] == ("api:ERP", "今晚有客人")
    ask(world, key, "POST", "/A-17/cancel", {"note": "好了"})
    assert ask(world, key, "POST", "/A-17/note", {"note": "谢谢"}).status_code == 409


@pytest.mark.parametrize("key", ["", "stk_wrong", "stk_" + "x" * 5000, "eyJhbGciOiJub25lIn0.e30."])
def test_without_a_good_key_nothing_is_answered(world: World, key: str) -> None:
    assert ask(world, key, "POST", "", LAMP).status_code == 401
    assert world.orders() == []


def test_a_persons_token_is_no_key_and_a_key_no_token(world: World, key: str) -> None:
    assert world.post("/inbound/orders", ADMIN, json=LAMP).status_code == 401
    assert world.get("/me", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_a_revoked_key_is_good_for_nothing(world: World, key: str) -> None:
    ask(world, key, "POST", "", LAMP)
    (client,) = world.get("/api-clients", ADMIN).json()["items"]
    assert client["last_used_at"] is not None
    assert world.post(f"/api-clients/{client['id']}/revoke", ADMIN).json()["revoked_at"] is not None
    assert ask(world, key, "GET", "/A-17").status_code == 401
    assert key_of(world, "ERP", "riverside") != key, "the name is free again"


def test_who_asks_or_guesses_too_often_has_to_wait(world: World, key: str) -> None:
    asked = {ask(world, key, "GET", "/A-17").status_code for _ in range(120)}
    slowed = ask(world, key, "GET", "/A-17")
    assert (asked, slowed.status_code) == ({404}, 429)
    assert int(slowed.headers["retry-after"]) > 0
    guessed = [ask(world, f"stk_{number}", "GET", "/A-17").status_code for number in range(21)]
    assert guessed == [401] * 20 + [429]
    world.clock.forward(minutes=2)
    assert ask(world, key, "GET", "/A-17").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"outside_id": "a b"},
        {"outside_id": "a/b"},
        {"outside_id": ""},
        {"title": " "},
        {"kind": "joke"},
        {"deadline": "2026-02-03T10:00:00"},
        {"site": "hillside"},
    ],
)
def test_what_cannot_be_is_told(world: World, key: str, wrong: dict[str, str]) -> None:
    answer = ask(world, key, "POST", "", LAMP | wrong)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_the_order_says_what_it_is_called_outside_and_what_was_told_back(world: World, key: str) -> None:
    ask(world, key, "POST", "", LAMP)
    (order,) = world.orders()
    detail = world.get(f"/work-orders/{order.id}", ENGINEER).json()
    assert detail["outside"] == {"system": "ERP", "outside_id": "A-17"}
    assert world.get(f"/work-orders/{order.id}/outside", ENGINEER).json()["callback"] is None
    (client,) = world.get("/api-clients", ADMIN).json()["items"]
    now = world.clock()
    webhook = Webhook("w1", "ERP back", "https://erp.example/in", ("riverside",), ("work-order",), "s", now, "admin", 0, client["id"])
    told = Delivery("m1", "w1", 1, order.id, "work-order.open", "{}", created_at=now, give_up_at=now, attempts=1, next_at=None)
    with world.records.transaction() as tx:
        tx.webhooks.add(webhook)
        tx.webhooks.add_deliveries([replace(told, state=Sending.DELIVERED, delivered_at=now), replace(told, id="m2", sequence=2, subject="another")])
    assert world.get(f"/work-orders/{order.id}/outside", ENGINEER).json()["callback"] == {
        "webhook_id": "w1",
        "event": "work-order.open",
        "state": "delivered",
        "at": "2026-01-31T08:00:00.000Z",
    }


def test_an_order_of_our_own_is_called_nothing_outside(world: World) -> None:
    _, order = world.raised()
    assert world.get(f"/work-orders/{order.id}", ENGINEER).json()["outside"] is None
