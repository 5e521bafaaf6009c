"""Every ▲ alarm of DEVICES.md, transcribed line by line: the library is compared with it.

A line: the rule, what DEVICES says of it, how long it must last, and severity with departments as written there
(C critical, H high, M medium, L low; E engineering, S security, B both).
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """`lasting` is the on-delay as in the rule file; empty where DEVICES gives none, or the kind itself counts the time."""

    rule: str
    said: str
    lasting: str
    urgency: str


EVERY_DEVICE = (
    Line("device.stale_safety", "stale, of 1 and 3-8", "", "HE"),
    Line("device.stale", "stale", "", "ME"),
    Line("device.battery_low", "battery <= 20 %", "0s", "LE"),
    Line("device.battery_empty", "battery <= 10 %", "0s", "ME"),
    Line("device.tamper", "tamper 0 s", "0s", "HS"),
    Line("device.fault", "fault 60 s", "60s", "ME"),
    Line("device.test_mode", "test_mode > 60 min", "60m", "ME"),
)

LIFT = (
    Line("lift.entrapment", "the vendor's signal 0 s", "0s", "CB"),
    Line("lift.entrapment_off_zone", "occupied, stopped, door closed, off zone 30 s", "30s", "CB"),
    Line("lift.entrapment_in_zone", "occupied, stopped, door closed, in zone 60 s", "60s", "CB"),
    Line("lift.alarm_button", "alarm_button 3 s", "3s", "CB"),
    Line("lift.door_open_running", "door_open_running 0 s", "0s", "CB"),
    Line("lift.over_travel", "over_travel 0 s", "0s", "CB"),
    Line("lift.overspeed", "overspeed 0 s", "0s", "CB"),
    Line("lift.unintended_movement", "code 05 0 s", "0s", "CB"),
    Line("lift.stopped_off_zone", "code 04 empty car 60 s", "60s", "HE"),
    Line("lift.door_fault", "code 02/03 60 s", "60s", "HE"),
    Line("lift.door_reopening", "3 reopenings in 5 min", "", "HE"),
    Line("lift.out_of_service", "out of service 10 min", "10m", "HE"),
    Line("lift.inspection", "inspection without work order", "", "ME"),
    Line("lift.ebike", "e-bike 10 s", "10s", "HS"),
    Line("lift.room_temp", "room temp 5 min", "5m", "HE"),
    Line("lift.alarm_test_overdue", "alarm test overdue", "0s", "HE"),
)

ESCALATOR = (
    Line("escalator.reversal", "reversal 0 s", "0s", "CB"),
    Line("escalator.overspeed", "overspeed 0 s", "0s", "CB"),
    Line("escalator.e_stop", "e_stop 0 s", "0s", "HB"),
    Line("escalator.handrail", "handrail > 15 % for 5-15 s", "5s", "HE"),
    Line("escalator.comb_plate", "comb plate", "0s", "HE"),
    Line("escalator.stopped", "stopped in service hours 1 min", "60s", "ME"),
)

ACCESS_DOOR = (
    Line("access_door.forced_open", "forced_open 0 s", "0s", "HS"),
    Line("access_door.held_open", "held_open 60 s", "60s", "MS"),
    Line("access_door.home_held_open", "held_open of home entrances 5 min", "5m", "MS"),
    Line("access_door.duress", "duress 0 s, silent", "0s", "CS"),
    Line("access_door.denied", "5 wrong credentials in a row", "0s", "MS"),
    Line("access_door.released_without_fire", "release without fire", "", "HB"),
    Line("access_door.not_released", "fire and no release 10 s", "10s", "CB"),
)

INTRUSION = (
    Line("intrusion.intruder", "intruder while set 0 s", "0s", "HS"),
    Line("intrusion.hold_up", "hold-up 0 s", "0s", "CS"),
    Line("intrusion.tamper", "tamper even when unset", "0s", "HS"),
    Line("intrusion.mains_lost", "mains lost 60 s", "60s", "ME"),
    Line("intrusion.not_set", "not set 15 min after schedule", "15m", "MS"),
    Line("intrusion.bypass", "bypass > 8 h", "8h", "MS"),
)

FIRE = (
    Line("fire_detector.smoke", "one detector 0 s, verify", "0s", "CB"),
    Line("fire_detector.fire", "one detector 0 s, verify", "0s", "CB"),
    Line("fire_detector.confirmed", "two in a zone 0 s, confirmed", "0s", "CB"),
    Line("fire_detector.call_point", "call point 0 s, confirmed", "0s", "CB"),
    Line("fire_panel.no_feedback", "started, no feedback 10 s", "10s", "CB"),
    Line("fire_panel.supervisory", "supervisory", "0s", "HB"),
    Line("fire_panel.manual", "panel manual 30 min", "30m", "HB"),
    Line("fire_panel.isolation", "isolation without permit", "0s", "HB"),
    Line("fire_detector.isolated", "isolation without permit", "0s", "HB"),
    Line("fire_panel.bus", "bus", "0s", "HB"),
    Line("fire_panel.mains", "mains", "0s", "HB"),
    Line("fire_panel.battery", "battery", "0s", "ME"),
    Line("fire_panel.guard_check", "guard check unanswered 10 min", "", "HS"),
)

FIRE_WATER = (
    Line("fire_water.pressure_low", "pressure low 60 s", "60s", "HB"),
    Line("fire_water.pressure_lost", "pressure < 50 % 10 s", "10s", "CB"),
    Line("fire_water.tank_low", "tank low 60 s", "60s", "HB"),
    Line("fire_water.tank_overflow", "overflow 60 s", "60s", "ME"),
    Line("fire_water.not_auto", "not auto 5 min", "5m", "HB"),
    Line("fire_water.run_without_fire", "run without fire 0 s", "0s", "CB"),
    Line("fire_water.not_running", "demand (flow) but not running 2 min", "", "CB"),
    Line("fire_water.not_started", "demand (pressure) but not running 2 min", "", "CB"),
    Line("fire_water.valve_shut", "valve shut without permit 60 s", "60s", "HB"),
    Line("fire_water.power_lost", "power lost 10 s", "10s", "HB"),
    Line("fire_water.jockey", "jockey > 15 starts/h", "", "ME"),
)

ELECTRICAL_FIRE = (
    Line("electrical_fire.residual", "residual >= 300 30 s", "30s", "HE"),
    Line("electrical_fire.residual_high", "residual >= 1000 10 s", "10s", "CB"),
    Line("electrical_fire.cable_temp", "temp >= 70 60 s", "60s", "HE"),
    Line("electrical_fire.cable_hot", "temp >= 90", "", "CB"),
    Line("electrical_fire.cable_rise", "+10 °C in 10 min", "", "HE"),
    Line("electrical_fire.arc", "arc 0 s", "0s", "HB"),
    Line("electrical_fire.sensor", "0 mA under load: sensor fault", "", "ME"),
)

GAS_DETECTOR = (
    Line("gas_detector.level_1", "level 1 at 10 0 s", "0s", "HB"),
    Line("gas_detector.level_2", "level 2 at 25 0 s", "0s", "CB"),
    Line("gas_detector.valve_open", "the valve must follow in 10 s", "10s", "CB"),
    Line("gas_detector.fan_still", "the fan must follow in 10 s", "10s", "CB"),
    Line("gas_detector.oxygen", "oxygen 19.5/23.5 %", "0s", "HB"),
    Line("gas_detector.end_of_life", "end of life", "0s", "ME"),
)

POWER = (
    Line("power.voltage", "voltage out 60 s", "60s", "HE"),
    Line("power.phase_lost", "phase lost 5 s", "5s", "CE"),
    Line("power.incomer_lost", "incomer lost 5 s", "5s", "CB"),
    Line("power.tripped", "trip 0 s", "0s", "HE"),
    Line("power.current_high", "current > 90 % 15 min", "15m", "ME"),
    Line("power.overload", "current > 100 % 60 s", "60s", "HE"),
    Line("power.unbalance", "unbalance > 15 % 10 min", "10m", "ME"),
    Line("power.transformer_hot", "transformer 130 5 min", "5m", "HE"),
    Line("power.transformer_limit", "transformer >= 155", "0s", "CE"),
)

STANDBY_POWER = (
    Line("generator.not_running", "mains lost, not stable in 30 s", "30s", "CE"),
    Line("generator.not_auto", "not auto 5 min", "5m", "HE"),
    Line("generator.fuel_low", "fuel < 50 %", "", "ME"),
    Line("generator.fuel_very_low", "fuel < 25 %", "", "HE"),
    Line("generator.start_battery", "start battery < 24 V 5 min", "5m", "HE"),
    Line("ups.on_battery", "UPS on battery 10 s", "10s", "HE"),
    Line("ups.battery_low", "battery low 0 s", "0s", "CE"),
    Line("ups.bypass", "bypass 60 s", "60s", "HE"),
    Line("ups.load", "load 10 min", "10m", "ME"),
)

DOMESTIC_WATER = (
    Line("domestic_water.pressure", "pressure ±20 % of set 2 min", "2m", "HE"),
    Line("domestic_water.tank_low", "level < 20 % 60 s", "60s", "HE"),
    Line("domestic_water.tank_high", "level > 95 % 60 s", "60s", "HE"),
    Line("domestic_water.all_pumps", "all pumps faulty 10 s", "10s", "CE"),
    Line("domestic_water.chlorine", "chlorine out 15 min", "15m", "HE"),
    Line("domestic_water.turbidity", "turbidity out 15 min", "15m", "HE"),
    Line("domestic_water.hatch_open", "hatch without permit 0 s", "0s", "HS"),
    Line("domestic_water.night_flow", "flow never 0 in a night", "", "ME"),
)

SUMP_AND_LEAK = (
    Line("sump.high", "high 30 s", "30s", "HE"),
    Line("sump.overflow", "overflow 5 s", "5s", "CB"),
    Line("sump.no_pump", "high and no pump 30 s", "30s", "CE"),
    Line("sump.long_run", "run > 30 min", "30m", "ME"),
    Line("sump.starts", "> 12 starts/h", "", "ME"),
    Line("leak.water", "leak 5 s", "5s", "HB"),
    Line("leak.electrical_room", "leak 5 s in an electrical room", "5s", "CB"),
    Line("sump.not_auto", "not auto 5 min", "5m", "ME"),
)

ENVIRONMENT = (
    Line("environment.warm", "plant room > 35 °C 5 min", "5m", "ME"),
    Line("environment.hot", "plant room > 40", "5m", "HE"),
    Line("environment.server_room", "server room > 28", "5m", "HE"),
    Line("environment.frost", "< 4 °C 10 min", "10m", "HE"),
    Line("environment.co2", "co2 15 min", "15m", "LE"),
    Line("environment.co2_high", "co2 > 1500", "15m", "ME"),
    Line("environment.co", "co > 10 1 h", "1h", "HB"),
)

PARKING = (
    Line("parking_gate.arm_fault", "arm fault 0 s", "0s", "MB"),
    Line("parking_gate.hit", "hit 0 s", "0s", "MB"),
    Line("parking_gate.arm_up", "up > 5 min, no vehicle", "5m", "MS"),
    Line("parking_gate.help_call", "help 3 s", "3s", "HS"),
    Line("parking_gate.recognition", "recognition < 98 % a day", "", "LE"),
    Line("garage_air.co", "co > 30 5 min", "5m", "HE"),
    Line("garage_air.co_long", "10 min more", "15m", "CB"),
    Line("garage_air.co_danger", "or >= 200", "0s", "CB"),
    Line("garage_air.fan_still", "fan commanded, not running 30 s", "30s", "HE"),
)

VIDEO = (
    Line("camera.lost", "lost 60 s", "60s", "MS"),
    Line("camera.key_lost", "lost 60 s at entrance, lift, control room", "60s", "HS"),
    Line("camera.covered", "covered 30 s", "30s", "MS"),
    Line("camera.not_recording", "not recording 5 min", "5m", "HS"),
    Line("nvr.not_recording", "not recording 5 min", "5m", "HS"),
    Line("nvr.disk", "disk 0 s", "0s", "HE"),
    Line("nvr.retention", "retention short, >= 30", "", "HB"),
    Line("nvr.key_retention", "retention short, key sites >= 90", "", "HB"),
    Line("camera.clock", "clock", "", "ME"),
    Line("nvr.clock", "clock", "", "ME"),
    Line("camera.login", "login", "", "MS"),
    Line("nvr.login", "login", "", "MS"),
)

LIGHTING = (
    Line("lighting.dark", "off after dusk 10 min", "10m", "ME"),
    Line("lighting.by_day", "on by day 60 min", "60m", "LE"),
    Line("lighting.lamps_dead", "power < 80 % 30 min", "30m", "LE"),
    Line("emergency_lighting.fault", "emergency fault", "", "ME"),
    Line("emergency_lighting.not_on", "not all on 5 s after confirmed fire", "5s", "HB"),
)

PATROL = (
    Line("patrol.sos", "SOS 0 s", "0s", "CS"),
    Line("patrol.fall", "fall 10 s", "10s", "CS"),
    Line("patrol.post_empty", "post empty 10 min", "10m", "MS"),
)

GATEWAY = (
    Line("gateway.offline", "offline 60 s", "60s", "HE"),
    Line("gateway.site_dark", "whole site dark 2 min", "", "CB"),
    Line("gateway.restarts", "restart >= 3/h", "", "ME"),
    Line("gateway.clock", "clock > 120 s", "", "ME"),
)

ALARMS: tuple[Line, ...] = (
    *(*EVERY_DEVICE, *LIFT, *ESCALATOR, *ACCESS_DOOR, *INTRUSION, *FIRE, *FIRE_WATER, *ELECTRICAL_FIRE, *GAS_DETECTOR, *POWER),
    *(*STANDBY_POWER, *DOMESTIC_WATER, *SUMP_AND_LEAK, *ENVIRONMENT, *PARKING, *VIDEO, *LIGHTING, *PATROL, *GATEWAY),
)

ELSEWHERE = {
    "6 weekly auto start, monthly manual start missing": "maintenance plans know what was due and was not done",
    "10 monthly test missing": "maintenance plans",
    "15 >= 3 on one switch: one incident": "an incident of the cameras' gateway, not a rule: gateway.offline causes, camera.lost is explained",
    "16 monthly 30 min, yearly full discharge missing": "maintenance plans",
    "17 missed 15 min after window, two in a row": "patrol plans know the windows",
    "17 wrong order": "patrol plans know the order",
}
"""Alarms of DEVICES.md that no rule on points can express, and what raises them instead."""

MORE = {
    "access_door.lock_fault": "a lock that says that it is faulty",
    "access_door.tamper": "the same as device.tamper, in the words of BACnet",
    "device.clock": "found by ingest",
    "domestic_water.pump_fault": "one pump of several: DEVICES has the point, and an alarm only for all",
    "domestic_water.tank_empty_soon": "issue 4: the tank is empty in 40 minutes",
    "fire_detector.component_fault": "the fault bit of a component",
    "fire_panel.fire": "the panel's own fire bit: confirmed by the panel",
    "fire_panel.unmapped": "REQUIREMENTS 28: an unmapped address still alarms with its raw code",
    "fire_water.pump_fault": "DEVICES has the point",
    "sump.pump_fault": "DEVICES has the point",
}
"""Rules that no ▲ of DEVICES.md asks for, and why they are there."""
