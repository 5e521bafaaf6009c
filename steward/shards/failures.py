"""Which sites have failed here: tried again with growing waits, and left to others meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_CALM_AFTER_S = 60.0
"""A site that has run for so long is well."""
_AVOIDED_FOR_S = 600.0
"""So long another process should rather have it: coming back too early, it would go to and fro."""


@dataclass(slots=True)
class _Failure:
    pause_s: float
    try_at_s: float
    failed_at_s: float


@dataclass
class Failures:
    """Of one process. Times are of a steady clock, in seconds."""

    _of: dict[str, _Failure] = field(default_factory=dict)

    def failed(self, site: str, now_s: float) -> float:
        """It has failed now; returns how long to wait before it is tried again here."""
        before = self._of.get(site)
        pause_s = _FIRST_PAUSE_S if before is None else min(before.pause_s * 2, _LONGEST_PAUSE_S)
        self._of[site] = _Failure(pause_s, now_s + pause_s, now_s)
        return pause_s

    def runs(self, site: str, for_s: float) -> None:
        """It has been running here for so long."""
        if for_s >= _CALM_AFTER_S:
            self._of.pop(site, None)

    def may_try(self, site: str, now_s: float) -> bool:
        """Whether it is time to try it again."""
        return site not in self._of or now_s >= self._of[site].try_at_s

    def avoided(self, now_s: float) -> frozenset[str]:
        """The sites that another process should rather have."""
        return frozenset(site for site, failure in self._of.items() if now_s - failure.failed_at_s < _AVOIDED_FOR_S)
