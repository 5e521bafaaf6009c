"""Requests at the counter: taken in once, found again, masked, and asked about afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.people import Person
from domain.personal import MASK, mask_name, mask_phone
from domain.time import rfc3339
from tests.api.asking import CLERK, STEWARD, TAP, code, finish, hire, photo, taken_in
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World


@pytest.fixture(autouse=True)
def _hired(world: World) -> None:
    hire(world)


def found(world: World, by: Person = CLERK, **asked: str) -> list[str]:
    answer = world.get("/requests", by, params=asked)
    assert answer.status_code == 200, answer.text
    return [request["id"] for request in answer.json()["items"]]


def test_a_request_opens_an_order_that_its_first_receiver_owns(world: World) -> None:
    request = taken_in(world)
    order = world.get(f"/work-orders/{request['order']['id']}", CLERK).json()
    assert (order["state"], order["department"], order["owner"], order["requested_by"]) == ("requested", "engineering", "clerk", "clerk")


def test_names_phones_and_words_are_masked_for_everybody(world: World) -> None:
    request = taken_in(world)
    (shown,) = world.get(f"/work-orders/{request['order']['id']}/request", MANAGER).json()["items"]
    assert (shown["name"], shown["phone"], shown["words"]) == (f"王{MASK}", f"{MASK}8000", f"厨房水龙头漏水，电话{MASK}")
    listed = world.get("/requests", MANAGER).text + world.get("/work-orders", MANAGER).text + world.get("/households", MANAGER, params={"q": "8000"}).text
    assert not any(secret in listed for secret in ("13800138000", "王秀英"))


def test_a_look_at_who_asked_needs_the_right_and_a_reason_and_is_written_down(world: World) -> None:
    path = f"/requests/{taken_in(world)['id']}/reveal"
    why = {"reason": "约上门时间"}
    assert [world.post(path, person, json=why).status_code for person in (ENGINEER, STEWARD, STRANGER)] == [403, 403, 404]
    assert world.post(path, CLERK, json={"reason": ""}).status_code == 422
    shown = world.post(path, CLERK, json=why).json()
    assert (shown["name"], shown["phone"], shown["words"]) == ("王秀英", "13800138000", TAP["words"])
    assert [entry for entry in world.audited() if entry[1] == "request.reveal"] == [("clerk", "request.reveal", "约上门时间")]


def test_whoever_has_the_job_in_hand_may_ring_the_bell_as_long_as_he_has_it(world: World) -> None:
    request = taken_in(world)
    order, path, why = request["order"]["id"], f"/requests/{request['id']}/reveal", {"reason": "约上门时间"}
    world.post(f"/work-orders/{order}/dispatch", DISPATCHER).raise_for_status()
    world.post(f"/work-orders/{order}/accept", ENGINEER).raise_for_status()
    assert world.post(path, ENGINEER, json=why).json()["phone"] == "13800138000"
    assert [entry[0] for entry in world.audited() if entry[1] == "request.reveal"] == ["engineer"]
    world.post(f"/work-orders/{order}/transfer", ENGINEER, json={"note": "归秩序", "department": "security"}).raise_for_status()
    assert world.post(path, ENGINEER, json=why).status_code == 403


def test_who_may_only_look_takes_nothing_in(world: World) -> None:
    assert world.post("/requests", VIEWER, json=TAP).status_code == 403
    assert world.post("/requests", STRANGER, json=TAP).status_code == 404
    assert world.get("/requests", VIEWER).status_code == 403
    assert world.get("/households", VIEWER, params={"q": "1201"}).status_code == 403


def test_to_look_for_a_name_or_a_phone_needs_the_right_to_see_them(world: World) -> None:
    assert [world.get("/requests", STEWARD, params=asked).status_code for asked in ({"phone": "8000"}, {"name": "王"}, {"room": "1201"})] == [403, 403, 200]


@pytest.mark.parametrize("asked", [{"phone": "8000"}, {"phone": "138 0013 8000"}, {"room": "1201"}, {"name": "秀英"}, {"text": "龙头"}, {"channel": "phone"}])
def test_a_request_is_found_again(asked: dict[str, str], world: World) -> None:
    request = taken_in(world)
    taken_in(world, room="5-502", phone="13900139001", name="李雷", words="楼道灯坏", channel="counter")
    assert found(world, CLERK, **asked) == [request["id"]]


def test_requests_of_other_sites_are_not_there(world: World) -> None:
    taken_in(world)
    assert found(world, STRANGER) == []
    assert world.get("/requests", CLERK, params={"site": "hillside"}).status_code == 404


def test_a_room_or_a_phone_leads_to_the_household_and_what_is_open_there(world: World) -> None:
    request = taken_in(world)
    for asked in ("1201", "3号楼1201", "13800138000", "8000"):
        (household,) = world.get("/households", CLERK, params={"q": asked}).json()["items"]
        assert (household["room"], household["names"], household["phones"]) == ("3-1201", [f"王{MASK}"], [f"{MASK}8000"])
        assert [order["id"] for order in household["open"]] == [request["order"]["id"]]
    assert world.get("/households", CLERK, params={"q": "9999"}).json()["items"] == []


def test_the_same_matter_is_suggested_and_can_be_joined(world: World) -> None:
    request = taken_in(world)
    (suggested,) = world.post("/requests/similar", CLERK, json={"site": "riverside", "room": "3-1201"}).json()["items"]
    assert suggested["id"] == request["order"]["id"]
    joined = taken_in(world, name="李雷", phone="13900139001", join=suggested["id"])
    assert joined["order"]["id"] == request["order"]["id"]
    assert len(world.orders()) == 1


def test_what_cannot_be_joined_is_not_there(world: World) -> None:
    assert world.post("/requests", CLERK, json={**TAP, "join": "nothing"}).status_code == 404


def test_a_hotline_ticket_is_entered_once_and_its_deadline_holds(world: World) -> None:
    ticket = {"system": "12345", "number": "77", "deadline": rfc3339(T0 + timedelta(days=3))}
    first, again = (taken_in(world, channel="hotline", kind="complaint", ticket=ticket, words=words) for words in ("夜间施工", "半夜施工"))
    assert (first["id"], first["ticket"]) == (again["id"], ticket)
    assert world.get(f"/work-orders/{first['order']['id']}", CLERK).json()["due"]["resolve_by"] == ticket["deadline"]


def test_the_same_key_takes_it_in_once(world: World) -> None:
    answers = [world.post("/requests", CLERK, json=TAP, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(world.orders()) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"words": " "}, {"kind": "rescue"}, {"asset": "t9"}, {"space": "t9"}, {"dwelling": "t3"}, {"channel": "smoke"}, {"language": "fr"}, {"words": "x" * 5000}],
)
def test_what_cannot_be_taken_in_is_said(wrong: dict[str, Any], world: World) -> None:
    assert world.post("/requests", CLERK, json={**TAP, **wrong}).status_code == 422
    assert world.orders() == []


def test_a_tracking_link_is_the_same_until_it_is_revoked(world: World) -> None:
    path = f"/requests/{taken_in(world)['id']}/tracking-link"
    first, again = (world.post(path, STEWARD).json() for _ in range(2))
    assert first == again
    assert first["svg"].startswith("<svg")
    public = f"/public{first['path'].replace('/r/', '/requests/')}"
    assert world.get(public).status_code == 200
    assert world.post(path, STEWARD, json={"revoke": True}).json() == {"path": None, "svg": None}
    assert world.get(public).status_code == 404
    assert world.post(path, STEWARD).json()["path"] != first["path"]
    assert world.post(path, VIEWER).status_code == 403


def test_no_token_lies_in_the_records(world: World) -> None:
    path = f"/requests/{taken_in(world)['id']}/tracking-link"
    token = world.post(path, CLERK, headers={"Idempotency-Key": "k"}).json()["path"].rpartition("/")[2]
    qr = code(world).rpartition("/")[2]
    files = b"".join(file.read_bytes() for file in world.uploads.parent.glob("records.db*"))
    assert files
    assert [secret.encode() in files for secret in (token, qr)] == [False, False]


def test_photos_that_came_with_a_request_are_added_by_whoever_takes_requests_in(world: World) -> None:
    request = taken_in(world)
    files = {"file": ("a.jpg", photo(), "image/jpeg")}
    answers = [world.post(f"/requests/{request['id']}/attachments", person, files=files).status_code for person in (CLERK, STEWARD, VIEWER)]
    assert answers == [201, 201, 403]
    assert len(world.get(f"/work-orders/{request['order']['id']}/attachments", CLERK).json()["items"]) == 2


def test_satisfaction_by_phone_makes_a_return_visit_that_the_service_centre_finishes(world: World) -> None:
    request = taken_in(world)
    order = request["order"]["id"]
    finish(world, order)
    rated = world.post(f"/requests/{request['id']}/satisfaction", CLERK, json={"score": 1, "solved": False, "text": "还在漏"}).json()
    assert (rated["rating"]["score"], rated["rating"]["by"], rated["rating"]["how"]) == (1, "clerk", "phone")
    assert found(world, todo="return_visit") == [request["id"]]
    assert world.post(f"/work-orders/{order}/tasks/{rated['visit_id']}/done", CLERK).status_code == 200
    assert found(world, todo="return_visit") == []


def test_a_good_rating_closes_the_order(world: World) -> None:
    request = taken_in(world)
    finish(world, request["order"]["id"])
    assert found(world, todo="call_back") == [request["id"]]
    rated = world.post(f"/requests/{request['id']}/satisfaction", STEWARD, json={"score": 5}).json()
    assert rated["order"]["state"] == "closed"
    assert found(world, todo="call_back") == []


def test_a_rating_before_the_end_or_by_hands_is_refused(world: World) -> None:
    path = f"/requests/{taken_in(world)['id']}/satisfaction"
    assert [world.post(path, person, json={"score": 5}).status_code for person in (CLERK, GUARD)] == [422, 403]


def test_the_service_centre_does_its_own_work_and_no_others(world: World) -> None:
    mine, other = taken_in(world, kind="enquiry"), taken_in(world, room="", phone="")
    for request in (mine, other):
        world.post(f"/work-orders/{request['order']['id']}/dispatch", DISPATCHER).raise_for_status()
    assert [world.post(f"/work-orders/{request['order']['id']}/accept", CLERK).status_code for request in (mine, other)] == [200, 403]


def test_the_code_at_an_asset_shows_that_somebody_was_there(world: World) -> None:
    lift, gate = (link["path"] for link in world.post("/qr-links", DISPATCHER, json={"site": "riverside", "assets": ["t3-lift-1", "gate-1"]}).json()["items"])
    order = taken_in(world, asset="t3-lift-1", kind="repair")["order"]["id"]
    world.post(f"/work-orders/{order}/dispatch", DISPATCHER).raise_for_status()
    refused = world.post(f"/work-orders/{order}/accept", ENGINEER, json={"tag": gate})
    assert (refused.status_code, "tag" in refused.json()["detail"]) == (422, True)
    assert world.post(f"/work-orders/{order}/accept", ENGINEER, json={"tag": f"https://steward.example{lift}"}).status_code == 200


def test_codes_are_made_in_bulk_once_for_each_place_and_revoked(world: World) -> None:
    body = {"site": "riverside", "assets": ["t3-lift-1", "gate-1", "gate-1"], "spaces": ["t3"]}
    first, again = (world.post("/qr-links", DISPATCHER, json=body).json()["items"] for _ in range(2))
    assert first == again
    assert [(link["asset"], link["space"]) for link in first] == [("t3-lift-1", None), ("gate-1", None), (None, "t3")]
    assert world.ask("DELETE", f"/qr-links/{first[0]['id']}", GUARD).status_code == 403
    assert world.ask("DELETE", f"/qr-links/{first[0]['id']}", STRANGER).status_code == 404
    assert world.ask("DELETE", f"/qr-links/{first[0]['id']}", DISPATCHER).status_code == 204
    assert {link["id"] for link in world.get("/qr-links", DISPATCHER).json()["items"]} == {link["id"] for link in first[1:]}
    assert world.post("/qr-links", DISPATCHER, json=body).json()["items"][0]["path"] != first[0]["path"]


@pytest.mark.parametrize("wrong", [{}, {"assets": ["t9"]}, {"spaces": ["t9"]}])
def test_codes_hang_somewhere(wrong: dict[str, Any], world: World) -> None:
    assert world.post("/qr-links", DISPATCHER, json={"site": "riverside", **wrong}).status_code == 422
    assert world.post("/qr-links", GUARD, json={"site": "riverside", "spaces": ["t3"]}).status_code == 403


@pytest.mark.parametrize(("phone", "shown"), [("13800138000", f"{MASK}8000"), ("12345", MASK), ("", "")])
def test_the_end_of_a_phone_is_left(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown
    assert mask_name("") == ""
