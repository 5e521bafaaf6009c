"""One box that finds everything that one may see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import ENGINEER, MANAGER, STRANGER, VIEWER, World


def found(world: World, words: str, who: Any = ENGINEER, **more: object) -> dict[str, list[str]]:  # noqa: ANN401  whoever `get` takes
    answer = world.get("/search", who, params={"q": words, **more})
    assert answer.status_code == 200, answer.text
    return {group["kind"]: [item["id"] for item in group["items"]] for group in answer.json()["groups"]}


@pytest.mark.parametrize(
    ("words", "kind", "first"),
    [
        ("电梯", "asset", "t3-lift-1"),
        ("dianti", "asset", "t3-lift-1"),
        ("dt", "asset", "t3-lift-1"),
        ("3号楼 电梯", "asset", "t3-lift-1"),
        ("3hl dianti", "asset", "t3-lift-1"),
        ("机房电梯", "asset", "t3-lift-1"),
        ("trapped", "point", "riverside.t3-lift-1.trapped"),
        ("wumian", "space", "t3-roof"),
        ("wjg", "person", "engineer"),
        ("王建国", "person", "engineer"),
        ("lift-entrapment", "sop", "lift-entrapment-release"),
        ("yisikunren", "rule", "lift.entrapment"),
        ("lift.hot", "rule", "lift.hot"),
    ],
)
def test_everything_is_found_by_its_name(world: World, words: str, kind: str, first: str) -> None:
    assert found(world, words, site="riverside")[kind][0] == first


def test_orders_and_alarms_are_found_by_their_words_and_an_order_by_its_number_comes_first(world: World) -> None:
    alarm, order = world.raised()
    told = found(world, "困人")
    assert (told["alarm"], told["order"]) == ([alarm.id], [order.id])
    by_number = found(world, order.number)
    assert (next(iter(by_number)), by_number["order"]) == ("order", [order.id])


def test_what_lies_at_another_site_does_not_exist(world: World) -> None:
    world.raised()
    told = found(world, "困人", STRANGER)
    assert "alarm" not in told
    assert "order" not in told
    assert "engineer" not in found(world, "王建国", STRANGER).get("person", [])
    hits = world.get("/search", STRANGER, params={"q": "电梯"}).json()["groups"][0]["items"]
    assert {hit["site"] for hit in hits} == {"hillside"}
    assert world.get("/search", STRANGER, params={"q": "电梯", "site": "riverside"}).status_code == 404


def test_somebody_who_has_left_is_not_found(world: World) -> None:
    assert "person" not in found(world, "离职", VIEWER)


@pytest.mark.parametrize("words", ["", "   ", "'", "%", "__", "没有这样的东西", "\\", '"; drop table'])
def test_nothing_is_found_by_what_names_nothing(world: World, words: str) -> None:
    world.raised()
    assert found(world, words) == {}


def test_there_are_no_more_of_a_kind_than_asked_for(world: World) -> None:
    assert len(found(world, "电梯", MANAGER)["asset"]) == 2
    assert len(found(world, "电梯", MANAGER, limit=1)["asset"]) == 1
    assert world.get("/search", ENGINEER, params={"q": "x" * 101}).status_code == 422
