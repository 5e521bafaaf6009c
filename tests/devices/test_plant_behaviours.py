"""Generators, batteries, gas, air, light and stairs that move: what they do when something happens around them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from devices.behaviour import Behaviour, Effect, Surroundings
from devices.catalogue import behaviours
from domain.reading import Value
from tests.devices.riverside import SITE

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def alive(asset: str, seed: int = 1) -> Behaviour:
    found = SITE.assets[asset]
    return behaviours()[found.type.key](found, random.Random(seed))


def lives(behaviour: Behaviour, seconds: int, *, start: datetime = NOON, supply: bool = True, fire: bool = False) -> Mapping[str, Value]:
    for second in range(seconds):
        behaviour.step(1.0, Surroundings(local=start + timedelta(seconds=second), supply=supply, fire=fire))
    return behaviour.values()


def number(values: Mapping[str, Value], key: str) -> float:
    value = values[key]
    assert isinstance(value, int | float)
    return float(value)


def test_a_generator_supplies_within_ten_seconds_of_the_mains_being_lost_and_stops_when_it_is_back() -> None:
    generator = alive("generator")
    assert lives(generator, 60)["state"] == "stopped"
    assert lives(generator, 3, supply=False)["state"] == "starting"
    said = lives(generator, 7, supply=False)
    assert (said["state"], said["mains_lost"]) == ("running", True)
    fuel = number(said, "fuel")
    assert number(lives(generator, 600, supply=False), "fuel") < fuel
    assert lives(generator, 1)["state"] == "stopped"


@pytest.mark.parametrize(("command", "state"), [("refuse", "fault"), ("drain_start_battery", "fault"), ("switch_to_manual", "stopped")])
def test_a_generator_that_is_not_ready_does_not_run(command: str, state: str) -> None:
    generator = alive("generator")
    generator.do(command)
    assert lives(generator, 40, supply=False)["state"] == state


def test_a_ups_carries_its_load_until_its_battery_is_low_and_then_depleted() -> None:
    ups = alive("ups-control-room")
    assert lives(ups, 10)["ups_source"] == "normal"
    said = lives(ups, 60, supply=False)
    assert (said["ups_source"], said["battery_status"]) == ("battery", "normal")
    assert lives(ups, 40 * 60, supply=False)["battery_status"] == "low"
    assert lives(ups, 10 * 60, supply=False)["battery_status"] == "depleted"
    assert lives(ups, 10)["ups_source"] == "normal"


def test_gas_closes_the_valve_and_starts_the_fan_and_the_valve_stays_closed() -> None:
    gas = alive("gas-canteen")
    gas.do("burst")
    said = lives(gas, 60)
    assert (said["state"], said["valve_closed"], said["fan_run"]) == ("alarm", True, True)
    gas.do("jam_fan")
    assert lives(gas, 5)["fan_run"] is False
    gas.do("restore")
    said = lives(gas, 60)
    assert (said["state"], said["valve_closed"], number(said, "lel") < 2) == ("normal", False, True)


def test_a_detector_that_warms_up_says_so_and_acts_upon_nothing() -> None:
    gas = alive("gas-canteen")
    gas.do("warm_up")
    said = lives(gas, 60)
    assert (said["state"], said["valve_closed"], number(said, "lel") > 20) == ("warm_up", False, True)


def test_a_garage_fan_runs_when_exhaust_gathers_unless_it_has_failed_or_has_no_power() -> None:
    air = alive("b1-air-1")
    air.do("fumes")
    assert (lives(air, 60)["fan_command"], air.values()["fan_run"]) == (True, True)
    assert (lives(air, 5, supply=False)["fan_command"], air.values()["fan_run"]) == (True, False)
    air.do("restore")
    assert (lives(air, 120)["fan_command"], air.values()["fan_run"]) == (False, False)


def test_a_dead_feeder_leaks_nothing_and_its_cable_cools() -> None:
    monitor = alive("feeder-car-park-fire-monitor")
    assert 100 < number(lives(monitor, 120), "residual_current") < 250
    monitor.do("leak_badly")
    assert number(lives(monitor, 60), "residual_current") > 1_000
    assert number(lives(monitor, 60, supply=False), "residual_current") < 30


def test_lamps_burn_at_night_and_escape_lights_in_a_fire_and_without_power() -> None:
    lamps, escape = alive("t1-corridor-lighting"), alive("t1-emergency-lighting")
    assert (lives(lamps, 30)["on"], lives(lamps, 30, start=NIGHT)["on"], lives(lamps, 30, start=NIGHT, supply=False)["on"]) == (False, True, False)
    assert lives(escape, 30)["emergency"] == "normal"
    assert (lives(escape, 5, supply=False)["emergency"], lives(escape, 5)["emergency"], lives(escape, 5, fire=True)["emergency"]) == ("on", "normal", "on")
    escape.do("stay_dark")
    assert lives(escape, 5, fire=True)["emergency"] == "normal"


def test_a_staircase_runs_in_its_hours_while_there_is_power() -> None:
    stairs = alive("escalator-b1")
    assert [lives(stairs, 10)["mode"], lives(stairs, 10, start=NIGHT)["mode"], lives(stairs, 10, supply=False)["mode"]] == ["up", "stop", "stop"]
    stairs.do("reverse")
    assert (lives(stairs, 10)["mode"], stairs.values()["reversal"]) == ("stop", True)


def test_a_tank_alone_has_no_pumps_and_leaves_what_it_feeds_dry_when_it_is_empty() -> None:
    tank = alive("water-tank")
    assert lives(tank, 60).keys() & {"outlet_pressure", "pump_1_run", "flow", "vfd"} == set()
    assert tank.effects() == frozenset()
    tank.do("cut_inflow")
    assert number(lives(tank, 300), "tank_level") < 1
    assert tank.effects() == {Effect.NO_SUPPLY}


def test_in_the_small_hours_nobody_draws_water() -> None:
    zone = alive("water-low")
    lives(zone, 60, start=NIGHT.replace(hour=2, minute=50))
    before = zone.values()["flow"]
    assert lives(zone, 300, start=NIGHT.replace(hour=2, minute=55))["flow"] == before
