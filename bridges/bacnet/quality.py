"""Whether an object's value can be trusted: its status flags and its reliability (ASHRAE 135-2020, clauses 12.1.6 and 12.1.9)."""

from __future__ import annotations

from enum import StrEnum

from bridges.bacnet.wire import Bits, Code, Raw

STATUS_FLAGS, RELIABILITY, OUT_OF_SERVICE, EVENT_STATE, FAULT_SIGNALS = 111, 103, 81, 36, 463
"""Numbers of properties (clause 21)."""
ABOUT_QUALITY = frozenset({STATUS_FLAGS, RELIABILITY, OUT_OF_SERVICE, EVENT_STATE})
"""Rows of these are about the state of the object: told as they are, also when its value is not to be trusted."""
LIFE_SAFETY = frozenset({21, 22})
"""Types whose states say themselves what is faulty, and what burns all the same (life safety points and zones)."""
_FAULT, _OVERRIDDEN, _OUT_OF_SERVICE = 1, 2, 3
_NO_FAULT_DETECTED, _FAULTS_LISTED = Code(0), Code(23)
_QUIET: tuple[Raw, ...] = (Code(0), ())


class Doubt(StrEnum):
    """Why a value is not to be trusted."""

    UNREADABLE = "its state cannot be read"
    OUT_OF_SERVICE = "the object is out of service"
    FAULT = "the object is in fault"


def distrust(flags: Raw, reliability: Raw) -> Doubt | None:
    """Why the value is not to be trusted; `None` if it is. An argument that the object does not have is `None`.

    A machine whose faults are listed (lifts, escalators) is in fault as a machine; what it says of itself is true.
    """
    if flags is not None and not isinstance(flags, Bits):
        return Doubt.UNREADABLE
    if flags is not None and _OUT_OF_SERVICE in flags.set:
        return Doubt.OUT_OF_SERVICE
    if reliability == _FAULTS_LISTED:
        return None
    faulty = flags is not None and _FAULT in flags.set
    return Doubt.FAULT if faulty or reliability not in (None, _NO_FAULT_DETECTED) else None


def tells_faults(object_type: int, number: int) -> bool:
    """Whether this property is where the object says its faults."""
    return object_type in LIFE_SAFETY or number == FAULT_SIGNALS


def told_in_spite(doubt: Doubt, raw: Raw) -> bool:
    """Whether a value that tells faults is told although the object is in fault: an alarm is, that all is quiet is not."""
    return doubt is Doubt.FAULT and raw not in _QUIET


def in_fault(flags: Raw) -> bool:
    """Whether the status flags say so."""
    return isinstance(flags, Bits) and _FAULT in flags.set


def overridden(flags: Raw) -> bool:
    """Whether somebody has overridden it at the machine itself: the value is what the machine works with, and is told."""
    return isinstance(flags, Bits) and _OVERRIDDEN in flags.set
