"""Views of lists over the API: one's own, shared ones, and what two desks do to them at once."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people import Person
from tests.api.world import ADMIN, DISPATCHER, ENGINEER, GUARD, STRANGER, World

ORDERS = {"page": "orders"}


def kept(world: World, by: Person, name: str, **more: object) -> dict[str, Any]:
    answer = world.post("/me/views", by, json={**ORDERS, "name": name, "query": "view=table&state=on_hold", **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = next(view for view in answer.json()["items"] if view["name"] == name)
    return found


def names(world: World, by: Person, page: str = "orders") -> list[str]:
    return [view["name"] for view in world.get("/me/views", by, params={"page": page}).json()["items"]]


def test_a_view_follows_its_person_and_is_nobody_elses(world: World) -> None:
    assert world.post("/me/views", GUARD, json={**ORDERS, "name": "  夜班待处理 ", "query": "view=table&state=on_hold"}).status_code == 201
    (view,) = world.get("/me/views", GUARD, params=ORDERS).json()["items"]
    assert (view["name"], view["query"], view["mine"], view["by"], view["shared_with"], view["version"]) == (
        "夜班待处理",
        "view=table&state=on_hold",
        True,
        "李强",
        None,
        1,
    )
    assert (names(world, GUARD), names(world, ENGINEER), names(world, GUARD, "alarms")) == (["夜班待处理"], [], [])


def test_a_lead_shares_a_view_with_the_people_of_a_site(world: World) -> None:
    kept(world, DISPATCHER, "今日到期", shared_with="riverside")
    (seen,) = world.get("/me/views", GUARD, params=ORDERS).json()["items"]
    assert (seen["name"], seen["mine"], seen["by"], seen["shared_with"]) == ("今日到期", False, "孙丽", "riverside")
    assert names(world, STRANGER) == []


def test_sharing_stops_when_its_owner_says_so(world: World) -> None:
    view = kept(world, DISPATCHER, "今日到期", shared_with="riverside")
    world.ask("PATCH", f"/me/views/{view['id']}", DISPATCHER, json={"shared_with": ""})
    assert (names(world, GUARD), names(world, DISPATCHER)) == ([], ["今日到期"])


@pytest.mark.parametrize(("by", "site", "status"), [(GUARD, "riverside", 403), (DISPATCHER, "hillside", 404), (ADMIN, "nowhere", 404)])
def test_only_those_who_lead_a_site_share_with_it(world: World, by: Person, site: str, status: int) -> None:
    body = {**ORDERS, "name": "x", "query": "", "shared_with": site}
    assert world.post("/me/views", by, json=body).status_code == status
    view = kept(world, by, "mine")
    assert world.ask("PATCH", f"/me/views/{view['id']}", by, json={"shared_with": site}).status_code == status


def test_nobody_changes_a_view_of_somebody_else(world: World) -> None:
    path = f"/me/views/{kept(world, DISPATCHER, '今日到期', shared_with='riverside')['id']}"
    assert world.ask("PATCH", path, GUARD, json={"name": "mine now"}).status_code == 404
    assert world.ask("DELETE", path, ADMIN).status_code == 404
    assert names(world, GUARD) == ["今日到期"]


def test_it_is_renamed_and_gets_other_filters(world: World) -> None:
    view = kept(world, GUARD, "a")
    (changed,) = world.ask("PATCH", f"/me/views/{view['id']}", GUARD, json={"name": "b", "query": "text=%E6%B3%B5"}, headers={"If-Match": "1"}).json()["items"]
    assert (changed["name"], changed["query"], changed["version"]) == ("b", "text=%E6%B3%B5", 2)


def test_two_desks_at_once_do_not_overwrite_each_other(world: World) -> None:
    path = f"/me/views/{kept(world, GUARD, 'a')['id']}"
    assert world.ask("PATCH", path, GUARD, json={"name": "b"}, headers={"If-Match": "1"}).status_code == 200
    late = world.ask("PATCH", path, GUARD, json={"name": "c"}, headers={"If-Match": "1"})
    assert (late.status_code, late.json()["current_version"], names(world, GUARD)) == (409, 2, ["b"])
    assert world.ask("DELETE", path, GUARD, headers={"If-Match": "1"}).status_code == 409


def test_a_name_is_used_once(world: World) -> None:
    kept(world, GUARD, "a")
    other = kept(world, GUARD, "b")
    again = world.post("/me/views", GUARD, json={**ORDERS, "name": "a", "query": ""})
    renamed = world.ask("PATCH", f"/me/views/{other['id']}", GUARD, json={"name": "a"})
    assert (again.status_code, renamed.status_code, names(world, GUARD)) == (422, 422, ["a", "b"])
    kept(world, ENGINEER, "a")


def test_views_are_put_in_order(world: World) -> None:
    ids = [kept(world, GUARD, name)["id"] for name in "abc"]
    turned = world.post("/me/views/order", GUARD, json={**ORDERS, "ids": ids[::-1]})
    assert ([view["name"] for view in turned.json()["items"]], names(world, GUARD)) == (["c", "b", "a"], ["c", "b", "a"])
    assert world.post("/me/views/order", GUARD, json={**ORDERS, "ids": ids[:2]}).status_code == 409


def test_a_removed_view_is_gone(world: World) -> None:
    path = f"/me/views/{kept(world, GUARD, 'a')['id']}"
    assert world.ask("DELETE", path, GUARD).json() == {"items": []}
    assert world.ask("DELETE", path, GUARD).status_code == 404


def test_there_is_room_for_fifty(world: World) -> None:
    answers = [world.post("/me/views", GUARD, json={**ORDERS, "name": f"v{each}", "query": ""}).status_code for each in range(51)]
    assert answers == [201] * 50 + [422]


def test_keeping_twice_under_one_key_keeps_one(world: World) -> None:
    body = {**ORDERS, "name": "a", "query": ""}
    first, again = (world.post("/me/views", GUARD, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.json(), names(world, GUARD)) == (again.json(), ["a"])


@pytest.mark.parametrize("body", [{"name": " "}, {"name": "x" * 41}, {"query": "a\nb"}, {"query": "泵"}, {"query": "x" * 2001}, {"page": "people"}])
def test_what_is_no_view_is_refused(world: World, body: dict[str, object]) -> None:
    assert world.post("/me/views", GUARD, json={**ORDERS, "name": "a", "query": "", **body}).status_code == 422
