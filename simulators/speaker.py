"""When a device speaks: at once about what has changed, and from time to time about everything."""

from __future__ import annotations

import random
from collections.abc import Mapping

from domain.device_type import PointType
from domain.reading import PointKind, Value
from domain.site import Device

DEAD_BAND = 0.02
"""Of the span of a measurement: what changes less waits for the next full report."""

FIRST_REPORT_WITHIN_S = 6.0
"""All devices report within so long of the start, each at its own moment, and keep to that moment afterwards."""


class Speaker:
    """Decides what `device` says. Full reports come every `interval_s`, at a phase that `rng` chooses."""

    def __init__(self, device: Device, rng: random.Random) -> None:
        self._interval_s = device.interval_s
        self._types = {raw: point.type for raw, point in device.points.items()}
        self._bands = {raw: dead_band(point_type) for raw, point_type in self._types.items()}
        self._said: dict[str, Value] = {}
        self._due_s = rng.uniform(0, min(FIRST_REPORT_WITHIN_S, device.interval_s))
        # The first report comes soon, the following ones where the whole fleet is spread over the interval.
        self._phase_s = rng.uniform(0.3, 1.0) * device.interval_s
        self._spoken = False

    def report_at(self, moment_s: float) -> None:
        """Let the next full report be at `moment_s`, and say nothing before: the device has just come back."""
        self._due_s = moment_s
        self._spoken = False

    def says(self, now_s: float, values: Mapping[str, Value]) -> dict[str, Value] | None:
        """What of `values` (by key on the wire) is said at `now_s`; `None` when there is nothing to say."""
        if now_s >= self._due_s:
            self._due_s = now_s + (self._interval_s if self._spoken else self._phase_s)
            self._spoken = True
            self._said = dict(values)
            return self._said if values else None
        if not self._spoken:
            return None
        changed = {raw: value for raw, value in values.items() if self._matters(raw, value)}
        if not changed:
            return None
        self._said = {**self._said, **changed}
        return changed

    def _matters(self, raw: str, value: Value) -> bool:
        if raw not in self._said:
            return True
        before = self._said[raw]
        if before == value or self._types[raw].kind is PointKind.COUNTER:
            return False
        if isinstance(value, float) and isinstance(before, float):
            return abs(value - before) >= (self._bands[raw] or DEAD_BAND * max(abs(before), 1.0))
        return True


def dead_band(point: PointType) -> float | None:
    """The smallest change that matters, in the unit of `point`: 2 % of its normal range, else of what it can measure.

    `None` when neither has two ends.
    """
    for low, high in (point.normal or (None, None), (point.low, point.high)):
        if low is not None and high is not None and high > low:
            return DEAD_BAND * (high - low)
    return None
