"""Backtests: asked for as jobs, watched, and read when they are done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.people import Person
from domain.rule_version import BacktestState
from tests.api.test_rule_routes import HOT, definition
from tests.api.world import DISPATCHER, ENGINEER, GUARD, MANAGER, STRANGER, VIEWER, World


def asked(world: World, by: Person = ENGINEER, **change: object) -> dict[str, Any]:
    answer = world.post("/rules/backtest", by, json={"site": "riverside", "yaml": HOT, **change})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_backtest_waits_for_the_worker(world: World) -> None:
    told = asked(world)
    assert {key: value for key, value in told.items() if key not in ("id", "digest")} == {
        "site": "riverside",
        "rule": "lift.hot",
        "definition": definition(),
        "since": "2026-01-24T08:00:00.000Z",
        "until": "2026-01-31T08:00:00.000Z",
        "asked_by": "engineer",
        "asked_at": "2026-01-31T08:00:00.000Z",
        "state": "waiting",
        "progress": 0.0,
        "started_at": None,
        "finished_at": None,
        "error": None,
        "result": None,
    }
    assert world.get(f"/rules/backtests/{told['id']}", VIEWER).json() == told
    assert ("engineer", "rule.backtest", "lift.hot") in world.audited()


def test_a_window_may_be_asked_for_and_what_lies_ahead_is_cut_off(world: World) -> None:
    told = asked(world, since="2026-01-30T08:00:00+08:00", until="2026-02-03T08:00:00+08:00")
    assert (told["since"], told["until"]) == ("2026-01-30T00:00:00.000Z", "2026-01-31T08:00:00.000Z")


def test_what_the_worker_found_is_told_with_personal_values_masked(world: World) -> None:
    told = asked(world)
    result = {
        "gained": 1,
        "charts": [
            {"point": "riverside.gate-1.plate_text", "samples": [{"ts": "t", "min": "沪A12345", "max": "沪A12345"}]},
            {"point": "riverside.t3-lift-1.room_temp", "samples": [{"ts": "t", "min": 39.5, "max": 41.0}]},
        ],
        "episodes": {"gained": [{"point": "riverside.gate-1.plate_text", "value": "沪A12345"}, {"point": "riverside.t3-lift-1.room_temp", "value": 41.0}]},
    }
    with world.records.transaction() as tx:
        taken = tx.backtests.take(world.clock(), world.clock())
        assert taken is not None
        tx.backtests.save(replace(taken, state=BacktestState.DONE, progress=1.0, finished_at=world.clock(), result=result))
    done = world.get(f"/rules/backtests/{told['id']}", ENGINEER)
    assert "沪A12345" not in done.text
    assert (done.json()["state"], done.json()["result"]["charts"][1]) == ("done", result["charts"][1])  # type: ignore[index]  # a literal of ours
    assert done.json()["result"]["episodes"]["gained"][1]["value"] == 41.0


def test_those_of_a_rule_are_listed_newest_first_without_results(world: World) -> None:
    first = asked(world)
    world.clock.forward(minutes=1)
    second = asked(world, MANAGER)
    path = "/rules/lift.hot/backtests"
    page = world.get(path, VIEWER, params={"site": "riverside", "limit": 1}).json()
    rest = world.get(path, VIEWER, params={"site": "riverside", "limit": 1, "cursor": page["next_cursor"]}).json()
    assert [each["id"] for each in (*page["items"], *rest["items"])] == [second["id"], first["id"]]
    assert rest["next_cursor"] is None
    assert world.get(path, VIEWER).status_code == 422


def test_only_those_who_may_ask_and_only_at_their_sites(world: World) -> None:
    told = asked(world)
    body = {"site": "riverside", "yaml": HOT}
    assert [world.post("/rules/backtest", person, json=body).status_code for person in (GUARD, DISPATCHER, STRANGER)] == [403, 403, 404]
    assert world.get(f"/rules/backtests/{told['id']}", STRANGER).status_code == 404
    assert world.get("/rules/backtests/none", ENGINEER).status_code == 404
    assert world.get("/rules/lift.hot/backtests", STRANGER, params={"site": "riverside"}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"since": "2026-02-01T08:00:00Z"}, {"since": "2025-01-31T08:00:00Z"}, {"since": "2026-01-30T08:00:00"}, {"until": "soon"}],
    ids=["ahead", "too long", "no zone", "no time"],
)
def test_a_time_that_cannot_be_is_refused(world: World, change: dict[str, str]) -> None:
    assert world.post("/rules/backtest", ENGINEER, json={"site": "riverside", "yaml": HOT, **change}).status_code == 422


def test_one_person_cannot_keep_the_worker_busy(world: World) -> None:
    asked(world)
    asked(world)
    third = world.post("/rules/backtest", ENGINEER, json={"site": "riverside", "yaml": HOT})
    assert third.status_code == 422
    assert asked(world, MANAGER)["state"] == "waiting"


def test_under_one_key_it_is_asked_for_once(world: World) -> None:
    answers = [world.post("/rules/backtest", ENGINEER, json={"site": "riverside", "yaml": HOT}, headers={"Idempotency-Key": "b1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].content == answers[1].content
    with world.records.reading() as tx:
        assert len(tx.backtests.of_rule("riverside", "lift.hot")) == 1


def test_its_default_is_the_week_before_the_end_that_is_asked_for(world: World) -> None:
    until = world.clock() - timedelta(days=30)
    told = asked(world, until=until.isoformat())
    assert (told["since"], told["until"]) == ("2025-12-25T08:00:00.000Z", "2026-01-01T08:00:00.000Z")
