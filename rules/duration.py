"""Lengths of time as people write them: ``30s``, ``5m``, ``1h``, ``1h30m``, ``2d``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.text import Text

LONGEST = timedelta(days=31)
"""Nothing that a rule waits for is longer than this."""

_PARTS = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d{1,3})?)s)?")
_HOW = "Write a number with its unit: 30s, 5m, 1h, 1h30m, 2d"
_UNITS = (("d", "天", timedelta(days=1)), ("h", "小时", timedelta(hours=1)), ("m", "分钟", timedelta(minutes=1)), ("s", "秒", timedelta(seconds=1)))


def parse_duration(text: object) -> timedelta:
    """The length of time that `text` names. Raises `ValueError` for anything else, a number without a unit included."""
    found = _PARTS.fullmatch(text) if isinstance(text, str) else None
    if found is None or not text:
        raise ValueError(f"`{text}` is no length of time")
    days, hours, minutes, seconds = found.groups()
    length = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0))
    if length > LONGEST:
        raise ValueError(f"`{text}` is longer than {LONGEST.days} days")
    return length


def _read(text: object) -> timedelta:
    if isinstance(text, timedelta):
        return text
    try:
        return parse_duration(text)
    except ValueError as error:
        raise PydanticCustomError("duration", "{reason}", {"reason": str(error), "remedy": _HOW}) from None


def write_duration(length: timedelta) -> str:
    """As `parse_duration` reads it; milliseconds are kept."""
    parts = []
    rest = length
    for unit, _, size in _UNITS[:-1]:
        count, rest = divmod(rest, size)
        parts += [f"{count}{unit}"] if count else []
    if rest or not parts:
        parts.append(f"{rest.total_seconds():g}s")
    return "".join(parts)


def say_duration(length: timedelta) -> Text:
    """In words: ``3 分钟``, ``3 min``. The largest unit that leaves no fraction."""
    for (unit, word, size), english in zip(_UNITS, ("d", "h", "min", "s"), strict=True):
        if length >= size and length % size == timedelta(0):
            return Text(f"{length // size} {word}", f"{length // size} {english}")
        if unit == "s":
            break
    return Text(f"{length.total_seconds():g} 秒", f"{length.total_seconds():g} s")


Duration = Annotated[
    timedelta,
    PlainValidator(_read),
    PlainSerializer(write_duration, return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "steward-duration", "pattern": "^(\\d+d)?(\\d+h)?(\\d+m)?(\\d+(\\.\\d{1,3})?s)?$", "examples": ["30s", "5m", "1h"]}
    ),
]
"""A field that takes such a text."""
