"""The closed loop over the API: tasks, merging, owners, promises, evidence, overrides, conflicts that say who was first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from domain.people import Person
from domain.transition import Change
from domain.work_order import WorkOrder
from tests.api.world import ADMIN, CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, T0, VIEWER, World, entrapment

REQUEST: dict[str, Any] = {"site": "riverside", "title": "大堂灯不亮", "department": "engineering"}


def step(world: World, order: str, name: str, by: Person, **body: object) -> httpx.Response:
    return world.post(f"/work-orders/{order}/{name}", by, json=body or None)


def completed(world: World) -> WorkOrder:
    """An order of an entrapment that is over, done two minutes ago."""
    _, order = world.raised()
    step(world, order.id, "accept", GUARD)
    world.post(f"/work-orders/{order.id}/tasks/{order.tasks[0].id}/done", ENGINEER)
    step(world, order.id, "complete", GUARD)
    world.happen(entrapment(change=Change.RETURNED, at=T0 + timedelta(minutes=1)))
    world.clock.forward(minutes=2)
    return order


def request(world: World) -> str:
    opened: str = world.post("/work-orders", GUARD, json=REQUEST).json()["id"]
    return opened


def test_the_detail_says_until_when_it_is_watched_and_what_is_missing(world: World) -> None:
    order = completed(world)
    body = world.get(f"/work-orders/{order.id}", MANAGER).json()
    assert body["watch_until"] == "2026-01-31T08:11:00.000Z"
    assert [text["en"] for text in body["waits_for"]] == ["it has to stay normal for 10 min, until 01-31 16:11", "Trapped has no good reading"]


def test_an_override_needs_its_reason_and_managers_find_it(world: World) -> None:
    order = completed(world)
    assert step(world, order.id, "verify", MANAGER).status_code == 422
    assert step(world, order.id, "verify", MANAGER, override=True).status_code == 422
    closed = step(world, order.id, "verify", MANAGER, override=True, note="现场试运行正常").json()
    assert (closed["state"], closed["overridden_by"]) == ("closed", "manager")
    found = world.get("/work-orders", MANAGER, params={"overridden": "true"}).json()["items"]
    assert [each["id"] for each in found] == [order.id]


def test_a_conflict_says_what_the_other_one_did(world: World) -> None:
    _, order = world.raised()
    step(world, order.id, "accept", GUARD)
    late = world.post(f"/work-orders/{order.id}/accept", ENGINEER, headers={"If-Match": "1"})
    problem = late.json()
    assert (late.status_code, problem["current_version"]) == (409, 2)
    assert [(each["event"], each["actor"], each["at"]) for each in problem["meanwhile"]] == [("accept", "guard", "2026-01-31T08:00:00.000Z")]
    assert problem["meanwhile"][0]["name"] == GUARD.name


def test_what_is_closed_is_completed_later_by_who_did_it_or_who_dispatches(world: World) -> None:
    order = completed(world)
    step(world, order.id, "verify", MANAGER, override=True, note="已看")
    assert world.get(f"/work-orders/{order.id}", GUARD).json()["steps"] == ["note"]
    assert world.get(f"/work-orders/{order.id}", ENGINEER).json()["steps"] == []
    assert step(world, order.id, "note", GUARD, note="乘客两名").status_code == 200
    assert step(world, order.id, "note", DISPATCHER, note="已报维保").status_code == 200
    assert step(world, order.id, "note", ENGINEER, note="x").status_code == 403
    photo = {"file": ("a.txt", b"text", "text/plain")}
    assert world.post(f"/work-orders/{order.id}/attachments", ENGINEER, files=photo).status_code == 403
    assert world.post(f"/work-orders/{order.id}/attachments", GUARD, files=photo).status_code == 201


def test_the_lead_asks_another_department_to_assist_which_accepts_and_does_it(world: World) -> None:
    order = request(world)
    asked = {"department": "cleaning", "title": "清理积水", "due_by": "2026-01-31T18:00:00+08:00"}
    assert world.post(f"/work-orders/{order}/tasks", GUARD, json=asked).status_code == 403
    task = world.post(f"/work-orders/{order}/tasks", ENGINEER, json=asked).json()["tasks"][0]
    assert (task["department"], task["due_by"], task["title"]["zh"]) == ("cleaning", "2026-01-31T10:00:00.000Z", "清理积水")
    assert world.post(f"/work-orders/{order}/tasks/{task['id']}/accept", GUARD).status_code == 403
    accepted = world.post(f"/work-orders/{order}/tasks/{task['id']}/accept", CLEANER).json()["tasks"][0]
    assert (accepted["accepted_by"], accepted["done_at"]) == ("cleaner", None)
    assert world.post(f"/work-orders/{order}/tasks/{task['id']}/done", CLEANER).json()["tasks"][0]["done_by"] == "cleaner"
    assert world.post(f"/work-orders/{order}/tasks/none/accept", CLEANER).status_code == 404


@pytest.mark.parametrize("wrong", [{"title": " "}, {"department": "engineering"}, {"due_by": "2026-01-01T00:00:00Z"}, {"due_by": "2026-01-31T18:00:00"}])
def test_a_task_that_cannot_be_is_refused(world: World, wrong: dict[str, object]) -> None:
    order = request(world)
    assert world.post(f"/work-orders/{order}/tasks", ENGINEER, json={"department": "cleaning", "title": "清理", **wrong}).status_code == 422


def test_a_duplicate_is_merged_by_who_dispatches_and_both_show_the_other(world: World) -> None:
    _, order = world.raised()
    other = request(world)
    assert step(world, other, "merge", ENGINEER, into=order.id).status_code == 403
    gone = step(world, other, "merge", DISPATCHER, into=order.id).json()
    assert (gone["state"], gone["merged_into"]) == ("cancelled", order.id)
    kept = world.get(f"/work-orders/{order.id}", VIEWER).json()
    assert [(each["id"], each["state"]) for each in kept["duplicates"]] == [(other, "cancelled")]


def test_only_a_manager_names_the_owner_of_what_was_refused_twice(world: World) -> None:
    order = request(world)
    for _ in range(2):
        step(world, order, "dispatch", DISPATCHER)
        told = step(world, order, "decline", ENGINEER, note="不归我们").json()
    assert (told["needs_owner"], told["refusals"], told["owner"]) == (True, 2, None)
    offered = world.get(f"/work-orders/{order}", DISPATCHER).json()["steps"]
    assert "dispatch" not in offered
    assert "own" not in offered
    named = {"department": "security", "assignee": "guard"}
    assert step(world, order, "own", DISPATCHER, **named).status_code == 403
    owned = step(world, order, "own", MANAGER, **named).json()
    assert (owned["owner"], owned["department"], owned["needs_owner"]) == ("guard", "security", False)
    assert step(world, order, "dispatch", DISPATCHER, assignee="guard").status_code == 200


def test_a_promise_is_a_time_and_may_have_a_note(world: World) -> None:
    order = request(world)
    assert step(world, order, "promise", ADMIN).status_code == 422
    assert step(world, order, "promise", ADMIN, until="2026-01-30T00:00:00Z").status_code == 422
    told = step(world, order, "promise", ADMIN, until="2026-02-01T18:00:00+08:00", note="明天到货").json()
    assert told["promised_until"] == "2026-02-01T10:00:00.000Z"


def test_holding_has_a_reason_or_a_note(world: World) -> None:
    order = request(world)
    step(world, order, "dispatch", DISPATCHER)
    step(world, order, "accept", ENGINEER)
    assert step(world, order, "hold", ENGINEER).status_code == 422
    assert step(world, order, "hold", ENGINEER, hold_reason="parts").json()["hold_reason"] == "parts"
    assert step(world, order, "resume", ENGINEER).json()["hold_reason"] is None
    assert step(world, order, "hold", ENGINEER, note="等业主").json()["hold_reason"] == "other"
