"""Ruling simulators over the API: who may, where there are none, and when they do not answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from api.simulation import SimulationAway
from domain.people import Person
from tests.api.world import ADMIN, GUARD, MANAGER, World

FAULT: dict[str, object] = {
    "id": "f1",
    "device": "t3-lift-1",
    "kind": "go_silent",
    "point": None,
    "rate": 1.0,
    "per_hour": None,
    "value": None,
    "began_at": "2026-01-31T08:00:00.000Z",
    "left_s": 600.0,
}
SCENARIO: dict[str, object] = {
    "id": "lift-entrapment",
    "name": {"zh": "电梯困人", "en": "Lift entrapment"},
    "about": {"zh": "困人", "en": "Trapped"},
    "loop_s": None,
    "running": True,
    "began_at": "2026-01-31T08:00:00.000Z",
    "elapsed_s": 3.0,
    "steps": [],
}
LOOK: dict[str, object] = {
    "ok": True,
    "site": "riverside",
    "began_at": "2026-01-31T08:00:00.000Z",
    "local_time": "07:30",
    "speed": 1.0,
    "rain_mm_h": 0.0,
    "scenarios": [SCENARIO, {**SCENARIO, "id": "smoke", "running": False, "began_at": None, "elapsed_s": None}],
    "faults": [],
    "scripted_faults": [],
}
DEVICE: dict[str, object] = {
    "asset": "t3-lift-1",
    "name": {"zh": "3号楼1号电梯", "en": "Tower 3 Lift 1"},
    "type": "lift",
    "gateway": None,
    "own_connection": True,
    "points": [],
}


class Simulators:
    """Answers as simulators do, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, object]] = []
        self.away = False
        self.refusal: dict[str, Any] | None = None

    def ask(self, request: Mapping[str, object]) -> Mapping[str, object]:
        """As `api.simulation.Simulation`."""
        if self.away:
            raise SimulationAway("connection refused")
        self.asked.append(request)
        answers: dict[str, dict[str, object]] = {
            "site": {"site": "riverside"},
            "look": LOOK,
            "devices": {"devices": [{**DEVICE, "id": "a", "faults": []}, {**DEVICE, "id": "t3-lift-1", "faults": [FAULT]}]},
            "break": {"fault": FAULT},
            "mend": {"mended": 1},
        }
        if self.refusal is not None and request["do"] not in {"site", "look"}:
            return self.refusal
        return {"ok": True, **answers.get(str(request["do"]), {})}


@pytest.fixture
def simulators(world: World) -> Iterator[Simulators]:
    simulators = Simulators()
    before = world.app.state.services
    world.app.state.services = replace(before, simulation=simulators)
    yield simulators
    world.app.state.services = before


WRITES = [
    ("/simulation/scenarios/smoke/start", None),
    ("/simulation/scenarios/smoke/stop", None),
    ("/simulation/devices/t3-lift-1/faults", {"kind": "garbage"}),
    ("/simulation/devices/t3-lift-1/mend", None),
    ("/simulation/faults/f1/mend", None),
    ("/simulation/conditions", {"speed": 2}),
]
READS = ["/simulation", "/simulation/scenarios", "/simulation/devices"]


@pytest.mark.parametrize("who", [GUARD, MANAGER])
def test_nobody_else_may(world: World, simulators: Simulators, who: Person) -> None:
    assert {world.get(path, who).status_code for path in READS} == {403}
    assert {world.post(path, who, json=body).status_code for path, body in WRITES} == {403}
    assert simulators.asked == []


def test_without_simulators_there_is_nothing(world: World) -> None:
    assert {world.get(path, ADMIN).status_code for path in READS} == {404}
    assert {world.post(path, ADMIN, json=body).status_code for path, body in WRITES} == {404}
    assert world.get("/me", ADMIN).json()["simulated"] is False


@pytest.mark.usefixtures("simulators")
def test_me_tells_that_there_are_some(world: World) -> None:
    told = world.get("/me", ADMIN).json()
    assert told["simulated"] is True
    assert "simulate" in told["permissions"]


def test_simulators_that_do_not_answer_are_said_to_be_away_calmly(world: World, simulators: Simulators) -> None:
    simulators.away = True
    answer = world.get("/simulation", ADMIN)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Try again" in answer.text
    simulators.away = False
    assert world.get("/simulation", ADMIN).json()["running"] == ["lift-entrapment"]


@pytest.mark.usefixtures("simulators")
def test_lists_page_search_and_export(world: World) -> None:
    first = world.get("/simulation/devices", ADMIN, params={"limit": 1}).json()
    assert ([device["id"] for device in first["items"]], first["next_cursor"], first["total"]) == (["a"], "a", 2)
    found = world.get("/simulation/devices", ADMIN, params={"broken": True, "q": "tower LIFT"}).json()
    assert [device["id"] for device in found["items"]] == ["t3-lift-1"]
    assert world.get("/simulation/devices", ADMIN, params={"q": "sump"}).json()["items"] == []
    table = world.get("/simulation/devices", ADMIN, params={"format": "csv", "lang": "en"}).text
    assert "t3-lift-1,t3-lift-1,lift,,go_silent" in table
    assert [one["id"] for one in world.get("/simulation/scenarios", ADMIN, params={"limit": 1}).json()["items"]] == ["lift-entrapment"]


def test_every_step_is_audited_and_asked_for(world: World, simulators: Simulators) -> None:
    assert [world.post(path, ADMIN, json=body).status_code for path, body in WRITES] == [200, 200, 201, 200, 200, 200]
    asked = [request["do"] for request in simulators.asked if request["do"] not in {"site", "look"}]
    assert asked == ["start", "stop", "break", "mend", "mend", "conditions"]
    assert {"simulation.start", "simulation.stop", "simulation.break", "simulation.mend", "simulation.conditions"} <= {entry[1] for entry in world.audited()}


@pytest.mark.parametrize(("unknown", "status"), [(True, 404), (False, 422)])
def test_what_they_refuse_is_told_in_their_words_and_not_audited(world: World, simulators: Simulators, *, unknown: bool, status: int) -> None:
    simulators.refusal = {"ok": False, "unknown": unknown, "problem": {"zh": "不行", "en": "It cannot be."}}
    answer = world.post("/simulation/devices/x/faults", ADMIN, json={"kind": "garbage"})
    assert answer.status_code == status
    assert "It cannot be." in answer.text


@pytest.mark.parametrize("body", [{"kind": "explode"}, {"kind": "garbage", "for_s": 1e6}, {"kind": "garbage", "rate": 0}, {}])
def test_a_fault_that_makes_no_sense_does_not_reach_them(world: World, simulators: Simulators, body: dict[str, Any]) -> None:
    assert world.post("/simulation/devices/t3-lift-1/faults", ADMIN, json=body).status_code in {400, 422}
    assert "break" not in {request["do"] for request in simulators.asked}
