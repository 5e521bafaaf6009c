"""Keep-alive of MQTT: saying that we are here, and noticing that the broker is not (MQTT 5, 3.1.2.10).

A ping goes out when nothing was written, or nothing heard, for the interval; a broker that is then silent for another
half of it is gone.
"""

from __future__ import annotations


class KeepAlive:
    """Times are of a steady clock, in seconds. An `interval_s` of 0 switches it off."""

    def __init__(self, interval_s: float, now_s: float) -> None:
        self._interval_s = interval_s
        self._heard_s = now_s
        self._pinged_s: float | None = None

    def heard(self, now_s: float) -> None:
        """Something came."""
        self._heard_s = now_s
        self._pinged_s = None

    def pinged(self, now_s: float) -> None:
        """A ping was written."""
        if self._pinged_s is None:
            self._pinged_s = now_s

    def due_in_s(self, written_s: float, now_s: float) -> float:
        """How long until a ping is due, if nothing is written or heard until then; not positive: now."""
        if not self._interval_s:
            return float("inf")
        since_s = written_s if self._pinged_s is not None else min(written_s, self._heard_s)
        return since_s + self._interval_s - now_s

    def silent_for_s(self, now_s: float) -> float | None:
        """How long the broker has been silent, if that is too long; ask only after having read what there was."""
        if self._pinged_s is None or now_s - self._pinged_s < self._interval_s / 2:
            return None
        return now_s - self._heard_s
