"""The library against DEVICES.md: every alarm is there, as urgent and for whom it says, with what a good alarm carries."""

from __future__ import annotations

import re

import pytest

from domain.alarm import Latch
from domain.people import Department
from domain.severity import Severity
from domain.suppression import CauseKind
from rules import library_path
from rules.duration import write_duration
from rules.rule import Rule
from rules.rule_file import load_rules
from tests.rules.devices_table import ALARMS, MORE, Line

RULES = {rule.id: rule for rule in load_rules([library_path()])}

SEVERITIES = {"C": Severity.CRITICAL, "H": Severity.HIGH, "M": Severity.MEDIUM, "L": Severity.LOW}
DEPARTMENTS = {"E": {Department.ENGINEERING}, "S": {Department.SECURITY}, "B": {Department.ENGINEERING, Department.SECURITY}}

LIFE = ("fire_detector.", "fire_panel.fire", "fire_panel.no_feedback", "gas_detector.", "lift.entrapment", "lift.alarm_button", "intrusion.intruder")
PEOPLE = ("intrusion.hold_up", "access_door.duress", "patrol.sos", "patrol.fall", "sump.", "leak.", "garage_air.co", "fire_water.pressure")


def wrong(line: Line) -> list[str]:
    """What of the rule differs from its line."""
    rule = RULES.get(line.rule)
    if rule is None:
        return ["there is no such rule"]
    severity, departments = SEVERITIES[line.urgency[0]], DEPARTMENTS[line.urgency[1]]
    lasting = write_duration(rule.on_delay)
    said = {
        f"severity is {rule.severity}, not {severity}": rule.severity is severity,
        f"it concerns {rule.department} and {rule.assist}": {rule.department, *rule.assist} == departments,
        f"it must last {lasting}, not {line.lasting}": line.lasting in ("", lasting) or (line.lasting, lasting) in {("60s", "1m"), ("60m", "1h"), ("0s", "0s")},
    }
    return [problem for problem, right in said.items() if not right]


@pytest.mark.parametrize("line", ALARMS, ids=lambda line: f"{line.rule}: {line.said}")
def test_an_alarm_of_devices_is_in_the_library_as_urgent_and_for_whom_it_says(line: Line) -> None:
    assert wrong(line) == []


def test_no_rule_is_there_that_nobody_asked_for() -> None:
    assert RULES.keys() - {line.rule for line in ALARMS} == MORE.keys()


def of(*severities: Severity) -> list[Rule]:
    return [rule for rule in RULES.values() if rule.severity in severities]


def test_every_rule_says_what_becomes_of_it_and_how_long_there_is() -> None:
    assert [rule.id for rule in RULES.values() if rule.consequence is None or rule.respond_within is None] == []


def test_what_is_critical_asks_again_within_half_an_hour_and_what_is_high_within_two_hours() -> None:
    minutes = {rule.id: rule.realarm_after.total_seconds() / 60 for rule in of(Severity.CRITICAL, Severity.HIGH) if rule.realarm_after is not None}
    assert [rule.id for rule in of(Severity.CRITICAL) if not 10 <= minutes.get(rule.id, 0) <= 30] == []
    assert [rule.id for rule in of(Severity.HIGH) if not 60 <= minutes.get(rule.id, 0) <= 120] == []


def test_beside_every_critical_and_high_alarm_stands_what_to_do() -> None:
    assert [rule.id for rule in of(Severity.CRITICAL, Severity.HIGH) if not rule.sop] == []


def test_nothing_explains_away_what_endangers_people() -> None:
    grave = [rule for rule in RULES.values() if rule.id.startswith((*LIFE, *PEOPLE))]
    assert len(grave) > 25
    assert [rule.id for rule in grave if rule.explained_by] == []


def test_what_falls_silent_or_dark_is_explained_by_its_gateway_or_feeder() -> None:
    explained = {rule.id: set(rule.explained_by) for rule in RULES.values() if rule.explained_by}
    assert explained["device.stale"] == explained["device.stale_safety"] == {CauseKind.POWER, CauseKind.NETWORK}
    assert explained["domestic_water.pressure"] == {CauseKind.POWER, CauseKind.WATER}
    assert {"fire_water.power_lost", "fire_panel.mains", "camera.lost", "garage_air.fan_still", "ups.on_battery", "gateway.offline"} <= explained.keys()


def test_losses_of_power_water_and_connection_are_causes() -> None:
    causes = {rule.id: rule.causes for rule in RULES.values() if rule.causes is not None}
    assert causes == {
        "power.phase_lost": CauseKind.POWER,
        "power.incomer_lost": CauseKind.POWER,
        "power.tripped": CauseKind.POWER,
        "domestic_water.tank_low": CauseKind.WATER,
        "gateway.offline": CauseKind.NETWORK,
    }


def test_a_first_detector_is_verified_and_a_second_or_a_hand_confirms() -> None:
    assert {rule.id for rule in RULES.values() if rule.verify} == {"fire_detector.smoke", "fire_detector.fire"}
    assert {rule.id for rule in RULES.values() if rule.confirms} == {"fire_detector.confirmed", "fire_detector.call_point"}


def test_lifts_intrusion_and_fire_latch_and_end_only_at_their_source() -> None:
    latched = {rule.id: rule.latch for rule in RULES.values() if rule.latch is not None}
    assert set(latched.values()) == {Latch.SOURCE}
    assert {rule.split(".")[0] for rule in latched} == {"lift", "escalator", "intrusion", "fire_detector", "fire_panel"}
    assert {"lift.entrapment", "intrusion.intruder", "intrusion.hold_up", "fire_detector.smoke", "fire_panel.fire"} <= latched.keys()


def test_inspection_suppresses_an_entrapment_and_never_the_alarm_button() -> None:
    guarded = {rule.id for rule in RULES.values() if rule.suppress_while is not None}
    assert {"lift.entrapment", "lift.entrapment_off_zone", "lift.entrapment_in_zone", "gas_detector.level_2"} <= guarded
    assert guarded & {"lift.alarm_button", "fire_detector.smoke", "fire_detector.fire", "fire_panel.fire", "fire_detector.confirmed"} == set()


def test_every_sentence_of_the_library_is_in_both_languages() -> None:
    words = {rule.id: (re.sub(r"\{\w+\}|\W", "", rule.message.zh), rule.message.en) for rule in RULES.values()}
    assert [rule for rule, (zh, en) in words.items() if (zh and zh.isascii()) or not en.strip() or re.search("[\u4e00-\u9fff]", en)] == []
