"""When a site is in a certain state of the week: night, office hours, holidays (with 调休: a Saturday may be a workday)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.text import Text

Period = tuple[int, int]
"""From, to: minutes after local midnight, from 0 to 1440 (24:00); one that ends before it begins goes past midnight."""

_DAY_MIN = 24 * 60
_DAY = timedelta(days=1)
_LOOK_AHEAD_DAYS = 400


class DayKind(StrEnum):
    """What sort of day it is."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Days:
    """Which days of a site are not what their weekday says: `holidays` are days off, `workdays` working days (调休)."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    names: Mapping[date, Text] = field(default_factory=dict, compare=False)
    """What holidays are called, as far as the site says."""

    def kind_of(self, day: date) -> DayKind:
        """What sort of day the local day `day` is."""
        if day in self.holidays:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= 5 and day not in self.workdays else DayKind.WORKDAY  # noqa: PLR2004  Saturday


@dataclass(frozen=True, slots=True)
class Calendar:
    """Periods of the local day, by what sort of day it is. The sort is that of the day on which a period begins.

    `holidays` are days off whatever the weekday, `workdays` are working days whatever the weekday (调休).

    Where clocks change, a period begins and ends when the clocks on the wall say so: a night is then an hour shorter or
    longer. A time that the wall skips comes as much later as was skipped; of one that it shows twice, a period begins at
    the first and ends at the second.
    """

    id: str
    name: Text
    zone: ZoneInfo
    on_workdays: tuple[Period, ...]
    on_weekends: tuple[Period, ...]
    on_holidays: tuple[Period, ...]
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` (aware) lies in one of the periods; their ends are outside."""
        day = moment.astimezone(self.zone).date()
        return any(begin <= moment < end for each in (day - _DAY, day) for begin, end in self.periods_from(each))

    def next_change(self, moment: datetime) -> datetime | None:
        """When `holds` next says otherwise, in UTC; `None`: not within a year."""
        today = moment.astimezone(self.zone).date()
        now = self.holds(moment)
        passed = moment
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = today + ahead * _DAY
            # A period of the day before may reach into this one, and one of this day into the next.
            spans = [*self.periods_from(day - _DAY), *self.periods_from(day)]
            for edge in sorted({edge for span in spans for edge in span if edge > passed}):
                if any(begin <= edge < end for begin, end in (*spans, *self.periods_from(day + _DAY))) is not now:
                    return edge
                passed = edge
        return None

    def periods_from(self, day: date) -> list[tuple[datetime, datetime]]:
        """The periods that begin on the local day `day`, in UTC; none of them is empty."""
        spans = [(self._at(day, begin, fold=0), self._at(day, end if end > begin else end + _DAY_MIN, fold=1)) for begin, end in self._periods(day)]
        return [(begin, end) for begin, end in spans if begin < end]

    def _periods(self, day: date) -> tuple[Period, ...]:
        return {DayKind.HOLIDAY: self.on_holidays, DayKind.WEEKEND: self.on_weekends, DayKind.WORKDAY: self.on_workdays}[
            Days(self.holidays, self.workdays).kind_of(day)
        ]

    def _at(self, day: date, minute: int, *, fold: int) -> datetime:
        """When the clocks on the wall show so many minutes after midnight."""
        local = datetime.combine(day + minute // _DAY_MIN * _DAY, time(minute % _DAY_MIN // 60, minute % 60), self.zone)
        if local.replace(fold=1).astimezone(UTC) < local.astimezone(UTC):
            return local.astimezone(UTC)
        return local.replace(fold=fold).astimezone(UTC)
