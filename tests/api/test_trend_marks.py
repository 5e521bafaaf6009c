"""What is drawn on a trend beside the values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.time import rfc3339
from tests.api.world import GUARD, MANAGER, STRANGER, T0, VIEWER, World

TEMPERATURE = "riverside.t3-lift-1.room_temp"
TRAPPED = "riverside.t3-lift-1.trapped"
PLATE = "riverside.gate-1.plate_text"


def marks(world: World, *points: str, since: float = -1, until: float = 1) -> dict[str, Any]:
    span = {"from": rfc3339(T0 + timedelta(hours=since)), "to": rfc3339(T0 + timedelta(hours=until))}
    answer = world.get("/trends/marks", VIEWER, params={"points": ",".join(points), **span})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_an_order_of_the_equipment_stands_from_when_it_was_opened(world: World) -> None:
    _, order = world.raised()
    [drawn] = marks(world, TEMPERATURE, TRAPPED)["orders"]
    assert (drawn["id"], drawn["opened_at"], drawn["closed_at"]) == (order.id, rfc3339(T0), None)


@pytest.mark.parametrize(("since", "until", "count"), [(-2, -1, 0), (1, 2, 1), (-1, 1, 1)])
def test_it_is_drawn_while_it_was_open(since: float, until: float, count: int, world: World) -> None:
    world.raised()
    assert len(marks(world, TRAPPED, since=since, until=until)["orders"]) == count


def test_a_closed_one_is_not_drawn_after_its_end(world: World) -> None:
    asked = {"site": "riverside", "asset": "t3-lift-1", "title": "灯不亮", "department": "engineering"}
    order = world.post("/work-orders", MANAGER, json=asked).json()["id"]
    world.clock.forward(minutes=30)
    assert world.post(f"/work-orders/{order}/cancel", MANAGER, json={"note": "重复"}).is_success
    assert marks(world, TRAPPED)["orders"][0]["closed_at"] == rfc3339(T0 + timedelta(minutes=30))
    assert marks(world, TRAPPED, since=1, until=2)["orders"] == []


def test_orders_of_other_equipment_are_not(world: World) -> None:
    world.raised()
    assert marks(world, PLATE) == {"orders": [], "orders_left_out": False, "limits": []}


def test_the_limit_of_a_rule_is_drawn_on_its_point_with_its_name_and_no_rule_without_a_number(world: World) -> None:
    [limit] = marks(world, TEMPERATURE, TRAPPED)["limits"]
    assert (limit["point"], limit["rule"], limit["value"], limit["severity"]) == (TEMPERATURE, "lift.hot", 45, "high")
    assert limit["name"]["en"].endswith("is too hot")
    assert "{" not in limit["name"]["zh"]


def test_another_sites_points_do_not_exist(world: World) -> None:
    asked = {"points": TRAPPED, "from": rfc3339(T0), "to": rfc3339(T0 + timedelta(hours=1))}
    assert world.get("/trends/marks", STRANGER, params=asked).status_code == 404
    assert world.get("/trends/marks", GUARD, params=asked).status_code == 200
    assert world.get("/trends/marks", params=asked).status_code == 401
