"""Quiet hours (免打扰): when a person wants to hear only what cannot wait."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.call_out import QuietHours

DAY_MIN = 24 * 60
_DAY = timedelta(days=1)


def quiet_until(hours: QuietHours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` lies, in UTC; `None`: it lies in none. The end is outside; the clock is that of `zone`."""
    if hours is None or hours.since == hours.until:
        return None
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        begin = datetime.combine(day, _clock(hours.since), zone)
        end = datetime.combine(day if hours.since < hours.until else day + _DAY, _clock(hours.until), zone)
        if begin <= now < end:
            return end.astimezone(UTC)
    return None


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
