"""Whistles over the API: who may blow, who checks in for whom, and what everybody sees."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people import Person
from operations import whistles
from tests.api.world import ADMIN, CLEANER, DISPATCHER, ENGINEER, GUARD, MANAGER, SITES, STRANGER, VIEWER, World

BURST = {
    "site": "riverside",
    "matter": "=3号楼水管爆裂 13800138000",
    "severity": "high",
    "departments": ["engineering", "security"],
    "bring": "抽水泵",
    "space": "t3",
}


def blown(world: World, by: Person = DISPATCHER, **more: object) -> dict[str, Any]:
    answer = world.post("/whistles", by, json={**BURST, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_whistle_as_it_is_blown(world: World) -> None:
    told = blown(world)
    assert {key: told[key] for key in ("number", "state", "blown_by", "space", "may_check_in", "may_lead", "version")} == {
        "number": "S-20260131-001",
        "state": "open",
        "blown_by": "dispatcher",
        "space": "t3",
        "may_check_in": ["engineering", "security"],
        "may_lead": True,
        "version": 1,
    }
    assert [(call["department"], call["state"], call["check_in_by"], call["late"]) for call in told["calls"]] == [
        ("engineering", "waiting", "2026-01-31T08:15:00.000Z", False),
        ("security", "waiting", "2026-01-31T08:15:00.000Z", False),
    ]
    assert told["order_number"] == world.orders()[0].number
    assert world.get(f"/whistles/{told['id']}", DISPATCHER).json() == told


@pytest.mark.parametrize("by", [ENGINEER, GUARD, CLEANER, VIEWER], ids=lambda person: person.username)
def test_hands_and_viewers_do_not_blow(world: World, by: Person) -> None:
    assert world.post("/whistles", by, json=BURST).status_code == 403


def test_somebody_of_another_site_sees_nothing_of_it(world: World) -> None:
    told = blown(world)
    assert world.post("/whistles", STRANGER, json=BURST).status_code == 404
    assert world.get(f"/whistles/{told['id']}", STRANGER).status_code == 404
    assert world.get("/whistles", STRANGER).json()["items"] == []


def test_a_department_is_checked_in_by_its_own_people_or_by_whoever_directs_all(world: World) -> None:
    told = blown(world)
    path = f"/whistles/{told['id']}"
    assert [world.get(path, by).json()["may_check_in"] for by in (ENGINEER, GUARD, CLEANER, VIEWER, MANAGER)] == [
        ["engineering"],
        ["security"],
        [],
        [],
        ["engineering", "security"],
    ]
    assert world.post(f"{path}/check-in", GUARD, json={"department": "engineering"}).status_code == 403
    assert world.post(f"{path}/check-in", CLEANER, json={"department": "security"}).status_code == 403
    came = world.post(f"{path}/check-in", ENGINEER, json={"department": "engineering", "note": "两人到场"}).json()
    assert [(call["state"], call["checked_in_by"], call["note"]) for call in came["calls"]] == [("in", "engineer", "两人到场"), ("waiting", None, "")]
    assert world.post(f"{path}/check-in", DISPATCHER, json={"department": "security"}).json()["calls"][1]["checked_in_by"] == "dispatcher"


def test_the_same_check_in_sent_twice_is_one(world: World) -> None:
    path = f"/whistles/{blown(world)['id']}/check-in"
    answers = [world.post(path, ENGINEER, json={"department": "engineering"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


def test_one_more_department_a_note_and_the_end(world: World) -> None:
    path = f"/whistles/{blown(world)['id']}"
    assert world.post(f"{path}/add", ENGINEER, json={"department": "cleaning"}).status_code == 403
    assert len(world.post(f"{path}/add", DISPATCHER, json={"department": "cleaning", "within_minutes": 20}).json()["calls"]) == 3
    assert world.post(f"{path}/note", CLEANER, json={"note": "水已排"}).json()["timeline"][-1]["department"] == "cleaning"
    assert world.post(f"{path}/note", VIEWER, json={"note": "看看"}).status_code == 403
    assert world.post(f"{path}/stand-down", ENGINEER, json={"outcome": "完"}).status_code == 403
    assert world.post(f"{path}/stand-down", DISPATCHER, json={"outcome": "完"}, headers={"If-Match": '"1"'}).status_code == 409
    over = world.post(f"{path}/stand-down", DISPATCHER, json={"outcome": "阀门已关"}).json()
    assert (over["state"], over["outcome"], over["may_check_in"], over["may_lead"]) == ("stood_down", "阀门已关", [], False)
    assert world.post(f"{path}/check-in", ENGINEER, json={"department": "engineering"}).status_code == 409


def test_the_list_by_state_department_and_order(world: World) -> None:
    first, second = blown(world), blown(world, departments=["cleaning"])
    world.post(f"/whistles/{first['id']}/check-in", GUARD, json={"department": "security"})

    def listed(**query: str) -> list[str]:
        return [item["number"] for item in world.get("/whistles", VIEWER, params=query).json()["items"]]

    assert sorted(listed()) == [first["number"], second["number"]]
    assert listed(awaits="engineering") == [first["number"]]
    assert listed(awaits="security") == []
    assert listed(order_id=second["order_id"]) == [second["number"]]
    assert listed(state="stood_down") == []
    assert world.get("/whistles", VIEWER, params={"cursor": "x"}).status_code == 400


def test_a_department_that_does_not_come_shows_as_late(world: World) -> None:
    told = blown(world)
    world.clock.forward(minutes=16)
    whistles.sweep(world.records, SITES, world.clock())
    call = world.get(f"/whistles/{told['id']}", DISPATCHER).json()["calls"][1]
    assert (call["state"], call["late"], call["decided"]) == ("late", True, ["remind", "late"])


def test_the_table_has_a_line_for_each_department_and_carries_no_formula_and_no_phone(world: World) -> None:
    blown(world)
    assert world.get("/whistles", GUARD, params={"format": "csv"}).status_code == 403
    lines = world.get("/whistles", MANAGER, params={"format": "csv", "lang": "zh"}).text.splitlines()
    assert len(lines) == 3
    assert "工程部" in lines[1]
    assert "'=3号楼水管爆裂 •••" in lines[1]


@pytest.mark.parametrize(
    "body",
    [{"departments": []}, {"departments": ["nobody"]}, {"matter": " "}, {"matter": "x" * 300}, {"asset": "none"}, {"order_id": "none"}, {"within_minutes": 0}],
)
def test_what_cannot_be_blown_is_unusable(world: World, body: dict[str, object]) -> None:
    assert world.post("/whistles", ADMIN, json={**BURST, **body}).status_code == 422
