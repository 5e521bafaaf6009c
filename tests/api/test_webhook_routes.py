"""Webhooks and keys: who may make them, what is shown once, what is never shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.people import Person
from domain.webhook import Ended, Sending
from notify.webhooks.following import follow
from notify.webhooks.secrets import Seal
from tests.api.world import ADMIN, ENGINEER, MANAGER, SECRET, STRANGER, World

ERP = {"name": "物业 ERP", "url": "https://erp.example.com/hook?key=hush", "events": ["work-order"]}


def added(world: World, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  fields of any type
    answer = world.post("/webhooks", ADMIN, json={**ERP, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def log(world: World, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = world.get(f"/webhooks/{webhook['id']}/deliveries", MANAGER).json()["items"]
    return items


def test_the_secret_is_shown_once_and_kept_sealed(world: World) -> None:
    made = added(world)
    assert made["secret"].startswith("whsec_")
    shown = world.get("/webhooks", ADMIN).text + world.get(f"/webhooks/{made['id']}", ADMIN).text
    assert "whsec_" not in shown
    with world.records.reading() as tx:
        stored = tx.webhooks.get(made["id"])
        assert stored is not None
        assert made["secret"] not in stored.secret
        assert Seal(SECRET).open(stored.secret, stored.id) == made["secret"]
        assert made["secret"] not in str(tx.housekeeping.audits())


def test_an_idempotency_key_does_not_keep_the_secret(world: World) -> None:
    headers = {"Idempotency-Key": "k1"}
    assert world.post("/webhooks", ADMIN, json=ERP, headers=headers).status_code == 201
    again = world.post("/webhooks", ADMIN, json=ERP, headers=headers)
    assert (again.status_code, "whsec_" in again.text) == (422, False)
    with world.records.reading() as tx:
        assert tx.housekeeping.answered(ADMIN.id, "k1") is None


def test_managers_look_without_the_key_in_the_address_and_change_nothing(world: World) -> None:
    made = added(world)
    (seen,) = world.get("/webhooks", MANAGER).json()["items"]
    assert seen["url"] == "https://erp.example.com/hook"
    assert log(world, made) == []
    refused = [world.post(f"/webhooks/{made['id']}/{step}", MANAGER).status_code for step in ("test", "off", "on", "secret")]
    assert refused == [403] * 4
    assert world.post("/webhooks", MANAGER, json=ERP | {"name": "2"}).status_code == 403


@pytest.mark.parametrize("person", [ENGINEER, STRANGER])
def test_others_see_nothing_of_it(world: World, person: Person) -> None:
    made = added(world)
    answers = [world.get(path, person) for path in ("/webhooks", f"/webhooks/{made['id']}", f"/webhooks/{made['id']}/deliveries")]
    assert [answer.status_code for answer in answers] in ([403] * 3, [200, 404, 404])
    assert not [answer.text for answer in answers if made["id"] in answer.text and answer.status_code == 200]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "http://erp.example.com/"),
        ("url", "https://user:pass@erp.example.com/"),
        ("url", "ftp://erp.example.com/"),
        ("sites", ["nowhere"]),
        ("sites", []),
        ("events", ["work-order.explode"]),
        ("events", ["people"]),
        ("events", []),
        ("name", " "),
        ("client", "nobody"),
    ],
)
def test_what_cannot_be_is_told(world: World, field: str, value: object) -> None:
    assert world.post("/webhooks", ADMIN, json={**ERP, field: value}).status_code == 422


def test_a_name_is_taken_once(world: World) -> None:
    added(world)
    again = world.post("/webhooks", ADMIN, json=ERP, headers={"Accept-Language": "zh"})
    assert (again.status_code, again.json()["detail"]) == (422, "已有同名的推送，请换一个名称")


def test_changing_needs_the_version_that_was_read(world: World) -> None:
    made = added(world)
    body = ERP | {"url": "https://new.example.com/"}
    assert world.post(f"/webhooks/{made['id']}/change", ADMIN, json=body, headers={"If-Match": '"1"'}).json()["version"] == 2
    stale = world.post(f"/webhooks/{made['id']}/change", ADMIN, json=body, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current_version"]) == (409, 2)


def test_off_and_on_again_and_what_happened_between_is_not_told(world: World) -> None:
    made = added(world)
    off = world.post(f"/webhooks/{made['id']}/off", ADMIN).json()
    assert (off["active"], off["ended"]) == (False, Ended.BY_HAND)
    world.raised()
    assert world.post(f"/webhooks/{made['id']}/test", ADMIN).status_code == 422
    assert world.post(f"/webhooks/{made['id']}/on", ADMIN).json()["active"] is True
    world.raised(episode="e2", rule="lift.other")
    follow(world.records, world.clock())
    assert [each["type"] for each in log(world, made)] == ["work-order.join"], "it joined the order of which it was not told"


def test_a_test_and_a_message_sent_again_stand_in_the_log(world: World) -> None:
    made = added(world)
    test = world.post(f"/webhooks/{made['id']}/test", ADMIN)
    assert (test.status_code, test.json()["type"], test.json()["state"]) == (202, "steward.test", "waiting")
    with world.records.transaction() as tx:
        (delivery,) = tx.webhooks.due(world.clock())
        done = type(delivery)(**{name: getattr(delivery, name) for name in delivery.__slots__} | {"state": Sending.FAILED, "attempts": 9, "next_at": None})
        assert tx.webhooks.save_delivery(done, attempts=0)
    again = world.post(f"/webhooks/{made['id']}/deliveries/{test.json()['id']}/resend", ADMIN).json()
    assert (again["id"], again["state"], again["attempts"]) == (test.json()["id"], "waiting", 0)
    assert world.get(f"/webhooks/{made['id']}/deliveries", ADMIN, params={"state": "failed"}).json()["items"] == []
    assert world.post(f"/webhooks/{made['id']}/deliveries/msg_x/resend", ADMIN).status_code == 404


def test_a_new_secret_replaces_the_old_one(world: World) -> None:
    made = added(world)
    renewed = world.post(f"/webhooks/{made['id']}/secret", ADMIN).json()
    assert renewed["secret"] not in {made["secret"], ""}
    with world.records.reading() as tx:
        stored = tx.webhooks.get(made["id"])
    assert stored is not None
    assert Seal(SECRET).open(stored.secret, stored.id) == renewed["secret"]


def test_the_log_comes_in_pages(world: World) -> None:
    made = added(world)
    ids = [world.post(f"/webhooks/{made['id']}/test", ADMIN).json()["id"] for _ in range(3)]
    first = world.get(f"/webhooks/{made['id']}/deliveries", ADMIN, params={"limit": 2}).json()
    rest = world.get(f"/webhooks/{made['id']}/deliveries", ADMIN, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert {each["id"] for each in first["items"] + rest["items"]} == set(ids)
    assert rest["next_cursor"] is None


def test_a_key_is_shown_once_and_kept_as_a_digest(world: World) -> None:
    made = world.post("/api-clients", ADMIN, json={"name": "12345", "sites": ["riverside"]}).json()
    assert made["key"].startswith("stk_")
    assert len(made["key"]) >= 40
    listed = world.get("/api-clients", MANAGER)
    assert made["key"] not in listed.text
    with world.records.reading() as tx:
        assert made["key"] not in json.dumps([client.digest for client in tx.outside.clients()])
    assert world.get("/api-clients", ENGINEER).status_code == 403
    assert world.post("/api-clients", MANAGER, json={"name": "x", "sites": ["*"]}).status_code == 403
