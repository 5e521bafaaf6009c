"""Procedures over the API."""

from __future__ import annotations

from operations.knowledge import load
from tests.api.world import ENGINEER, GONE, GUARD, VIEWER, World


def test_one_procedure_with_the_steps_of_each_department(world: World) -> None:
    body = world.get("/sops/lift-entrapment-release", GUARD).json()
    assert (body["id"], body["title"]["zh"], body["general"]) == ("lift-entrapment-release", "电梯困人救援", False)
    assert [each["department"] for each in body["steps"]] == body["departments"] == ["engineering", "security", "service_centre"]
    assert all(set(step) == {"zh", "en"} for each in body["steps"] for step in each["steps"])
    assert body["call"][:2] == [
        {"id": "lift-maintainer", "name": {"zh": "电梯维保单位", "en": "Lift maintainer"}, "number": None},
        {"id": "medical", "name": {"zh": "急救", "en": "Ambulance"}, "number": "120"},
    ]
    assert body["never"]
    assert body["evidence"]
    assert "REQUIREMENTS 29" in body["source"]


def test_every_procedure_can_be_read(world: World) -> None:
    assert {sop: world.get(f"/sops/{sop}", VIEWER).status_code for sop in load()} == dict.fromkeys(load(), 200)


def test_the_list_comes_in_pages_by_id(world: World) -> None:
    first = world.get("/sops", GUARD, params={"limit": 2}).json()
    second = world.get("/sops", GUARD, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["id"] for page in (first, second) for item in page["items"]] == sorted(load())[:4]
    assert set(first["items"][0]) == {"id", "title", "purpose", "departments", "general"}
    assert world.get("/sops", GUARD, params={"limit": 200}).json()["next_cursor"] is None


def test_it_can_be_searched_in_both_languages(world: World) -> None:
    in_chinese = world.get("/sops", ENGINEER, params={"text": "困人"}).json()["items"]
    in_english = world.get("/sops", ENGINEER, params={"text": "trapped PASSENGERS"}).json()["items"]
    assert "lift-entrapment-release" in [item["id"] for item in in_chinese]
    assert [item["id"] for item in in_english] == ["lift-entrapment-release"]


def test_the_general_ones_alone(world: World) -> None:
    items = world.get("/sops", ENGINEER, params={"general": "true"}).json()["items"]
    assert [item["id"] for item in items] == [sop.id for sop in load().values() if sop.general]


def test_one_that_is_not_there_is_a_problem(world: World) -> None:
    answer = world.get("/sops/nothing", GUARD, headers={"Accept-Language": "zh-CN"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["detail"] == "没有处置规程 nothing"


def test_nobody_reads_without_signing_in(world: World) -> None:
    assert world.get("/sops").status_code == 401
    assert world.get("/sops", GONE).status_code == 401
