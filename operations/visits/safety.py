"""What a visit never hides, because somebody could come to harm.

Whoever takes equipment out of service by hand decides what that hides. Whoever lets a contractor in decides only that he
may work: so people who are trapped, who call for help, and every signal of fire and gas stay live, though they come from
the very asset. To test those signals there are permits (`domain.permit`), which know what to expect and say what never
came.
"""

from __future__ import annotations

SPARED = (
    "lift.entrapment*",
    "lift.alarm_button",
    "escalator.e_stop",
    "fire_detector.smoke*",
    "fire_detector.fire*",
    "fire_detector.confirmed",
    "fire_detector.call_point",
    "fire_panel.fire",
    "gas_detector.level_*",
    "gas_detector.oxygen",
    "garage_air.co*",
    "intrusion.hold_up",
    "patrol.sos",
    "patrol.fall",
)
"""Rules by id, or the beginning of one with ``*``: what the library calls rescue, fire and gas."""
