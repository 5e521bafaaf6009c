"""What a device may say of itself, and what of it can be believed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from domain.device_info import Fact, FactValue
from domain.quarantine import QuarantineReason
from ingest.point_values import shown, storable
from ingest.troubles import Trouble

LONGEST_TEXT = 120
_TEXTS = (Fact.FIRMWARE, Fact.MODEL)
_RANGES: Mapping[Fact, tuple[float, float]] = {
    Fact.BATTERY_PCT: (0, 100),
    Fact.BATTERY_V: (0, 1000),
    Fact.SIGNAL_DBM: (-200, 30),
    Fact.SNR_DB: (-200, 200),
    Fact.MARGIN_DB: (-32, 31),
    Fact.LQI: (0, 255),
}
"""What each number can be; LoRaWAN's margin has six bits (DevStatusAns)."""


def fact_of(fact: Fact, raw: object) -> FactValue | None:
    """`raw` as the value of `fact`; `None` if it cannot be one."""
    if fact in _TEXTS:
        return raw.strip() if isinstance(raw, str) and raw.strip() and len(raw) <= LONGEST_TEXT and storable(raw) else None
    if fact is Fact.MAINS:
        return raw if isinstance(raw, bool) else None
    low, high = _RANGES[fact]
    usable = isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw) and low <= raw <= high
    return float(raw) if usable and isinstance(raw, int | float) else None


def facts_of(said: Mapping[Fact, object]) -> dict[Fact, FactValue]:
    """Those that can be believed; for what foreign devices say beside what they are asked for."""
    return {fact: value for fact, raw in said.items() if (value := fact_of(fact, raw)) is not None}


def facts_in(data: Mapping[str, object]) -> tuple[dict[Fact, FactValue], list[Trouble]]:
    """The facts of an object by their own names; what is wrong of them is told, `null` and other names are passed over."""
    found: dict[Fact, FactValue] = {}
    troubles: list[Trouble] = []
    for fact in Fact:
        if (raw := data.get(fact)) is None:
            continue
        if (value := fact_of(fact, raw)) is None:
            troubles.append((QuarantineReason.WRONG_TYPE, f"{fact}: {_expected(fact)}, found {shown(raw)}"))
        else:
            found[fact] = value
    return found, troubles


def _expected(fact: Fact) -> str:
    if fact in _TEXTS:
        return f"expected a text of 1 to {LONGEST_TEXT} characters"
    if fact is Fact.MAINS:
        return "expected true or false"
    low, high = _RANGES[fact]
    return f"expected a number from {low:g} to {high:g}"
