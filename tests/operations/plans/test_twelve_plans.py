"""Each of the twelve plans from the first reading to its review: the real rules, people on their posts, telemetry that ticks, on a virtual clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devices.site_file import load_site
from domain.plan import DoneKind, Milestone, Phase, Step
from domain.plan import Stage as Part
from domain.plan_review import ReviewState
from domain.plan_run import PlanRun, RunEvent, RunState, StepState
from domain.site import Site
from ingest.codecs import codecs
from operations.plans.library import load
from operations.plans.steps import TELEMETRY
from storage.database.records import DatabaseRecords
from storage.telemetry.sqlite import SqliteTelemetry
from tests.operations.plans.stage import PROPOSED, RUNNING, Stage, events, unsettled

EXAMPLE = Path(__file__).parents[3] / "examples" / "riverside" / "site.yaml"

Says = Callable[[Stage], None]


@dataclass(frozen=True)
class Scenario:
    """How a plan begins, what its telemetry shows in the end, and what people read off.

    `begins` brings about a run that is running, or proposed (`proposed`) and then started by a person. `shows` says for each
    step what the equipment says that ticks it; a telemetry step that is not in it is a person's, with a reason.
    """

    begins: Says
    shows: Mapping[str, Says] = field(default_factory=dict)
    readings: Mapping[str, float] = field(default_factory=dict)
    proposed: bool = False
    by_hand: bool = False


def all_of(asset_type: str, within: str = "", **values: bool | float | str) -> Says:
    """All equipment of a type says the same."""
    return lambda stage: stage.say(*stage.of_type(asset_type, within), **values)


def one(asset: str, **values: bool | float | str) -> Says:
    """One says something."""
    return lambda stage: stage.say(asset, **values)


def fire(stage: Stage) -> None:
    """A smoke detector in tower 1; nobody verifies it, and after three minutes silence makes it a fire."""
    stage.say(*stage.of_type("fire_water"), pump_run=False, pump_mode="auto", pressure=0.6)
    stage.say(*stage.of_type("lift", "t1"), mode="normal", floor=9)
    stage.say(*stage.of_type("access_door", "t1"), fire_release=False)
    stage.say("t1-smoke-05", smoke=True)
    stage.pass_time(5)
    assert stage.only_run("fire").state is PROPOSED
    stage.pass_time(200)


def lift_entrapment(stage: Stage) -> None:
    """A car of tower 2 stands between floors with somebody inside, and says that its mode is normal."""
    stage.say("t2-lift-3", mode="normal", moving=False, door_closed=True, door_zone=False, occupied=True, floor=14)
    stage.pass_time(40)


def power_cut(stage: Stage) -> None:
    """The first incomer has no voltage; generator and lifts are as ever."""
    stage.say("generator", state="stopped", mode="auto", fuel=80)
    stage.say(*stage.of_type("lift"), mode="normal", floor=1)
    stage.say("transformer-1", voltage_l1=0, voltage_l2=0, voltage_l3=0)
    stage.pass_time(20)


def flooding(stage: Stage) -> None:
    """Water in the second basement: one pit overflows."""
    stage.say(*stage.of_type("lift"), mode="normal", floor=1)
    stage.say(*stage.of_type("sump", "b2"), float_overflow=False, float_high=False, level=0.5)
    stage.say("b2-sump-1", float_overflow=True, float_high=True, level=2)
    stage.pass_time(20)


def water_cut(stage: Stage) -> None:
    """The tank is low: somebody decides that the plan is needed."""
    stage.say("water-tank", tank_level=15)
    stage.pass_time(80)


def burst_pipe(stage: Stage) -> None:
    """The pressure of the low zone falls, and somebody saw the water."""
    stage.say("water-low", outlet_pressure=0.45)
    stage.say(*stage.of_type("leak"), leak=False)
    stage.pass_time(60)
    stage.say("water-low", outlet_pressure=0.1)
    stage.pass_time(150)


def gas(stage: Stage) -> None:
    """Gas of level 2 in the canteen."""
    stage.say("gas-canteen", lel=2, state="normal", valve_closed=False, fan_run=False)
    stage.pass_time(20)
    stage.say("gas-canteen", lel=40)
    stage.pass_time(5)


def intrusion(stage: Stage) -> None:
    """A door of tower 1 is forced."""
    stage.say("t1-door-meter-room", door="open", door_alarm="forced_open")
    stage.pass_time(20)


def monitoring_lost(stage: Stage) -> None:
    """Every gateway falls silent within a minute."""
    stage.say(*stage.of_type("gateway"), online=False)
    stage.pass_time(150)


def a_call_for_help(stage: Stage) -> None:
    """The guard at the south gate presses his button: what it is, somebody has to say."""
    stage.say("post-south-gate", sos=True)
    stage.pass_time(5)


def a_fall(stage: Stage) -> None:
    """The guard at the north gate lies on the ground."""
    stage.say("post-north-gate", fall=True)
    stage.pass_time(20)


def something_fell(stage: Stage) -> None:
    """No sensor sees it: somebody rings the control room."""
    stage.pass_time(5)
    stage.start("fallen-object", space="t3")


SCENARIOS: dict[str, Scenario] = {
    "fire": Scenario(
        fire,
        {
            "pump-runs": one("fire-water-hydrant", pump_run=True),
            "lifts-recalled": all_of("lift", "t1", mode="fire_recall"),
            "lifts-at-ground": all_of("lift", "t1", floor=1),
            "doors-released": all_of("access_door", "t1", fire_release=True),
            "escape-lights": all_of("emergency_lighting", "t1", emergency="on"),
            "gates-open": one("south-gate-in", arm="up", free_spaces=12),
            "pumps-auto-again": all_of("fire_water", pump_mode="auto", pump_run=False),
        },
        {"pipe-pressure": 0.6, "head-count": 0},
    ),
    "lift-entrapment": Scenario(
        lift_entrapment,
        {"car-empty": one("t2-lift-3", occupied=False, door_closed=False), "back-in-service": one("t2-lift-3", mode="normal")},
        {"count-passengers": 2},
    ),
    "power-cut": Scenario(
        power_cut,
        {
            "generator-runs": one("generator", state="running"),
            "voltage-back": one("transformer-1", voltage_l1=230, voltage_l2=230, voltage_l3=230),
            "lifts-normal": all_of("lift", mode="normal"),
            "generator-ready": one("generator", state="stopped", mode="auto"),
        },
        {"read-incomer": 0, "control-room-ups": 90, "water-and-sumps": 70, "fuel": 80},
    ),
    "flooding": Scenario(
        flooding,
        {
            "lifts-high": all_of("lift", floor=6),
            "overflow-over": one("b2-sump-1", float_overflow=False),
            "high-over": one("b2-sump-1", float_high=False, level=0.5),
        },
        {"insulation-test": 20},
    ),
    "water-cut": Scenario(
        water_cut,
        {"level-rises": one("water-tank", tank_level=60), "pressure-back": one("water-high", outlet_pressure=0.45)},
        {"look-at-tank": 15, "hourly-level": 12, "flush-and-test": 0.2},
        proposed=True,
    ),
    "burst-pipe": Scenario(burst_pipe, {"pressure-back": one("water-low", outlet_pressure=0.45), "probes-dry": all_of("leak", leak=False)}, proposed=True),
    "gas": Scenario(gas, {"valve-shut": one("gas-canteen", valve_closed=True), "concentration-gone": one("gas-canteen", lel=1)}, {"count": 0}),
    "intrusion": Scenario(
        intrusion,
        {"door-closed": one("t1-door-meter-room", door="closed", door_alarm="normal")},
        proposed=True,
    ),
    "fight": Scenario(a_call_for_help, proposed=True),
    "medical": Scenario(a_fall, {"gate-up": one("south-gate-in", arm="up", free_spaces=12)}),
    "fallen-object": Scenario(something_fell, by_hand=True),
    "monitoring-lost": Scenario(
        monitoring_lost,
        {"gateways-online": all_of("gateway", online=True), "recording-back": one("nvr-1", recording=True, retention=40)},
        {"read-water": 70, "read-fire-water": 0.6},
    ),
}


@pytest.fixture(scope="module")
def riverside() -> Site:
    return load_site(EXAMPLE, codecs=codecs())


@pytest.fixture
def stage(riverside: Site, sqlite_records: DatabaseRecords, tmp_path: Path) -> Iterator[Stage]:
    telemetry = SqliteTelemetry(tmp_path / "telemetry")
    yield Stage(riverside, sqlite_records, telemetry)
    telemetry.close()


def begun(stage: Stage, key: str, scenario: Scenario) -> PlanRun:
    """The run, once it has begun and, where that is a person's to decide, has been started."""
    scenario.begins(stage)
    run = stage.only_run(key)
    assert run.state is (PROPOSED if scenario.proposed else RUNNING)
    assert bool(run.alarm_ids) is not scenario.by_hand
    return stage.start_proposed(run) if scenario.proposed else run


def work(stage: Stage, run: PlanRun, phase: Phase, scenario: Scenario) -> None:
    """Everything that a phase asks for is done, left out, or seen by telemetry."""
    for step in unsettled(stage.run(run.id), phase):
        stage.pass_time(5)
        settle(stage, run, step, scenario)


def settle(stage: Stage, run: PlanRun, step: Step, scenario: Scenario) -> None:
    wanted = step.done.telemetry
    if wanted is not None and step.key in scenario.shows:
        scenario.shows[step.key](stage)
        stage.pass_time(wanted.hold_s + 75)
    elif step.required:
        stage.do(run, step, scenario.readings)
    else:
        stage.skip(run, step)


def comes_early(step: Step) -> bool:
    """Whether telemetry may tick it before its phase has opened."""
    return step.done.telemetry is not None and not step.done.telemetry.once_open


def play(stage: Stage, run: PlanRun, scenario: Scenario) -> PlanRun:
    """The whole plan, phase after phase; stood down in the end."""
    stage.check_in(run)
    phases = run.plan.phases
    for place, phase in enumerate(phases):
        now = stage.run(run.id)
        assert {now.step(step.key).state for step in phase.steps if step.done.telemetry is None} <= {StepState.OPEN}
        assert {now.step(step.key).state for later in phases[place + 1 :] for step in later.steps if not comes_early(step)} <= {StepState.WAITING}
        work(stage, run, phase, scenario)
    return stage.stand_down(run)


def test_there_is_a_scenario_for_each_plan_and_for_each_telemetry_step_of_it() -> None:
    assert set(SCENARIOS) == set(load())
    waiting = {(key, step.key) for key, plan in load().items() for phase in plan.phases for step in phase.steps if step.done.kind is DoneKind.TELEMETRY}
    assert {(key, step) for key, scenario in SCENARIOS.items() for step in scenario.shows} == waiting


@pytest.mark.parametrize("key", list(SCENARIOS))
def test_a_plan_goes_from_telemetry_to_its_review(key: str, stage: Stage) -> None:
    scenario = SCENARIOS[key]
    run = play(stage, begun(stage, key, scenario), scenario)
    assert run.state is RunState.STOOD_DOWN
    assert {step.key for step in run.steps if step.by == TELEMETRY} == set(scenario.shows)
    required = {step.key for _phase, step in run.plan.steps(run.stage) if step.required}
    assert {step.state for step in run.steps if step.key in required} == {StepState.DONE}
    review = stage.review(run)
    assert (review.state, review.ending, review.kind) == (ReviewState.DRAFT, RunState.STOOD_DOWN, run.kind)
    arrived, contained = run.moment(Milestone.ARRIVAL), run.moment(Milestone.CONTAINED)
    assert arrived is not None
    assert contained is not None
    assert run.started_at is not None
    assert run.started_at < arrived < contained


def test_a_limit_that_passes_is_told_once_then_goes_to_who_commands_and_stands_in_the_review(stage: Stage) -> None:
    scenario = SCENARIOS["fire"]
    run = begun(stage, "fire", scenario)
    stage.check_in(run)
    stage.pass_time(130)
    assert stage.step(run, "tell-manager").late_at is None
    stage.pass_time(60)
    assert stage.step(run, "tell-manager").late_at is not None
    stage.pass_time(400)
    assert events(stage.log(run), "tell-manager") == [RunEvent.LATE, RunEvent.ESCALATED]
    for phase in run.plan.phases:
        work(stage, run, phase, scenario)
    ended = stage.stand_down(run)
    assert ended.step("tell-manager").kept is False
    assert ended.step("cordon").kept is True
    kept = {limit.key: limit.kept for limit in stage.review(ended).limits}
    assert (kept["tell-manager"], kept["cordon"]) == (False, True)


def test_what_the_equipment_does_at_once_is_seen_before_anybody_comes_to_that_phase(stage: Stage) -> None:
    run = begun(stage, "fire", SCENARIOS["fire"])
    SCENARIOS["fire"].shows["pump-runs"](stage)
    stage.pass_time(90)
    assert stage.step(run, "ring-119").state is StepState.OPEN
    assert stage.step(run, "pump-runs").by == TELEMETRY


def test_passengers_are_not_out_because_the_car_says_so_before_the_rescue(stage: Stage) -> None:
    run = begun(stage, "lift-entrapment", SCENARIOS["lift-entrapment"])
    stage.say("t2-lift-3", occupied=False)
    stage.pass_time(120)
    assert stage.step(run, "car-empty").state is StepState.WAITING


def test_the_preparation_for_rain_is_played_before_it_comes(stage: Stage) -> None:
    stage.say(*stage.of_type("sump"), pump_mode="manual", level=0.5)
    run = stage.start("flooding", part=Part.PREPARATION)
    assert (run.state, run.stage, run.whistle_id) == (RUNNING, Part.PREPARATION, None)
    shows = {"sumps-auto": all_of("sump", pump_mode="auto"), "generator-fuel": one("generator", fuel=90)}
    scenario = Scenario(flooding, shows, {"jog-pumps": 20, "count-sandbags": 200})
    for phase in run.plan.phases_of(run.stage):
        work(stage, run, phase, scenario)
    ended = stage.stand_down(run, by="guard")
    assert {step.state for step in ended.steps} == {StepState.DONE}
    assert {step.key for step in ended.steps if step.by == TELEMETRY} == set(shows)
