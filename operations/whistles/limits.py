"""Within how long a department that is called has to check in."""

from __future__ import annotations

from datetime import timedelta

from domain.problem import Refusal
from domain.severity import Severity
from domain.site import Site

DEFAULT_MIN = {Severity.CRITICAL: 5.0, Severity.HIGH: 15.0, Severity.MEDIUM: 30.0, Severity.LOW: 30.0}
"""In minutes; a site says otherwise by its settings ``whistle_critical_min``, ``whistle_high_min`` and so on."""

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=8)


def usual(site: Site, severity: Severity) -> timedelta:
    """The limit for a matter of this severity at `site`; settings beyond reason count as the nearest that is not."""
    minutes = site.settings.get(f"whistle_{severity.value}_min", DEFAULT_MIN[severity])
    return min(max(timedelta(minutes=minutes), SHORTEST), LONGEST)


def chosen(asked: timedelta | None, site: Site, severity: Severity) -> timedelta:
    """The limit that somebody asked for, else the usual one. Raises `Refusal` for one that makes no sense."""
    if asked is None:
        return usual(site, severity)
    if not SHORTEST <= asked <= LONGEST:
        raise Refusal("报到时限须在 1 分钟到 8 小时之间", "the limit for checking in must be between 1 minute and 8 hours")
    return asked
