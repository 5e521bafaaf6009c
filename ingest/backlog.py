"""Whether what waited for us at the broker has been judged: only then may the wall clock say that time has passed.

No broker tells how much it holds for a session, so we infer it. A session is served in order: a message that has just
been measured means that nothing older waits before it. Failing timestamps, that nothing comes is the sign.
"""

from __future__ import annotations

from collections.abc import Sequence

QUIET_S = 0.25
"""Nothing for so long: nothing waits."""
PAUSE_S = 0.005
"""On a stream without timestamps: a pause of this length before a message shows that it had not been waiting."""
FRESH_MS = 2_000
"""A message that is received this soon after it was measured had not been waiting."""


class Backlog:
    """Infers whether a backlog is drained. Durations in seconds, from any steady clock."""

    def __init__(self) -> None:
        self._drained = False
        self._newest_s: float | None = None

    @property
    def drained(self) -> bool:
        """Whether nothing is known to wait."""
        return self._drained

    def connected(self, at_s: float) -> None:
        """A connection was made: whatever was queued comes now."""
        self._drained = False
        self._newest_s = at_s

    def disconnected(self) -> None:
        """Things are being queued for us."""
        self._drained = False
        self._newest_s = None

    def came(self, began_waiting_s: float, first_s: float, ages_ms: Sequence[int]) -> None:
        """Messages came: we had begun to wait at `began_waiting_s`, and the first was there at `first_s`.

        `ages_ms` is how old those were on receipt that said when they were measured.
        """
        self._newest_s = first_s
        if ages_ms:
            self._drained = 2 * sum(age_ms < FRESH_MS for age_ms in ages_ms) >= len(ages_ms)
        elif first_s - began_waiting_s >= PAUSE_S:
            self._drained = True

    def nothing_came(self, now_s: float) -> None:
        """We waited and nothing is there."""
        if self._newest_s is not None and now_s - self._newest_s >= QUIET_S:
            self._drained = True
