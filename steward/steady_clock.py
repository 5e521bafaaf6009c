"""A wall clock that goes on evenly when somebody steps the system's.

A step says nothing about the site: devices have not been silent for the hour that was skipped, and they do not all
live an hour in the future when it was put back. So a step is not followed at once. It is said, and until it has lasted
for a while time goes on as before; who is still of another opinion then is believed, by a new start (ingest listens
anew, and silence means something from there on). Slow corrections, as NTP makes them, are followed all the time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from domain.time import Clock, rfc3339

log = logging.getLogger(__name__)

TOLERANCE_S = 1.0
"""A smaller difference is followed at once."""
PATIENCE_S = 600.0
"""A step that stands for so long is meant."""


class ClockSet(Exception):
    """The system's clock was set to another time and has stayed there: start again by the new time."""


class SteadyClock:
    """Aware UTC: `wall`, but even. `elapsed_s` is a steady clock of any origin that cannot be set. For any thread."""

    def __init__(self, wall: Clock, elapsed_s: Callable[[], float], *, tolerance_s: float = TOLERANCE_S, patience_s: float = PATIENCE_S) -> None:
        self._wall = wall
        self._elapsed_s = elapsed_s
        self._tolerance = timedelta(seconds=tolerance_s)
        self._patience_s = patience_s
        self._origin = wall() - timedelta(seconds=elapsed_s())
        self._stepped_at_s: float | None = None

    def __call__(self) -> datetime:
        """The time now."""
        return self._both()[0]

    def watch(self) -> None:
        """Say that the system's clock was stepped, or is right again. To be called now and then, by one thread.

        Raises `ClockSet` when it has stayed at another time for too long.
        """
        steady, ahead = self._both()
        if not ahead:
            if self._stepped_at_s is not None:
                self._stepped_at_s = None
                log.info("the system's clock is right again")
            return
        now_s = self._elapsed_s()
        if self._stepped_at_s is None:
            self._stepped_at_s = now_s
            log.error(
                "the system's clock was stepped by %+.0f s; ingest goes on by its own (%s). If that is right, set the system's; "
                "if the step is meant, it is followed after %.0f s",
                ahead.total_seconds(),
                rfc3339(steady),
                self._patience_s,
            )
        elif now_s - self._stepped_at_s >= self._patience_s:
            raise ClockSet(f"the system's clock was stepped by {ahead.total_seconds():+.0f} s and has stayed there; starting again by the new time")

    def _both(self) -> tuple[datetime, timedelta]:
        """The time now, and how far the system's clock is ahead of it."""
        elapsed = timedelta(seconds=self._elapsed_s())
        wall = self._wall()
        ahead = wall - (self._origin + elapsed)
        if abs(ahead) <= self._tolerance:
            self._origin = wall - elapsed
            return wall, timedelta(0)
        return wall - ahead, ahead
