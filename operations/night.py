"""The night of a site: what is not urgent waits until it is over (REQUIREMENTS 36)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.severity import Severity
from domain.site import Site

WAITS = frozenset({Severity.MEDIUM, Severity.LOW})
"""What nobody is woken for. Critical and high never wait."""

_FROM_H, _TO_H = 22.0, 7.0


def night_end(site: Site, moment: datetime) -> datetime | None:
    """When the night is over in which `moment` (aware) lies, in UTC; `None` by day.

    The settings ``night_from_h`` and ``night_to_h`` are hours of the site's local day (22 and 7); a night that begins
    and ends at the same hour does not exist. The end is outside.
    """
    from_h, to_h = site.settings.get("night_from_h", _FROM_H), site.settings.get("night_to_h", _TO_H)
    if from_h == to_h:
        return None
    today = moment.astimezone(site.time_zone).date()
    nights = (_night(day, from_h, to_h, site.time_zone) for day in (today - timedelta(days=1), today))
    return next((end for begin, end in nights if begin <= moment < end), None)


def _night(day: date, from_h: float, to_h: float, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The night that begins on `day`."""
    return _at(day, from_h, zone), _at(day if to_h > from_h else day + timedelta(days=1), to_h, zone)


def _at(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """`hour` by the local clock of that day, also where clocks are put forward or back."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  the zone is set once the clock reads what it should
    return (midnight + timedelta(hours=hour)).replace(tzinfo=zone).astimezone(UTC)
