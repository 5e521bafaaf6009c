"""Work orders: opening, steps, tasks, lists."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import httpx
import pytest

from domain.people import Person
from domain.transition import Change
from tests.api.world import ADMIN, CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, T0, VIEWER, World, entrapment, reading

REQUEST: dict[str, Any] = {"site": "riverside", "title": {"zh": "大堂灯不亮", "en": "Lobby light is out"}, "department": "engineering"}


def step(world: World, order: str, name: str, by: Person, **body: str) -> httpx.Response:
    return world.post(f"/work-orders/{order}/{name}", by, json=body or None)


def test_an_alarms_order_goes_from_acceptance_to_its_end(world: World) -> None:
    _, order = world.raised()
    accepted = step(world, order.id, "accept", GUARD, device_id="phone-7", occurred_at="2026-01-31T07:59:30Z").json()
    assert (accepted["state"], accepted["assignee"], accepted["accepted_at"]) == ("accepted", "guard", "2026-01-31T07:59:30.000Z")
    assert (accepted["timeline"][-1]["device_id"], accepted["timeline"][-1]["actor"]) == ("phone-7", "guard")
    assert step(world, order.id, "arrive", GUARD).json()["state"] == "in_progress"
    blocked = step(world, order.id, "complete", GUARD)
    assert blocked.status_code == 422
    task = order.tasks[0].id
    assert world.post(f"/work-orders/{order.id}/tasks/{task}/done", GUARD).status_code == 403
    done = world.post(f"/work-orders/{order.id}/tasks/{task}/done", ENGINEER, json={"note": "已断电"}).json()
    assert (done["tasks"][0]["done_by"], done["timeline"][-1]["event"]) == ("engineer", "task-done")
    assert step(world, order.id, "complete", GUARD).json()["state"] == "completed"
    assert step(world, order.id, "verify", MANAGER).status_code == 422
    world.happen(entrapment(change=Change.RETURNED, at=T0 + timedelta(minutes=9)))
    world.telemetry.write([reading("riverside", "t3-lift-1", T0 + timedelta(minutes=9), trapped=False)])
    early = step(world, order.id, "verify", MANAGER)
    assert (early.status_code, "until" in early.json()["detail"]) == (422, True)
    world.clock.forward(minutes=19)
    assert step(world, order.id, "verify", MANAGER, note="已核实").json()["state"] == "closed"
    assert ("manager", "work-order.verify", "") in world.audited()


def test_completing_says_what_was_found(world: World) -> None:
    _, order = world.raised()
    step(world, order.id, "accept", GUARD)
    world.post(f"/work-orders/{order.id}/tasks/{order.tasks[0].id}/done", ENGINEER)
    assert step(world, order.id, "note", GUARD, note="x", outcome="real").status_code == 422
    assert step(world, order.id, "complete", GUARD, outcome="perhaps").status_code == 422
    done = step(world, order.id, "complete", GUARD, outcome="false_alarm").json()
    assert (done["state"], done["outcome"]) == ("completed", "false_alarm")
    (row,) = csv.DictReader(io.StringIO(world.get("/work-orders", MANAGER, params={"format": "csv", "lang": "en"}).text.removeprefix("\ufeff")))
    assert (row["Outcome"], row["Kind"]) == ("False alarm", "Rescue")


def test_what_the_table_does_not_allow_is_a_conflict(world: World) -> None:
    _, order = world.raised()
    answer = step(world, order.id, "verify", MANAGER)
    assert (answer.status_code, answer.json()["current_version"]) == (409, 1)


def test_a_step_that_must_say_why_says_so(world: World) -> None:
    _, order = world.raised()
    assert step(world, order.id, "decline", GUARD).status_code == 422
    assert step(world, order.id, "decline", GUARD, note="不在岗").json()["state"] == "triaged"


def test_steps_that_do_not_exist_or_belong_to_the_system_are_refused(world: World) -> None:
    _, order = world.raised()
    for name in ("explode", "overdue", "join", "alarm-cleared", "open", "attach", "task-done"):
        assert step(world, order.id, name, ADMIN).status_code == 422


def test_only_the_departments_concerned_take_steps(world: World) -> None:
    _, order = world.raised()
    assert step(world, order.id, "accept", CLEANER).status_code == 403
    assert step(world, order.id, "accept", VIEWER).status_code == 403
    assert step(world, order.id, "accept", STRANGER).status_code == 404
    assert world.get(f"/work-orders/{order.id}", CLEANER).json()["steps"] == []
    assert step(world, order.id, "accept", ENGINEER).status_code == 200


def test_the_steps_that_are_offered_are_those_that_are_allowed(world: World) -> None:
    _, order = world.raised()
    assert world.get(f"/work-orders/{order.id}", DISPATCHER).json()["steps"] == [
        "dispatch",
        "accept",
        "decline",
        "transfer",
        "start",
        "cancel",
        "note",
        "remind",
        "promise",
        "merge",
    ]
    assert world.get(f"/work-orders/{order.id}", VIEWER).json()["steps"] == []


def test_dispatching_names_somebody_who_can_do_it(world: World) -> None:
    _, order = world.raised()
    assert step(world, order.id, "dispatch", DISPATCHER, assignee="cleaner").status_code == 422
    assert step(world, order.id, "dispatch", DISPATCHER, assignee="nobody").status_code == 422
    assert step(world, order.id, "dispatch", DISPATCHER, assignee="guard").json()["assignee"] == "guard"
    assert [found["id"] for found in world.get("/work-orders", GUARD, params={"assignee": "me"}).json()["items"]] == [order.id]
    assert world.get("/work-orders", ENGINEER, params={"assignee": "me"}).json()["items"] == []


def test_transferring_hands_it_to_another_department(world: World) -> None:
    _, order = world.raised()
    told = step(world, order.id, "transfer", GUARD, note="机械故障", department="engineering").json()
    assert (told["department"], told["state"]) == ("engineering", "dispatched")


def test_a_version_that_is_not_the_stored_one_is_a_conflict(world: World) -> None:
    _, order = world.raised()
    step(world, order.id, "accept", GUARD)
    late = world.post(f"/work-orders/{order.id}/start", ENGINEER, headers={"If-Match": "1"})
    assert (late.status_code, late.json()["current_version"]) == (409, 2)


def test_a_request_is_opened_by_hand(world: World) -> None:
    answer = world.post(
        "/work-orders", GUARD, json={**REQUEST, "asset": "t3-lift-1", "kind": "repair", "priority": "P2", "assist": ["security"], "note": "业主报修"}
    )
    body = answer.json()
    assert answer.status_code == 201
    assert (body["state"], body["priority"], body["requested_by"], body["alarm_ids"]) == ("requested", "P2", "guard", [])
    assert [task["department"] for task in body["tasks"]] == ["security"]
    assert world.get(f"/work-orders/{body['id']}", GUARD).json() == body


def test_a_request_goes_the_whole_way(world: World) -> None:
    order = world.post("/work-orders", GUARD, json=REQUEST).json()["id"]
    for name, by in (
        ("triage", DISPATCHER),
        ("dispatch", DISPATCHER),
        ("accept", ENGINEER),
        ("start", ENGINEER),
        ("complete", ENGINEER),
        ("verify", MANAGER),
        ("close", MANAGER),
    ):
        assert step(world, order, name, by).status_code == 200
    assert world.get(f"/work-orders/{order}", GUARD).json()["state"] == "closed"


@pytest.mark.parametrize(("title", "shown"), [("灯坏了", {"zh": "灯坏了", "en": "灯坏了"}), ({"en": "Light out"}, {"zh": "Light out", "en": "Light out"})])
def test_a_title_in_one_language_stands_for_both(world: World, title: object, shown: object) -> None:
    assert world.post("/work-orders", GUARD, json={**REQUEST, "title": title}).json()["title"] == shown


@pytest.mark.parametrize("wrong", [{"title": " "}, {"title": {}}, {"department": "sales"}, {"priority": "P9"}, {"asset": "nothing"}, {"title": "x" * 201}])
def test_a_request_that_cannot_be_used_is_refused(world: World, wrong: dict[str, object]) -> None:
    assert world.post("/work-orders", GUARD, json={**REQUEST, **wrong}).status_code == 422
    assert world.orders() == []


def test_a_request_needs_the_right_and_the_site(world: World) -> None:
    assert world.post("/work-orders", VIEWER, json=REQUEST).status_code == 403
    assert world.post("/work-orders", STRANGER, json=REQUEST).status_code == 404


def test_lists_filter(world: World) -> None:
    _, first = world.raised()
    world.clock.forward(hours=3)
    second = world.post("/work-orders", GUARD, json=REQUEST).json()["id"]

    def ids(**params: object) -> list[str]:
        return [order["id"] for order in world.get("/work-orders", GUARD, params=params).json()["items"]]

    assert ids() == [second, first.id]
    assert ids(state="open") == [second, first.id]
    assert ids(state="requested,closed") == [second]
    assert ids(department="security") == [first.id]
    assert ids(department="engineering") == [second, first.id]
    assert ids(asset="t3-lift-1") == [first.id]
    assert ids(text="大堂") == [second]
    assert ids(overdue="true") == []
    assert ids(since="2026-01-31T09:00:00Z") == [second]
    assert ids(site="riverside", until="2026-01-31T09:00:00Z") == [first.id]


def test_an_unknown_order_or_task_is_not_found(world: World) -> None:
    _, order = world.raised()
    assert world.get("/work-orders/none", GUARD).status_code == 404
    assert step(world, "none", "accept", GUARD).status_code == 404
    assert world.post(f"/work-orders/{order.id}/tasks/none/done", ENGINEER).status_code == 404
