"""The figures of local days of a site, each from its midnight to the next: 23 or 25 hours where clocks change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.records import Transaction
from domain.site import Site
from operations.figures.alarm_figures import AlarmFigures, figures_of
from operations.figures.long_standing import longest_standing
from operations.figures.reading import read

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FiguresOfDays:
    """Each day, oldest first, and all of them together."""

    days: Sequence[AlarmFigures]
    total: AlarmFigures


def alarm_figures(tx: Transaction, site: Site, day: date, *, now: datetime | None = None) -> AlarmFigures:
    """The figures of one local day, as far as it has passed by `now` (`None`: the day is over)."""
    return alarm_figures_of_days(tx, site, day, day, now=now).total


def alarm_figures_of_days(tx: Transaction, site: Site, first: date, last: date, *, now: datetime | None = None) -> FiguresOfDays:
    """The figures of every local day from `first` to `last`, and of all of them together. The records are read once."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    since, until = midnight(first, site), midnight(last + _DAY, site)
    asked = until if now is None else max(since, min(until, now))
    reading = read(tx, site.id, since, asked, long_standing=longest_standing(site), now=now)
    return FiguresOfDays(
        days=[figures_of(reading, site, day, day, midnight(day, site), midnight(day + _DAY, site), now) for day in days],
        total=figures_of(reading, site, first, last, since, until, now),
    )


def midnight(day: date, site: Site) -> datetime:
    """When `day` begins at `site`, in UTC."""
    return datetime.combine(day, time(), site.time_zone).astimezone(UTC)
