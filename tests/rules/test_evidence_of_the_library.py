"""Which alarms of the library want to see something before their order closes, and why; all others stay at two taps.

A scan is one of the two taps, and readings and doors cost none; where no code hangs, none is asked for.
"""

from __future__ import annotations

import pytest

from devices.catalogue import device_types
from domain.reading import PointKind
from domain.work_order import Evidence
from rules import library_path
from rules.rule_file import load_rules

RULES = {rule.id: rule for rule in load_rules([library_path()])}

PHOTOS = {
    # The sensor says closed; only eyes say whether the lock still holds.
    "access_door.forced_open",
    "domestic_water.hatch_open",
    # Dry again is not mended: where it came from has to be found.
    "leak.water",
    "leak.electrical_room",
    "sump.overflow",
    "sump.no_pump",
    # Protection that failed, or was shut: how it is left is looked at by the next one.
    "fire_water.valve_shut",
    "fire_water.run_without_fire",
    "fire_water.pump_fault",
    "fire_water.not_running",
    "fire_water.not_started",
    "generator.not_running",
    "domestic_water.all_pumps",
    "electrical_fire.arc",
    "gas_detector.end_of_life",
    # What was found, if only why it was false: so that false alarms are counted rightly.
    "intrusion.intruder",
    # After a protection has tripped the maintainer inspects before anybody rides again, and writes it down.
    "lift.unintended_movement",
    "lift.door_open_running",
    "lift.over_travel",
    "lift.overspeed",
    "escalator.reversal",
    "escalator.overspeed",
}
READINGS = {
    # A danger that is measured: one good value after the work costs nobody a tap.
    "domestic_water.chlorine",
    "domestic_water.turbidity",
    "domestic_water.pressure",
    "fire_water.pressure_low",
    "fire_water.pressure_lost",
    "fire_water.tank_low",
    "gas_detector.level_1",
    "gas_detector.level_2",
    "garage_air.co_long",
    "garage_air.co_danger",
    "generator.fuel_low",
    "generator.fuel_very_low",
    "electrical_fire.residual_high",
    "electrical_fire.cable_hot",
    "power.transformer_limit",
}
DOORS = {
    # Neither open nor closed is not open: only the door itself says that it is closed.
    "access_door.forced_open",
    "access_door.held_open",
    "access_door.home_held_open",
    "access_door.lock_fault",
}
TAGS = {
    # What telemetry shows can be switched from afar: somebody stood before it.
    "fire_water.not_auto",
    "fire_water.power_lost",
    "domestic_water.pump_fault",
    "sump.pump_fault",
    "sump.not_auto",
    "generator.not_auto",
    "lift.stopped_off_zone",
    "lift.room_temp",
    "lift.alarm_test_overdue",
    "patrol.post_empty",
}


@pytest.mark.parametrize(("kind", "named"), [(Evidence.PHOTO, PHOTOS), (Evidence.READING, READINGS), (Evidence.DOOR_EVENT, DOORS), (Evidence.TAG, TAGS)])
def test_the_library_asks_for_it_exactly_here(kind: Evidence, named: set[str]) -> None:
    assert {rule.id for rule in RULES.values() if kind in rule.order.evidence} == named


def test_a_door_is_asked_only_about_itself() -> None:
    assert {name for rule in DOORS for name in RULES[rule].applies_to.asset_types} == {"access_door"}


def test_nobody_takes_a_photo_and_scans_a_tag_for_one_order() -> None:
    assert not PHOTOS & TAGS


def test_most_orders_close_with_two_taps() -> None:
    asking = [rule for rule in RULES.values() if Evidence.PHOTO in rule.order.evidence]
    assert len(asking) * 4 < len(RULES)


@pytest.mark.parametrize("rule", sorted(READINGS))
def test_a_reading_is_asked_for_only_where_something_is_measured(rule: str) -> None:
    types = [device_types()[name] for name in RULES[rule].applies_to.asset_types]
    assert types
    assert all(any(point.kind is PointKind.ANALOG for point in kind.points) for kind in types)


@pytest.mark.parametrize(
    "rule", ["lift.entrapment", "lift.entrapment_off_zone", "lift.entrapment_in_zone", "lift.alarm_button", "patrol.sos", "fire_detector.smoke"]
)
def test_whoever_helps_people_is_asked_for_nothing(rule: str) -> None:
    assert RULES[rule].order.evidence == ()
