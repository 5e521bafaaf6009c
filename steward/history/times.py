"""From what a file writes to a time: never guessed at."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.time import EPOCH, from_ms
from ingest.point_values import shown

_EPOCH_DIGITS = {10: 1_000, 13: 1, 16: -1_000}
"""Digits of an epoch → ms of one unit (negative: so many units are one ms): seconds, ms, µs, from 2001 to 2286."""
_SPREADSHEET = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?)?")
"""As spreadsheets write it, year first: 2026/1/31 8:05."""


class BadTime(ValueError):
    """Not a time that can be stored; the text says why."""


def time_of(raw: object, zone: ZoneInfo, form: str | None = None) -> datetime:
    """The aware time in UTC, to the millisecond, that a cell means. Raises `BadTime`.

    Text: ISO 8601, the same year-first with slashes or short numbers, an epoch of 10, 13 or 16 digits (s, ms, µs), or what
    `form` (of ``strptime``) says. A time without a zone is one of `zone`; it is refused where the clocks were
    set: an hour that does not exist, or exists twice.
    """
    if isinstance(raw, datetime):
        found = raw
    elif isinstance(raw, str):
        found = _of_text(raw.strip(), form)
    elif isinstance(raw, int) and not isinstance(raw, bool):
        found = _of_epoch(str(raw))
    elif isinstance(raw, float | Decimal) and math.isfinite(raw) and raw == raw // 1:
        found = _of_epoch(str(int(raw)))
    else:
        raise BadTime("there is no time" if raw is None else f"{shown(raw)} is no time")
    try:
        moment = (_in_zone(found, zone) if found.tzinfo is None else found).astimezone(UTC)
    except OverflowError:
        raise BadTime(f"{shown(raw)} is no time") from None
    if moment < EPOCH:
        raise BadTime(f"{shown(raw)} lies before 1970")
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _of_text(text: str, form: str | None) -> datetime:
    if not text:
        raise BadTime("there is no time")
    try:
        if form is not None:
            return datetime.strptime(text, form)  # noqa: DTZ007  without a zone it is one of the site
        if text.isdecimal() and text.isascii() and len(text) in _EPOCH_DIGITS:
            return _of_epoch(text)
        if (found := _SPREADSHEET.fullmatch(text)) is not None:
            year, month, day, hour, minute, second, fraction = found.groups(default="0")
            return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), int(fraction.ljust(6, "0")))  # noqa: DTZ001  as above
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        wanted = f"as `{form}`" if form is not None else "as 2026-01-31T08:00:00+08:00, 2026/1/31 8:00, or an epoch of 10, 13 or 16 digits"
        raise BadTime(f"{shown(text)} is no time; write it {wanted}") from None


def _of_epoch(digits: str) -> datetime:
    unit = _EPOCH_DIGITS.get(len(digits))
    if unit is None:
        raise BadTime(f"{shown(digits)} is no epoch of 10, 13 or 16 digits")
    number = int(digits)
    return from_ms(number * unit if unit > 0 else number // -unit)


def _in_zone(naive: datetime, zone: ZoneInfo) -> datetime:
    first, second = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive:
        raise BadTime(f"{naive} was there twice in {zone.key} (the clocks were set back); write its offset")
    raise BadTime(f"{naive} was not there in {zone.key} (the clocks were set forward)")
