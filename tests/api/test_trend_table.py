"""Values of several points as one table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.time import rfc3339
from tests.api.world import GUARD, MANAGER, STRANGER, T0, World, reading

TEMPERATURE = "riverside.t3-lift-1.room_temp"
TRAPPED = "riverside.t3-lift-1.trapped"
SPAN = {"from": rfc3339(T0 - timedelta(hours=1)), "to": rfc3339(T0 + timedelta(hours=1))}


def table(world: World, *points: str, **more: str) -> list[list[str]]:
    answer = world.get("/trends/table", MANAGER, params={"points": ",".join(points), **SPAN, **more})
    assert answer.status_code == 200, answer.text
    return [line.split(",") for line in answer.text.lstrip("\ufeff").split("\r\n") if line]


def test_it_is_a_line_for_each_value_with_unit_and_quality(world: World) -> None:
    world.telemetry.write([reading("riverside", "t3-lift-1", T0, room_temp=21.5)])
    head, line = table(world, TEMPERATURE, lang="en")
    assert head[-3:] == ["Value", "Unit", "Quality"]
    assert line[-3:] == ["21.5", "°C", "good"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"points": "riverside.nothing.here"}, 404),
        ({"points": ",".join([TRAPPED] * 9)}, 400),
        ({"points": TEMPERATURE, "window": "soon"}, 400),
        ({"points": TEMPERATURE, "from": SPAN["to"], "to": SPAN["from"]}, 400),
        ({}, 422),
    ],
)
def test_what_cannot_be_given_is_refused(asked: dict[str, str], status: int, world: World) -> None:
    assert world.get("/trends/table", MANAGER, params={**SPAN, **asked}).status_code == status


def test_another_sites_points_do_not_exist_and_a_guard_exports_nothing(world: World) -> None:
    asked = {"points": TEMPERATURE, **SPAN}
    assert world.get("/trends/table", STRANGER, params=asked).status_code == 404
    assert world.get("/trends/table", GUARD, params=asked).status_code == 403
