"""Lists of work orders as the board, the table and the calendar ask for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.world import DISPATCHER, ENGINEER, GUARD, STRANGER, World


def asked_for(world: World, title: str, **more: object) -> str:
    world.clock.forward(seconds=1)  # lists are sorted by the moment
    told = {"site": "riverside", "title": title, "department": "engineering", **more}
    return str(world.post("/work-orders", GUARD, json=told).json()["id"])


def found(world: World, **params: Any) -> list[str]:  # noqa: ANN401  whatever a query takes
    return [order["id"] for order in world.get("/work-orders", ENGINEER, params=params).json()["items"]]


def counted(world: World, **params: Any) -> dict[str, int]:  # noqa: ANN401  whatever a query takes
    body = world.get("/work-orders/counts", ENGINEER, params=params).json()
    return {each["state"]: each["number"] for each in body["by_state"] if each["number"]} | {"total": body["total"]}


def test_counts_are_of_all_orders_however_long_a_page_is(world: World) -> None:
    _, rescue = world.raised()
    for number in range(3):
        asked_for(world, f"灯 {number}")
    assert counted(world) == {rescue.state.value: 1, "requested": 3, "total": 4}
    assert counted(world, state="requested", text="灯 1") == {"requested": 1, "total": 1}
    assert len(world.get("/work-orders/counts", ENGINEER).json()["by_state"]) == 10


def test_counts_are_of_the_sites_that_one_may_see(world: World) -> None:
    asked_for(world, "灯")
    assert world.get("/work-orders/counts", STRANGER).json()["total"] == 0
    assert world.get("/work-orders/counts", STRANGER, params={"site": "riverside"}).status_code == 404


def test_orders_are_found_by_kind_priority_and_who_asked(world: World) -> None:
    _, rescue = world.raised()
    lamp = asked_for(world, "灯", kind="repair", priority="P3")
    noise = asked_for(world, "噪音", kind="complaint", priority="P4")
    assert found(world, kind="repair,complaint") == [noise, lamp]
    assert found(world, priority="P4") == [noise]
    assert found(world, kind="rescue") == [rescue.id]
    assert found(world, requested_by="guard") == [noise, lamp]
    assert [one["id"] for one in world.get("/work-orders", GUARD, params={"requested_by": "me", "kind": "repair"}).json()["items"]] == [lamp]
    assert found(world, id=f"{lamp},{rescue.id}") == [lamp, rescue.id]


def test_a_space_holds_what_stands_inside_it(world: World) -> None:
    _, rescue = world.raised()
    asked_for(world, "灯")
    outermost = world.sites["riverside"].space_path(world.sites["riverside"].assets[str(rescue.asset)].space)[0].id
    assert found(world, space=outermost) == [rescue.id]
    assert world.get("/work-orders", ENGINEER, params={"space": "nowhere"}).status_code == 404


def test_the_calendar_asks_for_what_is_due_in_a_span(world: World) -> None:
    _, rescue = world.raised()
    resolve_by = world.get(f"/work-orders/{rescue.id}", GUARD).json()["due"]["resolve_by"]
    assert found(world, due_from="2026-01-31T00:00:00Z", due_until="2026-02-01T00:00:00Z") == [rescue.id]
    assert found(world, due_from="2026-01-01T00:00:00Z", due_until=resolve_by) == []


@pytest.mark.parametrize("params", [{"kind": "cake"}, {"priority": "P9"}, {"due_from": "soon"}, {"overridden": "perhaps"}])
def test_what_cannot_be_read_is_named(params: dict[str, str], world: World) -> None:
    answer = world.get("/work-orders", DISPATCHER, params=params)
    assert answer.status_code == 422
    assert [error["field"].split(".")[1] for error in answer.json()["errors"]] == list(params)


def test_orders_are_sorted_as_the_head_of_the_table_says(world: World) -> None:
    lamp = asked_for(world, "灯", priority="P3")
    flood = asked_for(world, "水", priority="P1")
    noise = asked_for(world, "噪音", priority="P2")
    assert found(world, sort="opened") == [lamp, flood, noise]
    assert found(world, sort="priority") == [flood, noise, lamp]
    assert found(world, sort="-priority") == [lamp, noise, flood]
    first = world.get("/work-orders", ENGINEER, params={"sort": "priority", "limit": 1}).json()
    assert found(world, sort="priority", cursor=first["next_cursor"]) == [noise, lamp]
    assert world.get("/work-orders", ENGINEER, params={"sort": "opened", "cursor": first["next_cursor"]}).status_code == 400
    assert world.get("/work-orders", ENGINEER, params={"sort": "title"}).status_code == 422


def test_a_table_keeps_the_order_of_the_list(world: World) -> None:
    asked_for(world, "灯", priority="P3")
    asked_for(world, "水", priority="P1")
    lines = world.get("/work-orders", DISPATCHER, params={"sort": "-priority", "format": "csv"}).text.splitlines()
    assert [("灯" in line, "水" in line) for line in lines[1:]] == [(True, False), (False, True)]
