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
"""They refuse somebody as often as the driver says: rule `DENIED` from `DENIED_AT_LEAST` times on. Once too often if an event counts twice."""
GARBLED = tuple(f"garbled-{number}" for number in range(1, 21))
"""What they say cannot be read."""

HIGH, DENIED = "faults.high", "faults.denied"
DENIED_AT_LEAST = 4

_KINDS = (
    (SENSORS, "environment", "传感器", "Sensor"),
    (PITS, "sump", "集水井", "Pit"),
    (COUNTED, "access_door", "门", "Door"),
    (GARBLED, "environment", "乱码", "Garbled"),
)
_SITE = {
    "id": SITE,
    "name": {"zh": "小院", "en": "Court"},
    "time_zone": "Asia/Shanghai",
    "spaces": [{"id": "yard", "kind": "common_area", "name": {"zh": "院子", "en": "Yard"}}],
    "assets": [
        {
            "repeat": {"n": f"1..{len(devices)}"},
            "id": devices[0].removesuffix("1") + "{n}",
            "type": type_,
            "space": "yard",
            "name": {"zh": zh + "{n}", "en": en + " {n}"},
            "interval_s": 3600,
        }
        for devices, type_, zh, en in _KINDS
    ],
}
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
        "id": DENIED,
        "applies_to": {"asset_type": "access_door"},
        "when": {"kind": "count", "event": "access.denied", "at_least": DENIED_AT_LEAST, "within": "6h"},
        "severity": "critical",
        "department": "security",
        "message": {"zh": "{asset} 多次拒绝", "en": "{asset} refuses again and again"},
    },
]


def write_site(folder: Path) -> tuple[Path, Path]:
    """Its site file and its rules in `folder`."""
    site, rules = folder / "site.yaml", folder / "rules.yaml"
    site.write_text(yaml.safe_dump(_SITE, allow_unicode=True), encoding="utf-8")
    rules.write_text(yaml.safe_dump(_RULES, allow_unicode=True), encoding="utf-8")
    return site, rules


def the_site(folder: Path) -> Site:
    """The site that `write_site` wrote in `folder`."""
    return load_site(folder / "site.yaml")
