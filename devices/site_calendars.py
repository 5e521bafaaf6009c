"""The holidays and calendars of a site file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from configuration.document import Place
from devices.block_reader import BlockReader
from devices.site_blocks import CalendarBlock, SiteBlock
from domain.calendar import Calendar, DayKind, Days, Period
from domain.text import Text

USUAL: tuple[tuple[str, Text, Period], ...] = (
    ("night", Text("夜间", "Night"), (22 * 60, 6 * 60)),
    ("dark", Text("天黑", "Dark"), (18 * 60 + 30, 6 * 60)),
    ("service-hours", Text("运营时段", "Service hours"), (6 * 60 + 30, 23 * 60)),
)
"""Calendars that every site has for the rules of the library, unless it writes its own of the same id: practice."""

LONGEST_HOLIDAY = timedelta(days=31)
"""A year that was mistyped is longer."""

_PERIOD = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))")
_DAY = timedelta(days=1)
_DATE_REMEDY = "Write it as year, month and day: 2026-10-01"
_PERIOD_REMEDY = 'Write it as "22:00-06:00", in hours and minutes of two digits; the whole day is "00:00-24:00"'


def days_in(reader: BlockReader, written: SiteBlock) -> Days:
    """The holidays and working days that are written. What cannot be is noted with `reader`."""
    holidays: dict[date, Text | None] = {}
    for number, block in enumerate(written.holidays):
        at: Place = ("holidays", number)
        name = None if block.name is None else reader.named(block.name, {}, (*at, "name"))
        holidays.update(dict.fromkeys(_stretch(reader, at, block.date, block.to), name))
    workdays = set()
    for number, text in enumerate(written.workdays):
        place: Place = ("workdays", number)
        day = _date(reader, place, text)
        if day is None:
            continue
        workdays.add(day)
        if day in holidays:
            reader.wrong(place, f"{day} is written as a holiday and as a working day", "Remove one of them")
        elif Days().kind_of(day) is DayKind.WORKDAY:
            reader.wrong(place, f"{day} is no Saturday or Sunday: it is a working day anyway", "Remove it, or correct the date")
    return Days(frozenset(holidays), frozenset(workdays), {day: name for day, name in holidays.items() if name is not None})


def calendars_in(reader: BlockReader, written: SiteBlock, zone: ZoneInfo, days: Days) -> dict[str, Calendar]:
    """The calendars that are written, and the usual ones that are not, by id. What cannot be is noted with `reader`."""
    found: dict[str, Calendar] = {}
    seen: set[str] = set()
    for number, block in enumerate(written.calendars):
        at: Place = ("calendars", number)
        if not reader.fresh(block.id, seen, (*at, "id"), "calendar"):
            continue
        name = reader.named(block.name, {}, (*at, "name"))
        workdays, weekends, holidays = _periods(reader, at, block)
        found[block.id] = Calendar(block.id, name, zone, workdays, weekends, holidays, days.holidays, days.workdays)
    for key, name, period in USUAL:
        found.setdefault(key, Calendar(key, name, zone, (period,), (period,), (period,), days.holidays, days.workdays))
    return found


def _periods(reader: BlockReader, at: Place, block: CalendarBlock) -> tuple[tuple[Period, ...], tuple[Period, ...], tuple[Period, ...]]:
    """On working days, weekends and holidays."""
    apart = (block.workdays, block.weekends, block.holidays)
    if block.daily is not None:
        if any(each is not None for each in apart):
            reader.wrong((*at, "daily"), "`daily` says it for every day already", "Remove it, or remove `workdays`, `weekends` and `holidays`")
        daily = tuple(_times(reader, (*at, "daily"), block.daily))
        return daily, daily, daily
    if not any(apart):
        reader.wrong(at, f"the calendar `{block.id}` never holds", 'Write `daily: ["22:00-06:00"]`, or `workdays:`, `weekends:` and `holidays:`')
    workdays, weekends, holidays = (
        tuple(_times(reader, (*at, field), times or ())) for field, times in zip(("workdays", "weekends", "holidays"), apart, strict=True)
    )
    return workdays, weekends, holidays


def _times(reader: BlockReader, at: Place, written: Sequence[str]) -> Iterator[Period]:
    for number, text in enumerate(written):
        found = _PERIOD.fullmatch(text.replace(" ", ""))
        if found is None:
            reader.wrong((*at, number), f"`{text}` is no time of day", _PERIOD_REMEDY)
            continue
        begin_h, begin_min, *end = (int(part) for part in found.groups() if part is not None)
        begin, until = begin_h * 60 + begin_min, end[0] * 60 + end[1]
        if begin == until:
            reader.wrong((*at, number), f"`{text}` begins when it ends", _PERIOD_REMEDY)
            continue
        yield begin, until


def _stretch(reader: BlockReader, at: Place, first: str, last: str | None) -> Iterator[date]:
    begin = _date(reader, (*at, "date"), first)
    end = begin if last is None else _date(reader, (*at, "to"), last)
    if begin is None or end is None:
        return
    if not timedelta(0) <= end - begin < LONGEST_HOLIDAY:
        reader.wrong((*at, "to"), f"from {begin} to {end} is no holiday of 1 to {LONGEST_HOLIDAY.days} days", "Correct the dates")
        return
    day = begin
    while day <= end:
        yield day
        day += _DAY


def _date(reader: BlockReader, place: Place, text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        reader.wrong(place, f"`{text}` is no date", _DATE_REMEDY)
        return None
