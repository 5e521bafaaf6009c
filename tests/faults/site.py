"""The site of the fault tests: sensors for the load, pits for the alarms, and two rules that are easy to reckon with.

Rules of its own only, so that every alarm that there is must be one that the driver has made. They are critical: the
engine then never waits for newer news, however long an outage was (`rules.engine`, old news).
"""

from __future__ import annotations

from pathlib import Path

import yaml

from devices.site_file import load_site
from domain.site import Site

SITE = "court"
SENSORS = tuple(f"sensor-{number}" for number in range(1, 121))
"""What the load speaks for: no rule looks at them."""
PITS = tuple(f"pit-{number}" for number in range(1, 201))
"""Their high float comes and goes: rule `HIGH`."""
COUNTED = tuple(f"counted-{number}" for number in range(1, 41))
"""Their pump starts as often as the driver says: rule `STARTS` from `STARTS_AT_LEAST` times on."""
GARBLED = tuple(f"garbled-{number}" for number in range(1, 21))
"""What they say cannot be read."""

HIGH, STARTS = "faults.high", "faults.starts"
STARTS_AT_LEAST = 4

_SITE = f"""
id: {SITE}
name: {{zh: 小院, en: Court}}
time_zone: Asia/Shanghai
spaces:
  - {{id: yard, kind: common_area, name: {{zh: 院子, en: Yard}}}}
assets:
  - {{repeat: {{n: 1..{len(SENSORS)}}}, id: "sensor-{{n}}", type: environment, space: yard, name: {{zh: "{{n}}号传感器", en: "Sensor {{n}}"}}, interval_s: 3600}}
  - {{repeat: {{n: 1..{len(PITS)}}}, id: "pit-{{n}}", type: sump, space: yard, name: {{zh: "{{n}}号井", en: "Pit {{n}}"}}, interval_s: 3600}}
  - {{repeat: {{n: 1..{len(COUNTED)}}}, id: "counted-{{n}}", type: sump, space: yard, name: {{zh: "计数{{n}}号井", en: "Counted {{n}}"}}, interval_s: 3600}}
  - {{repeat: {{n: 1..{len(GARBLED)}}}, id: "garbled-{{n}}", type: environment, space: yard, name: {{zh: "乱码{{n}}号", en: "Garbled {{n}}"}}, interval_s: 3600}}
"""
_RULES = [
    {
        "id": HIGH,
        "applies_to": {"asset_type": "sump"},
        "when": {"kind": "state", "point": "float_high", "equals": True},
        "on_delay": "0s",
        "severity": "critical",
        "department": "engineering",
        "message": {"zh": "{asset} 高", "en": "{asset} high"},
    },
    {
        "id": STARTS,
        "applies_to": {"asset_type": "sump"},
        "when": {"kind": "count", "point": "pump_1_run", "becomes": True, "at_least": STARTS_AT_LEAST, "within": "6h"},
        "severity": "critical",
        "department": "engineering",
        "message": {"zh": "{asset} 频繁启动", "en": "{asset} starts too often"},
    },
]


def write_site(folder: Path) -> tuple[Path, Path]:
    """Its site file and its rules in `folder`."""
    site, rules = folder / "site.yaml", folder / "rules.yaml"
    site.write_text(_SITE, encoding="utf-8")
    rules.write_text(yaml.safe_dump(_RULES, allow_unicode=True), encoding="utf-8")
    return site, rules


def the_site(folder: Path) -> Site:
    """The site that `write_site` wrote in `folder`."""
    return load_site(folder / "site.yaml")
