"""The site of the benchmarks, written into a folder: a thousand sensors of four points each, and rules for them.

The sensors stand in 25 groups of 40. Beside them there may be probes: further sensors that no load speaks for, and one
rule of theirs that a benchmark makes true and false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SITE = "thousand"
DEVICE_TYPE = "environment"
TOPIC = f"steward/v1/{SITE}/+/telemetry"
GROUPS, SENSORS_A_GROUP = 25, 40
LIMITS = {"temp": (40.0, 1.5), "humidity": (85.0, 0.5), "co": (100.0, 40.0), "pm25": (200.0, 30.0)}
"""Of each point the lowest limit and the step to the next one: all far above what a load says."""
LIMITS_A_POINT = 25
PROBE_POINT, PROBE_LIMIT = "co", 50.0
PROBE_RULE = "probe.co_high"


class Rules(StrEnum):
    """Which hundred thresholds are loaded."""

    OWN = "own"
    """Each has points of its own: every reading is looked at by one of them."""
    ALL = "all"
    """Every reading is looked at by twenty-five of them, every message by a hundred."""


@dataclass(frozen=True, slots=True)
class Thousand:
    """The files. `loaded` has the sensors only: the site file of a load; `site` the probes besides."""

    site: Path
    loaded: Path
    rules: Path


def write(folder: Path, rules: Rules, *, devices: int = GROUPS * SENSORS_A_GROUP, probes: int = 0) -> Thousand:
    """Write the files into `folder`, with so many `probes`. With fewer `devices` groups are smaller."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Thousand(folder / "site.yaml", folder / "loaded.yaml", folder / "rules.yaml")
    sensors = _sensors(max(1, devices // GROUPS))
    files.loaded.write_text(_HEAD + sensors, encoding="utf-8")
    files.site.write_text(_HEAD + sensors + (_probes(probes) if probes else ""), encoding="utf-8")
    found = [*(_own() if rules is Rules.OWN else _all()), *([_PROBE_RULE] if probes else [])]
    files.rules.write_text("\n".join(found), encoding="utf-8")
    return files


def probe(number: int) -> str:
    """The id of a probe, from 1 on."""
    return f"probe-{number:04}"


_HEAD = f"""
id: {SITE}
name: {{zh: 千台设备, en: A thousand devices}}
time_zone: Asia/Shanghai
spaces:
  - {{id: garage, kind: common_area, name: {{zh: 车库, en: Garage}}}}
assets:
"""
_PROBE_RULE = f"""
- id: {PROBE_RULE}
  applies_to: {{asset_type: {DEVICE_TYPE}, where: {{group: probe}}}}
  when: {{kind: threshold, point: {PROBE_POINT}, above: {PROBE_LIMIT}, unit: mg/m³}}
  severity: high
  department: engineering
  message: {{zh: "{{asset}} 一氧化碳 {{value}}{{unit}}", en: "{{asset}}: carbon monoxide {{value}} {{unit}}"}}
"""
_UNITS = {"temp": "°C", "humidity": "%", "co": "mg/m³", "pm25": "µg/m³"}


def _sensors(in_a_group: int) -> str:
    return f"""
  - repeat: {{g: 1..{GROUPS}, n: 1..{in_a_group}}}
    id: sensor-{{g:02}}-{{n:02}}
    type: {DEVICE_TYPE}
    space: garage
    name: {{zh: "{{g}}组{{n}}号", en: "Sensor {{n}} of group {{g}}"}}
    attributes: {{room: car-park, group: "{{g:02}}"}}
"""


def _probes(number: int) -> str:
    return f"""
  - repeat: {{n: 1..{number}}}
    id: probe-{{n:04}}
    type: {DEVICE_TYPE}
    space: garage
    name: {{zh: "探头{{n}}", en: "Probe {{n}}"}}
    attributes: {{room: car-park, group: probe}}
"""


def _own() -> Iterator[str]:
    for number in range(1, GROUPS + 1):
        for point, (limit, _) in LIMITS.items():
            yield _rule(f"group.{point}_{number:02}", f'{{asset_type: {DEVICE_TYPE}, where: {{group: "{number:02}"}}}}', point, limit)


def _all() -> Iterator[str]:
    for point, (lowest, step) in LIMITS.items():
        for number in range(LIMITS_A_POINT):
            yield _rule(f"every.{point}_{number + 1:02}", f"{{asset_type: {DEVICE_TYPE}}}", point, lowest + number * step)


def _rule(name: str, applies_to: str, point: str, limit: float) -> str:
    return f"""
- id: {name}
  applies_to: {applies_to}
  when: {{kind: threshold, point: {point}, above: {limit}, unit: "{_UNITS[point]}"}}
  severity: medium
  department: engineering
  message: {{zh: "{{asset}} {{value}}{{unit}}", en: "{{asset}}: {{value}} {{unit}}"}}
"""
