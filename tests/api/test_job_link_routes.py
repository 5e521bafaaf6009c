"""Links to one job: what whoever holds one may do, and that it leads nowhere else."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import pytest

from api.app import routed
from api.security.door import GUESSES
from domain.people import Person
from domain.records import OrderFilter
from tests.api.asking import hire, photo, taken_in
from tests.api.test_every_route_is_protected import OPEN, filled
from tests.api.world import DISPATCHER, GUARD, MANAGER, STRANGER, VIEWER, World

ZHANG = {"name": "安捷 张师傅", "phone": "13800135678", "hours": 24}
ACTOR = "外部:安捷 张师傅(5678)"


def order(world: World, **more: object) -> str:
    asked = {"site": "riverside", "asset": "t3-lift-1", "title": "电梯异响，业主电话13900001111", "department": "engineering", **more}
    return str(world.post("/work-orders", MANAGER, json=asked).raise_for_status().json()["id"])


def made(world: World, order_id: str, by: Person = MANAGER, **more: object) -> dict[str, Any]:
    answer = world.post(f"/work-orders/{order_id}/job-links", by, json={**ZHANG, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return {**found, "path": f"/public/jobs/{found['url'].partition('#')[2]}"}


def say(world: World, link: dict[str, Any], step: str, **more: object) -> httpx.Response:
    world.clock.forward(seconds=30)
    return world.post(f"{link['path']}/steps", json={"step": step, **more})


def send(world: World, link: dict[str, Any], content: bytes | None = None) -> httpx.Response:
    return world.post(f"{link['path']}/attachments", files={"file": ("照片.jpg", photo() if content is None else content, "image/jpeg")})


def detail(world: World, order_id: str) -> dict[str, Any]:
    found: dict[str, Any] = world.get(f"/work-orders/{order_id}", MANAGER).json()
    return found


def test_the_whole_way(world: World) -> None:
    order_id = order(world)
    link = made(world, order_id, note="从西门进")
    job = world.get(link["path"]).json()
    assert (job["thing"]["en"], job["note"], job["steps"][0], job["contacts"]) == ("Lift", "从西门进", "going", [])
    assert "13900001111" not in world.get(link["path"]).text
    assert say(world, link, "going").json()["steps"][0] == "arrived"
    assert say(world, link, "arrived").json()["state"] == "in_progress"
    assert len(send(world, link).json()["photos"]) == 1
    done = say(world, link, "done", note="更换导靴", outcome="real").json()
    assert (done["state"], done["open"], done["steps"]) == ("completed", False, [])
    after = detail(world, order_id)
    assert (after["state"], after["assignee"], after["outcome"]) == ("completed", ACTOR, "real")
    ours = [(line["event"], line["actor"]) for line in after["timeline"] if line["actor"] == ACTOR]
    assert ours == [("accept", ACTOR), ("arrive", ACTOR), ("attach", ACTOR), ("complete", ACTOR)]
    (shown,) = world.get(f"/work-orders/{order_id}/job-links", VIEWER).json()["items"]
    assert (shown["phone"], shown["steps"], shown["opened_at"] is not None, shown["valid"]) == ("•••5678", ["going", "arrived", "done"], True, True)


def test_a_step_said_twice_stands_there_once(world: World) -> None:
    order_id = order(world)
    link = made(world, order_id)
    for step in ("going", "going", "arrived", "arrived"):
        assert say(world, link, step).status_code == 200
    for _ in range(2):
        say(world, link, "note", note="等配件", id="note-0001")
        send(world, link)
    events = [line["event"] for line in detail(world, order_id)["timeline"] if line["actor"] == ACTOR]
    assert events == ["accept", "arrive", "note", "attach"]


def test_what_one_of_ours_has_in_hand_is_noted_and_not_moved(world: World) -> None:
    order_id = order(world)
    link = made(world, order_id)
    world.post(f"/work-orders/{order_id}/accept", MANAGER).raise_for_status()
    for step in ("going", "arrived", "done"):
        say(world, link, step, note="已看过" if step == "done" else "")
    after = detail(world, order_id)
    assert (after["state"], after["assignee"], after["arrived_at"]) == ("accepted", "manager", None)
    assert [line["note"] for line in after["timeline"] if line["actor"] == ACTOR] == ["已出发 / On the way", "已到场 / Arrived", "已完成 / Done 已看过"]


def test_an_alarm_that_stands_is_not_done_away_by_a_link(world: World) -> None:
    _, alarmed = world.raised()
    link = made(world, alarmed.id)
    say(world, link, "arrived")
    answer = say(world, link, "done")
    assert (answer.status_code, detail(world, alarmed.id)["state"]) == (422, "in_progress")


def test_who_asked_is_shown_only_where_it_was_ticked_and_each_look_is_recorded(world: World) -> None:
    hire(world)
    asked = taken_in(world)
    plain, personal = made(world, asked["order"]["id"]), made(world, asked["order"]["id"], personal=True)
    hidden = world.get(plain["path"]).text
    assert all(secret not in hidden for secret in ("王秀英", "13800138000", "3-1201"))
    assert world.get(personal["path"]).json()["contacts"] == [{"name": "王秀英", "phone": "13800138000", "room": "3-1201"}]
    assert [action for _, action, _ in world.audited()].count("job-link.personal") == 1


def test_only_who_may_see_personal_data_may_show_it(world: World) -> None:
    assert world.post(f"/work-orders/{order(world)}/job-links", DISPATCHER, json={**ZHANG, "personal": True}).status_code == 403


@pytest.mark.parametrize(("by", "status"), [(GUARD, 403), (VIEWER, 403), (STRANGER, 404)])
def test_only_who_dispatches_makes_and_ends_one(world: World, by: Person, status: int) -> None:
    order_id = order(world)
    link = made(world, order_id)
    assert world.post(f"/work-orders/{order_id}/job-links", by, json=ZHANG).status_code == status
    assert world.ask("DELETE", f"/work-orders/{order_id}/job-links/{link['id']}", by).status_code == status


def test_a_revoked_link_leads_nowhere(world: World) -> None:
    order_id = order(world)
    link = made(world, order_id)
    assert world.ask("DELETE", f"/work-orders/{order_id}/job-links/{link['id']}", MANAGER).status_code == 204
    assert [world.get(link["path"]).status_code, say(world, link, "going").status_code, send(world, link).status_code] == [404] * 3
    assert list(world.uploads.iterdir()) == []


def test_a_link_is_over_after_its_hours(world: World) -> None:
    link = made(world, order(world), hours=2)
    world.clock.forward(hours=2)
    assert world.get(link["path"]).status_code == 404


def test_a_link_of_another_order_is_not_ended_here(world: World) -> None:
    first, second = order(world), order(world, title="另一单")
    link = made(world, first)
    assert world.ask("DELETE", f"/work-orders/{second}/job-links/{link['id']}", MANAGER).status_code == 404
    assert world.get(link["path"]).status_code == 200


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_done_order_gives_out_no_link(world: World, state: str) -> None:
    order_id = order(world)
    steps = {"completed": ["dispatch", "accept", "start", "complete"], "cancelled": ["cancel"]}[state]
    for step in steps:
        world.post(f"/work-orders/{order_id}/{step}", MANAGER, json={"note": "x"}).raise_for_status()
    assert world.post(f"/work-orders/{order_id}/job-links", MANAGER, json=ZHANG).status_code == 422


@pytest.mark.parametrize("hours", [0, 14 * 24 + 1])
def test_no_link_is_for_ever(world: World, hours: int) -> None:
    assert world.post(f"/work-orders/{order(world)}/job-links", MANAGER, json={**ZHANG, "hours": hours}).status_code == 422


def test_the_token_opens_no_other_door(world: World) -> None:
    link = made(world, order(world))
    token = link["path"].rpartition("/")[2]
    operations = [(method.upper(), path) for path, found in routed().openapi()["paths"].items() for method in found]
    others = [each for each in operations if not each[1].startswith("/api/v1/public/jobs/") and each not in OPEN]
    headers = {"Authorization": f"Bearer {token}"}
    let_in = {(method, path) for method, path in others if world.ask(method, f"/{filled(path)}", headers=headers).status_code < 400}
    assert let_in == set()
    public = [path for _, path in sorted(OPEN) if "{token}" in path and "/jobs/" not in path]
    assert {world.get(path.removeprefix("/api/v1").replace("{token}", token)).status_code for path in public} <= {404, 405}


def test_the_token_stands_in_no_log_and_in_no_record(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        link = made(world, order(world))
        refused = say(world, link, "done", outcome="no such")
    token = link["path"].rpartition("/")[2]
    assert len(token) == 24
    assert token not in refused.text
    assert all(token not in record.getMessage() for record in caplog.records if record.name.startswith(("api", "steward", "uvicorn")))
    with world.records.reading() as tx:
        assert token not in str(tx.job_links.of_order(tx.orders.list(OrderFilter()).items[0].id))


def test_who_tries_too_many_tokens_has_to_wait(world: World) -> None:
    answers = [world.get(f"/public/jobs/{number:024d}").status_code for number in range(GUESSES + 1)]
    assert (set(answers[:-1]), answers[-1]) == ({404}, 429)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<html></html>", b"plain words", b"\x1aE\xdf\xa3"])
def test_only_photos_and_sheets_are_taken(world: World, content: bytes) -> None:
    link = made(world, order(world))
    assert (send(world, link, content).status_code, list(world.uploads.iterdir())) == (422, [])


def test_the_message_can_be_sent_as_it_is(world: World) -> None:
    link = made(world, order(world))
    assert link["url"] in link["message"]["zh"]
    assert re.fullmatch(r"http://steward/j/#[\w-]{24}", link["url"])
