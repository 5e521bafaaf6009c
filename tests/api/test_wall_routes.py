"""A wall screen over the API."""

from __future__ import annotations

from domain.time import rfc3339
from operations import walls
from tests.api.world import ENGINEER, STRANGER, T0, VIEWER, World

WALL = "/wall/riverside"


def test_a_screen_that_nobody_touches_is_unattended(world: World) -> None:
    told = world.get(WALL, VIEWER, params={"screen": "lobby"}).json()
    state = {"site": "riverside", "screen": "lobby", "post": None, "touched_at": None, "attended": False, "stuck": None, "may_acknowledge": False}
    assert told == {**state, "watched": False, "absence": None}


def test_a_touch_counts_for_ten_minutes_and_for_this_screen_alone(world: World) -> None:
    assert world.post("/screens/lobby/touch", ENGINEER, json={"site": "riverside", "post": "duty_engineer"}).is_success
    told = world.get(WALL, ENGINEER, params={"screen": "lobby"}).json()
    assert (told["attended"], told["post"], told["may_acknowledge"]) == (True, "duty_engineer", True)
    assert world.get(WALL, ENGINEER, params={"screen": "gate"}).json()["attended"] is False
    world.clock.forward(minutes=10)
    assert world.get(WALL, ENGINEER, params={"screen": "lobby"}).json()["attended"] is False


def test_a_screen_is_relied_on_and_no_longer(world: World) -> None:
    lobby = {"screen": "lobby"}
    assert world.post(f"{WALL}/watch", ENGINEER, params=lobby, json={"watched": True}).json()["watched"] is True
    assert world.get(WALL, ENGINEER, params=lobby).json()["watched"] is True
    assert world.get(WALL, ENGINEER, params={"screen": "gate"}).json()["watched"] is False
    assert world.post(f"{WALL}/watch", ENGINEER, params=lobby, json={"watched": False}).json()["watched"] is False
    assert ("engineer", "wall.watch", "not watched") in world.audited()
    assert world.post(f"{WALL}/watch", VIEWER, params=lobby, json={"watched": True}).status_code == 403


def test_a_screen_that_is_gone_is_told_and_its_own_question_brings_it_back(world: World) -> None:
    lobby = {"screen": "lobby"}
    world.post(f"{WALL}/watch", ENGINEER, params=lobby, json={"watched": True})
    walls.sweep(world.records, world.sites, world.clock.forward(minutes=3))
    absence = world.get(WALL, VIEWER, params=lobby).json()["absence"]
    assert (absence["kind"], absence["since"], absence["told_at"]) == ("gone", rfc3339(T0), rfc3339(world.clock()))

    world.get(WALL, VIEWER, params={**lobby, "showing": "true"})
    walls.sweep(world.records, world.sites, world.clock.forward(seconds=30))
    assert world.get(WALL, ENGINEER, params={**lobby, "showing": "true"}).json()["absence"] is not None
    walls.sweep(world.records, world.sites, world.clock.forward(seconds=30))
    assert world.get(WALL, ENGINEER, params=lobby).json()["absence"] is None


def test_only_who_may_see_the_site_sees_it(world: World) -> None:
    assert world.get(WALL, STRANGER).status_code == 404
    assert world.get(WALL, VIEWER, params={"screen": "../x"}).status_code == 422
