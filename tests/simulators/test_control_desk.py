"""Ruling a stage from outside: scenarios, faults with their time, conditions, and requests that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulators.control.desk import Desk
from simulators.scenario import Scenario
from simulators.scenario_file import load_scenario
from simulators.script import Action
from simulators.stage import Stage
from tests.devices.riverside import SITE

START = datetime(2026, 3, 2, 2, tzinfo=UTC)


class Bench:
    """A stage with its desk, and time that passes when told to."""

    def __init__(self, scenario: Scenario | None = None) -> None:
        self.stage = Stage(SITE, scenario=scenario, seed=1, speed=1.0, local=START.astimezone(SITE.time_zone))
        self.desk = Desk(self.stage, scenario, lambda: START)

    def ask(self, do: str, **more: object) -> dict[str, Any]:
        return dict(self.desk.answer({"do": do, **more}))

    def scenario(self, name: str) -> dict[str, Any]:
        return next(one for one in self.ask("look")["scenarios"] if one["id"] == name)

    def device(self, name: str) -> dict[str, Any]:
        return next(one for one in self.ask("devices")["devices"] if one["id"] == name)

    def pass_time(self, seconds: float) -> list[Action]:
        done: list[Action] = []
        until = self.stage.now_s + seconds
        while self.stage.now_s < until:
            self.desk.tend()
            done += self.stage.tick().actions
        return done


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_scenario_is_started_shows_its_steps_and_is_put_right_when_stopped(bench: Bench) -> None:
    assert bench.scenario("lift-entrapment")["running"] is False
    assert bench.ask("start", scenario="lift-entrapment")["ok"]
    bench.pass_time(8)
    assert [step["state"] for step in bench.scenario("lift-entrapment")["steps"]] == ["now", "waiting"]
    assert bench.stage.world.values("t3-lift-2")["trapped"] is True
    again = bench.ask("start", scenario="lift-entrapment")
    assert (again["ok"], again["unknown"]) == (False, False)
    assert bench.ask("stop", scenario="lift-entrapment")["ok"]
    bench.pass_time(20)
    assert bench.stage.world.values("t3-lift-2")["trapped"] is False
    assert bench.scenario("lift-entrapment")["running"] is False


def test_stopping_a_scenario_gives_devices_their_connection_back(bench: Bench) -> None:
    bench.ask("start", scenario="gateway-lost")
    assert [action.link for action in bench.pass_time(6)] == ["lose_connection"]
    bench.ask("stop", scenario="gateway-lost")
    assert [action.link for action in bench.pass_time(1)] == ["regain_connection"]


def test_the_scenario_of_the_start_runs_and_can_be_stopped() -> None:
    bench = Bench(load_scenario("morning", SITE))
    assert bench.scenario("morning")["running"] is True
    bench.ask("stop", scenario="morning")
    assert bench.pass_time(30) == []


def test_a_fault_ends_by_itself_when_its_time_is_over(bench: Bench) -> None:
    told = bench.ask("break", device="b1-sump-2", kind="hold", point="level", value=1.3, for_s=30)["fault"]
    assert (told["left_s"], told["kind"], told["value"]) == (30, "hold", 1.3)
    bench.pass_time(20)
    assert bench.device("b1-sump-2")["faults"][0]["left_s"] == 10
    bench.pass_time(12)
    assert bench.device("b1-sump-2")["faults"] == []
    assert bench.stage.faults == []


def test_nothing_is_broken_without_an_end(bench: Bench) -> None:
    assert bench.ask("break", device="t1-lift-1", kind="garbage")["fault"]["left_s"] == 600
    assert bench.ask("break", device="t1-lift-2", kind="garbage", for_s=1e9)["ok"] is False


def test_a_silent_device_speaks_again_when_mended(bench: Bench) -> None:
    fault = bench.ask("break", device="t1-lift-1", kind="go_silent")["fault"]
    assert [action.link for action in bench.pass_time(1)] == ["go_silent"]
    assert bench.ask("mend", fault=fault["id"])["mended"] == 1
    assert [action.link for action in bench.pass_time(1)] == ["speak_again"]
    assert bench.ask("mend", fault=fault["id"])["unknown"] is True


def test_all_of_a_device_is_mended_at_once(bench: Bench) -> None:
    for kind in ("garbage", "go_silent", "flapping"):
        assert bench.ask("break", device="t1-lift-1", kind=kind)["ok"]
    assert bench.ask("mend", device="t1-lift-1")["mended"] == 3
    assert bench.device("t1-lift-1")["faults"] == []


def test_conditions(bench: Bench) -> None:
    assert bench.ask("conditions", speed=10, rain_mm_h=40, local_time=7.5)["ok"]
    now = bench.ask("look")
    assert (now["speed"], now["rain_mm_h"], now["local_time"]) == (10, 40, "07:30")


@pytest.mark.parametrize(
    ("request_", "unknown"),
    [
        ({"do": "break", "device": "no-such", "kind": "garbage"}, True),
        ({"do": "break", "device": "b1-sump-2", "kind": "lose_connection"}, False),
        ({"do": "break", "device": "b1-sump-2", "kind": "hold", "point": "level"}, False),
        ({"do": "break", "device": "b1-sump-2", "kind": "hold", "point": "level", "value": "high"}, False),
        ({"do": "break", "device": "b1-sump-2", "kind": "hold", "point": "no-such", "value": 1}, False),
        ({"do": "break", "device": "b1-sump-2", "kind": "flapping", "point": "level"}, False),
        ({"do": "break", "device": "b1-sump-2", "kind": "broken"}, False),
        ({"do": "start", "scenario": "no-such"}, True),
        ({"do": "stop", "scenario": "flooding"}, False),
        ({"do": "mend", "device": "no-such"}, True),
        ({"do": "dance"}, False),
        (None, False),
        ([1, 2], False),
    ],
)
def test_what_cannot_be_done_is_refused_in_both_languages(bench: Bench, request_: object, *, unknown: bool) -> None:
    answer = bench.desk.answer(request_)
    assert (answer["ok"], answer["unknown"]) == (False, unknown)
    problem = answer["problem"]
    assert isinstance(problem, dict)
    assert problem["zh"]
    assert problem["en"]
    assert bench.stage.faults == []
