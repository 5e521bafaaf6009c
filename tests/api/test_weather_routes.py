"""Weather warnings and emergency supplies over the API: who may, what everybody sees, tables."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people import Person
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World

RAIN = {"site": "riverside", "kind": "rainstorm", "level": "orange", "until": "2026-01-31T14:00:00Z", "words": "=未来 3 小时有暴雨"}
BAGS = {
    "site": "riverside",
    "name": "=沙袋",
    "unit": "袋",
    "wanted": 200,
    "count": 180,
    "post": "duty_engineer",
    "check_every_days": 30,
    "space": "t3",
    "spot": "地库入口",
    "expires_on": "2027-06-30",
}


def given(world: World, by: Person = MANAGER, **more: object) -> dict[str, Any]:
    answer = world.post("/weather-warnings", by, json={**RAIN, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def added(world: World, by: Person = ENGINEER, **more: object) -> dict[str, Any]:
    answer = world.post("/supplies", by, json={**BAGS, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_warning_as_it_is_given_and_what_it_started(world: World) -> None:
    told = given(world)
    assert {key: told[key] for key in ("kind", "level", "state", "source", "given_by", "until", "version")} == {
        "kind": "rainstorm",
        "level": "orange",
        "state": "in_force",
        "source": "hand",
        "given_by": "manager",
        "until": "2026-01-31T14:00:00.000Z",
        "version": 1,
    }
    assert told["title"] == {"zh": "暴雨橙色预警", "en": "Orange rainstorm warning"}
    (started,) = told["preparations"]
    assert (started["under_way"], started["settled"]) == (True, 0)
    assert started["steps"] > 3
    assert world.get(f"/weather-warnings/{told['id']}", VIEWER).json() == told


@pytest.mark.parametrize("path", ["/weather-warnings", "/supplies"])
def test_a_viewer_looks_and_a_stranger_sees_nothing(world: World, path: str) -> None:
    body = RAIN if path == "/weather-warnings" else BAGS
    told = given(world) if path == "/weather-warnings" else added(world)
    assert world.post(path, VIEWER, json=body).status_code == 403
    assert world.post(path, STRANGER, json=body).status_code == 404
    assert world.get(f"{path}/{told['id']}", STRANGER).status_code == 404
    assert world.get(path, STRANGER).json()["items"] == []
    assert [each["id"] for each in world.get(path, VIEWER).json()["items"]] == [told["id"]]
    assert world.get(path).status_code == 401


@pytest.mark.parametrize("by", [GUARD, ENGINEER, DISPATCHER, MANAGER], ids=lambda person: person.username)
def test_whoever_is_there_may_give_one(world: World, by: Person) -> None:
    assert given(world, by)["given_by"] == by.username


def test_it_is_changed_and_lifted(world: World) -> None:
    told = given(world)
    path = f"/weather-warnings/{told['id']}"
    changed = world.post(f"{path}/change", GUARD, json={"level": "red", "until": "2026-01-31T16:00:00Z"}, headers={"If-Match": '"1"'}).json()
    assert (changed["level"], changed["words"], changed["version"]) == ("red", RAIN["words"], 2)
    assert world.post(f"{path}/lift", GUARD, json={}, headers={"If-Match": '"1"'}).status_code == 409
    assert world.post(f"{path}/lift", VIEWER, json={}).status_code == 403
    over = world.post(f"{path}/lift", MANAGER, json={"note": "雨停"}).json()
    assert (over["state"], [line["step"] for line in over["history"]]) == ("lifted", ["give", "change", "lift"])
    assert world.post(f"{path}/lift", MANAGER, json={}).status_code == 409
    assert world.get("/weather-warnings?state=in_force", MANAGER).json()["items"] == []


def test_an_end_in_the_past_says_what_to_do(world: World) -> None:
    answer = world.post("/weather-warnings", MANAGER, json={**RAIN, "until": "2026-01-30T08:00:00Z"})
    assert (answer.status_code, "14" in answer.json()["detail"]) == (422, True)
    assert world.post("/weather-warnings", MANAGER, json={**RAIN, "until": "2026-01-31T14:00:00"}).status_code == 422


def test_the_same_key_gives_one_warning(world: World) -> None:
    headers = {"Idempotency-Key": "k1"}
    first, again = (world.post("/weather-warnings", MANAGER, json=RAIN, headers=headers).json() for _ in range(2))
    assert first["id"] == again["id"]
    assert again["version"] == 1


def test_a_supply_as_it_is_written_down(world: World) -> None:
    told = added(world)
    assert (told["faults"], told["checked_by"], told["expires_on"], told["check_by"]) == (["short"], "engineer", "2027-06-30", "2026-03-02T08:00:00.000Z")
    assert told["place"]["zh"]
    assert world.get(f"/supplies/{told['id']}", VIEWER).json() == told


def test_it_is_checked_changed_removed_and_put_back(world: World) -> None:
    told = added(world)
    path = f"/supplies/{told['id']}"
    world.clock.forward(days=40)
    assert world.get("/supplies", VIEWER).json()["items"][0]["faults"] == ["short", "unchecked"]
    checked = world.post(f"{path}/check", GUARD, json={"count": 200, "note": "补齐"}).json()
    assert (checked["faults"], checked["count"], checked["checked_by"]) == ([], 200, "guard")
    words = {key: BAGS[key] for key in ("unit", "post", "check_every_days")} | {"name": "沙袋", "wanted": 250}
    changed = world.ask("PUT", path, ENGINEER, json=words, headers={"If-Match": f'"{checked["version"]}"'}).json()
    assert (changed["name"], changed["wanted"], changed["faults"], changed["place"]) == ("沙袋", 250, ["short"], None)
    assert world.post(f"{path}/remove", ENGINEER, json={}, headers={"If-Match": f'"{checked["version"]}"'}).status_code == 409
    assert world.post(f"{path}/remove", ENGINEER, json={"note": "用完"}).json()["removed_at"] is not None
    assert world.get("/supplies", VIEWER).json()["items"] == []
    assert [each["id"] for each in world.get("/supplies?removed=true", VIEWER).json()["items"]] == [told["id"]]
    assert world.post(f"{path}/check", GUARD, json={"count": 1}).status_code == 422
    back = world.post(f"{path}/restore", ENGINEER, json={}).json()
    assert [line["step"] for line in back["history"]] == ["add", "check", "change", "remove", "restore"]
    assert world.post(f"{path}/check", VIEWER, json={"count": 1}).status_code == 403


@pytest.mark.parametrize("path", ["/weather-warnings", "/supplies"])
def test_tables_neutralise_formulas_and_need_the_right_to_export(world: World, path: str) -> None:
    given(world)
    added(world)
    table = world.get(f"{path}?format=csv", MANAGER)
    assert (table.status_code, len(table.text.strip().splitlines())) == (200, 2)
    assert "'=" in table.text
    assert world.get(f"{path}?format=csv&lang=en", MANAGER).text != table.text
    assert world.get(f"{path}?format=csv", GUARD).status_code == 403


def test_pages_follow_each_other(world: World) -> None:
    for days in (30, 7, 90):
        added(world, name=str(days), check_every_days=days)
    first = world.get("/supplies?limit=2", VIEWER).json()
    rest = world.get(f"/supplies?limit=2&cursor={first['next_cursor']}", VIEWER).json()
    assert [each["name"] for each in (*first["items"], *rest["items"])] == ["7", "30", "90"]
    assert world.get("/supplies?cursor=nonsense", VIEWER).status_code in (400, 422)
