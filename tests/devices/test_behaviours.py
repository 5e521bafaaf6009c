"""Physics that stay physical, whatever happens to them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.access_door import AccessDoorBehaviour
from devices.behaviour import Effect, Happening, Surroundings, daily_curve
from devices.domestic_water import DomesticWaterBehaviour
from devices.fire_panel import FirePanelBehaviour
from devices.lift import LiftBehaviour
from devices.power import PowerBehaviour
from devices.sump import SumpBehaviour
from domain.reading import Value
from domain.site import Asset
from tests.devices.riverside import SITE

MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SEEDS = st.integers(0, 2**32)


def around(second: float = 0.0, *, supply: bool = True, fire: bool = False, smoke: int = 0, rain: float = 0.0) -> Surroundings:
    return Surroundings(local=MORNING + timedelta(seconds=second), supply=supply, fire=fire, smoke=smoke, rain_mm_h=rain)


def asset(name: str) -> Asset:
    return SITE.assets[name]


def number(values: Mapping[str, Value], key: str) -> float:
    value = values[key]
    assert isinstance(value, int | float)
    return float(value)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, fires=st.lists(st.booleans(), min_size=4, max_size=4), powers=st.lists(st.booleans(), min_size=4, max_size=4))
def test_a_lift_never_moves_with_its_door_open(seed: int, fires: list[bool], powers: list[bool]) -> None:
    lift = LiftBehaviour(asset("t1-lift-1"), random.Random(seed))
    moved = set()
    for quarter, (fire, power) in enumerate(zip(fires, powers, strict=True)):
        for second in range(150):
            lift.step(0.5, around(quarter * 75 + second / 2, fire=fire, supply=power))
            said = lift.values()
            moved.add(said["moving"])
            assert said["door_closed"] or not said["moving"]
            assert said["door_zone"] or said["door_closed"]


def test_a_lift_serves_people_in_the_morning() -> None:
    lift = LiftBehaviour(asset("t1-lift-1"), random.Random(3))
    floors, occupied, trips = set(), set(), number(lift.values(), "trips")
    for second in range(1_200):
        lift.step(1.0, around(second))
        floors.add(lift.values()["floor"])
        occupied.add(lift.values()["occupied"])
    assert len(floors) > 20
    assert occupied == {True, False}
    assert 10 < number(lift.values(), "trips") - trips < 120


def test_a_trapped_lift_is_occupied_between_floors_with_its_door_closed_until_it_is_restored() -> None:
    lift = LiftBehaviour(asset("t1-lift-1"), random.Random(3))
    lift.do("trap")
    for second in range(120):
        lift.step(1.0, around(second))
    said = lift.values()
    assert (said["trapped"], said["occupied"], said["door_closed"], said["door_zone"], said["moving"]) == (True, True, True, False, False)
    lift.do("restore")
    for second in range(20):
        lift.step(0.5, around(second))
    assert (lift.values()["trapped"], lift.values()["mode"]) == (False, "normal")


def test_in_a_fire_a_lift_goes_to_the_ground_floor_and_stays_open() -> None:
    lift = LiftBehaviour(asset("t1-lift-1"), random.Random(5))
    for second in range(240):
        lift.step(1.0, around(second, fire=True))
    said = lift.values()
    assert (said["mode"], said["floor"], said["door_closed"], said["occupied"]) == ("fire_recall", 1, False, False)


@settings(max_examples=40, deadline=None)
@given(
    seed=SEEDS,
    commands=st.lists(st.sampled_from(DomesticWaterBehaviour.commands), max_size=6),
    dt_s=st.sampled_from([0.5, 5.0, 20.0]),
    supplies=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_a_tank_stays_between_empty_and_full(seed: int, commands: list[str], dt_s: float, supplies: list[bool]) -> None:
    tank = DomesticWaterBehaviour(asset("water-low"), random.Random(seed))
    for turn, supply in enumerate(supplies):
        for command in commands[turn : turn + 1]:
            tank.do(command)
        for step in range(100):
            tank.step(dt_s, around(step * dt_s, supply=supply))
            assert 0 <= number(tank.values(), "tank_level") <= 100
            assert 0 <= number(tank.values(), "outlet_pressure") < 0.6


def test_a_tank_fills_and_drains_and_keeps_its_pressure_over_a_day() -> None:
    tank = DomesticWaterBehaviour(asset("water-low"), random.Random(1))
    levels, pressures = [], []
    for minute in range(24 * 60):
        tank.step(20.0, around(minute * 60))
        tank.step(20.0, around(minute * 60 + 20))
        tank.step(20.0, around(minute * 60 + 40))
        levels.append(number(tank.values(), "tank_level"))
        pressures.append(number(tank.values(), "outlet_pressure"))
    assert min(levels) > 40
    assert max(levels) < 90
    assert max(levels) - min(levels) > 15
    assert min(pressures) > 0.35
    assert max(pressures) < 0.55


def test_a_standby_pump_takes_over_and_without_any_pump_the_pressure_is_gone() -> None:
    tank = DomesticWaterBehaviour(asset("water-low"), random.Random(1))
    tank.do("fail_pump")
    for second in range(60):
        tank.step(1.0, around(second))
    assert tank.values()["pump_1_fault"] is True
    assert number(tank.values(), "outlet_pressure") > 0.4
    tank.do("fail_all_pumps")
    for second in range(60):
        tank.step(1.0, around(second))
    assert number(tank.values(), "outlet_pressure") < 0.1


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, commands=st.lists(st.sampled_from(SumpBehaviour.commands), max_size=5), rain=st.floats(0, 120))
def test_a_pit_stays_between_dry_and_brim_full_and_its_floats_follow_the_water(seed: int, commands: list[str], rain: float) -> None:
    pit = SumpBehaviour(asset("b1-sump-1"), random.Random(seed))
    for command in [*commands, "restore"]:
        pit.do(command)
        for second in range(60):
            pit.step(2.0, around(second, rain=rain))
            said = pit.values()
            level = number(said, "level")
            assert 0 <= level <= SumpBehaviour.DEPTH_M
            assert said["float_high"] or not said["float_overflow"]
            assert said["float_high"] == (pit.level_m >= SumpBehaviour.HIGH_M)


def test_a_pit_pumps_itself_out_and_the_lead_changes() -> None:
    pit = SumpBehaviour(asset("b1-sump-1"), random.Random(2))
    ran, levels = set(), []
    for minute in range(12 * 60):
        for part in range(6):
            pit.step(10.0, around(minute * 60 + part * 10, rain=4))
            said = pit.values()
            ran |= {key for key in ("pump_1_run", "pump_2_run") if said[key]}
            levels.append(number(said, "level"))
    assert ran == {"pump_1_run", "pump_2_run"}
    assert min(levels) < 0.5
    assert 0.95 < max(levels) < SumpBehaviour.HIGH_M


def test_a_flooded_pit_overflows_within_two_minutes_and_is_dry_again_a_minute_after_the_repair() -> None:
    pit = SumpBehaviour(asset("b1-sump-1"), random.Random(2))
    pit.do("flood")
    for second in range(120):
        pit.step(1.0, around(second))
    assert pit.values()["float_overflow"] is True
    pit.do("restore")
    for second in range(60):
        pit.step(1.0, around(second))
    assert pit.values()["float_high"] is False


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, commands=st.lists(st.sampled_from(PowerBehaviour.commands), max_size=6), supplies=st.lists(st.booleans(), min_size=7, max_size=7))
def test_energy_never_falls(seed: int, commands: list[str], supplies: list[bool]) -> None:
    meter = PowerBehaviour(asset("transformer-1"), random.Random(seed))
    before = number(meter.values(), "energy")
    for turn, supply in enumerate(supplies):
        for command in commands[turn : turn + 1]:
            meter.do(command)
        for step in range(50):
            meter.step(10.0, around(step * 10, supply=supply))
            now = number(meter.values(), "energy")
            assert now >= before
            before = now


def test_a_tripped_breaker_carries_no_current_and_leaves_what_it_feeds_dark() -> None:
    feeder = PowerBehaviour(asset("feeder-pumps"), random.Random(1))
    feeder.step(1.0, around())
    assert feeder.effects() == frozenset()
    feeder.do("trip")
    feeder.step(1.0, around())
    assert (feeder.values()["current_l1"], feeder.values()["power"], feeder.effects()) == (0.0, 0.0, frozenset({Effect.NO_SUPPLY}))


def test_a_door_is_passed_closes_again_and_says_who_passed() -> None:
    door = AccessDoorBehaviour(asset("t1-door-lobby-south"), random.Random(1))
    happened: list[Happening] = []
    longest, open_s = 0, 0
    for second in range(3_600):
        happened += door.step(1.0, around(second))
        open_s = open_s + 1 if door.values()["door"] == "open" else 0
        longest = max(longest, open_s)
    assert 20 < sum(happening.name == "access.granted" for happening in happened) < 120
    assert {"card", "direction"} <= happened[0].data.keys() | {"reason", "direction"}
    assert longest < 20
    assert door.values()["door_alarm"] == "normal"


def test_a_forced_door_stays_forced_until_somebody_closes_it() -> None:
    door = AccessDoorBehaviour(asset("t1-door-roof"), random.Random(1))
    door.do("force_open")
    for second in range(300):
        door.step(1.0, around(second))
    assert (door.values()["door"], door.values()["lock"], door.values()["door_alarm"]) == ("open", "locked", "forced_open")
    door.do("restore")
    assert (door.values()["door"], door.values()["door_alarm"]) == ("closed", "normal")


def test_a_panel_confirms_a_fire_at_the_second_detector_and_keeps_it_until_it_is_reset() -> None:
    panel = FirePanelBehaviour(asset("fire-panel"), random.Random(1))
    panel.step(1.0, around(smoke=1))
    assert panel.effects() == frozenset()
    panel.step(1.0, around(smoke=2))
    panel.step(1.0, around(smoke=0))
    assert panel.effects() == frozenset({Effect.FIRE})
    panel.do("reset")
    panel.step(1.0, around(smoke=0))
    assert panel.values()["status_bits"] == frozenset({"normal"})


@given(hour=st.floats(0, 24, exclude_max=True))
def test_a_daily_curve_stays_between_its_points_and_closes_at_midnight(hour: float) -> None:
    curve = ((6, 1.0), (12, 5.0), (20, 3.0))
    assert 1.0 <= daily_curve(hour, curve) <= 5.0
    assert daily_curve(0, curve) == daily_curve(23.9999999, curve) or abs(daily_curve(0, curve) - daily_curve(23.9999999, curve)) < 1e-3
