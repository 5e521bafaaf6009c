"""Measurements of GB/T 26875.3-2011: table 6, and the units in which a point may want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of measurement (table 6): `step` is what a count of 1 means, in `unit`; outside `low` and `high` it is no measurement."""

    unit: str
    step: float
    low: float
    high: float


ANALOG: Mapping[int, Quantity] = {
    1: Quantity("", 1, 0, 32_000),
    2: Quantity("m", 0.01, 0, 320),
    3: Quantity("°C", 0.1, -273, 3_200),
    4: Quantity("MPa", 0.1, 0, 3_200),
    5: Quantity("kPa", 0.1, 0, 3_200),
    6: Quantity("%LEL", 0.1, 0, 100),
    7: Quantity("s", 1, 0, 32_000),
    8: Quantity("V", 0.1, 0, 3_200),
    9: Quantity("A", 0.1, 0, 3_200),
    10: Quantity("L/s", 0.1, 0, 3_200),
    11: Quantity("m³/min", 0.1, 0, 3_200),
    12: Quantity("m/s", 1, 0, 20),
}

_CONVERSIONS: Mapping[str, Mapping[str, float]] = {
    "m": {"cm": 100, "mm": 1_000},
    "MPa": {"kPa": 1_000, "bar": 10},
    "kPa": {"MPa": 0.001, "bar": 0.01, "Pa": 1_000},
    "s": {"min": 1 / 60, "h": 1 / 3_600},
    "V": {"kV": 0.001, "mV": 1_000},
    "A": {"mA": 1_000},
    "L/s": {"m³/h": 3.6, "L/min": 60},
    "m³/min": {"m³/h": 60},
}
"""From the unit of a quantity: by how much it is multiplied in another."""
_NO_COUNTS = frozenset({-0x8000, 0x7FFF})
"""The ends of what two bytes can say: no sensor means them."""
_DIGITS = 6


def factor(quantity: int, unit: str) -> float | None:
    """What a count of 1 of `quantity` is in `unit`; `None` if it is nothing there."""
    known = ANALOG.get(quantity)
    if known is None:
        return None
    if unit == known.unit:
        return known.step
    times = _CONVERSIONS.get(known.unit, {}).get(unit)
    return None if times is None else known.step * times


def value_of(quantity: int, count: int, scale: float) -> float | None:
    """`count` times `scale`; `None` if table 6 calls it impossible: the sensor is saturated or gone."""
    known = ANALOG.get(quantity)
    possible = count not in _NO_COUNTS and (known is None or known.low <= round(count * known.step, _DIGITS) <= known.high)
    return round(count * scale, _DIGITS) if possible else None
