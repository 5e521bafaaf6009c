"""What each kind of permit allows at most: for how long, and which alarms it may hide.

Practice, to be confirmed on site: hot work (动火) is allowed for a day at most, everything else for thirty. What may be
hidden is a list of what may, never of what may not: a thing nobody thought of stays live. Call points, the panel and
everything else that guards life is hidden by work on the fire system itself and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from domain.permit import PermitKind

ALL: None = None
"""Every point of the type, and the asset as a whole."""


@dataclass(frozen=True, slots=True)
class PermitRules:
    """Of one kind. `hides`: device type → the keys of the points it may hide (`ALL`); empty: it may hide nothing.

    `confirmed`: it may hide even what confirms a fire (a call point, a flow switch).
    """

    longest: timedelta = timedelta(days=30)
    hides: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    confirmed: bool = False


_FIRE_SYSTEM: Mapping[str, frozenset[str] | None] = {
    "fire_panel": ALL,
    "fire_detector": ALL,
    "fire_water": ALL,
    # What a test sets off elsewhere. Only by naming the points: the rest of lifts and doors stays live.
    "access_door": frozenset({"fire_release", "lock", "door", "door_alarm"}),
    "lift": frozenset({"mode"}),
    "emergency_lighting": ALL,
}

PERMIT_RULES: Mapping[PermitKind, PermitRules] = {
    PermitKind.FIRE_TEST: PermitRules(hides=_FIRE_SYSTEM, confirmed=True),
    PermitKind.FIRE_IMPAIRMENT: PermitRules(hides=_FIRE_SYSTEM, confirmed=True),
    PermitKind.HOT_WORK: PermitRules(longest=timedelta(hours=24), hides={"fire_detector": ALL}),
    PermitKind.TEMPORARY_POWER: PermitRules(),
    # Whoever cleans a drinking-water tank opens its hatch: DEVICES 11, "hatch without permit".
    PermitKind.CONFINED_SPACE: PermitRules(hides={"domestic_water": frozenset({"hatch_open"})}),
    PermitKind.WORK_AT_HEIGHT: PermitRules(),
    PermitKind.CONSTRUCTION: PermitRules(
        hides={
            "fire_detector": ALL,
            "lighting": ALL,
            # Not its carbon monoxide.
            "environment": frozenset({"temp", "humidity", "co2", "pm25", "noise"}),
            "access_door": frozenset({"door", "lock", "door_alarm"}),
            "camera": frozenset({"video", "covered"}),
            "leak": frozenset({"leak"}),
        }
    ),
    PermitKind.SHUT_OFF: PermitRules(
        hides={
            "power": ALL,
            "domestic_water": ALL,
            "lighting": ALL,
            "emergency_lighting": frozenset({"emergency"}),
            "ups": frozenset({"ups_source"}),
            "parking_gate": frozenset({"arm"}),
            "sump": frozenset({"pump_mode"}),
        }
    ),
}
