"""How the way of the readings is, for the people who look at the pages."""

from __future__ import annotations

from typing import Any

from tests.api.exposition import say_everything
from tests.api.world import GUARD, MANAGER, STRANGER, World


def asked(world: World) -> dict[str, Any]:
    (found,) = world.get("/ingest", GUARD).json()["items"]
    assert isinstance(found, dict)
    return found


def test_everybody_sees_how_their_own_sites_are(world: World) -> None:
    assert [item["site"] for item in world.get("/ingest", MANAGER).json()["items"]] == ["hillside", "riverside"]
    assert [item["site"] for item in world.get("/ingest", STRANGER).json()["items"]] == ["hillside"]
    assert world.get("/ingest", STRANGER, params={"site": "riverside"}).status_code == 404


def test_an_ingest_that_is_away_is_said_to_be(world: World) -> None:
    found = asked(world)
    assert (found["connected"], found["state"], found["fsync"], found["received"]) == (False, "unready", {"median_s": None, "p99_s": None}, 0)
    assert [part["name"] for part in found["parts"]] == ["ingest:riverside"]


def test_every_stage_is_told(world: World) -> None:
    say_everything(world)
    found = asked(world)
    numbers = {name for name, value in found.items() if isinstance(value, float)}
    assert {found[name] for name in numbers} == {3.0}
    assert len(numbers) == 18
    assert found["fsync"] == {"median_s": 1e9, "p99_s": 1e9}
    assert [part["name"].split(":")[0] for part in found["parts"]] == ["ingest", "broker", "queue", "journal", "disk", "backlog", "commits", "storing"]


def test_the_state_is_the_worst_of_the_parts(world: World) -> None:
    say_everything(world)
    facts = {"broker_connected": True, "drained": True}
    world.live.health("riverside", {"telemetry_lag_seconds": 42}, facts)
    assert asked(world)["state"] == "degraded"
    world.live.health("riverside", {"telemetry_lag_seconds": 42}, {**facts, "journal_full": True})
    assert asked(world)["state"] == "unready"
