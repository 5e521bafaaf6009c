"""Times as platforms write them: since 1970, or as text with a zone."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Literal

from domain.time import EPOCH

TimeUnit = Literal["ms", "s", "us", "text"]
_PER_SECOND: dict[TimeUnit, int] = {"s": 1, "ms": 1_000, "us": 1_000_000}
_SECONDS_END = 100_000_000_000
"""A number below that is seconds (until the year 5138), above it milliseconds (from 1973 on)."""


def moment(raw: object, unit: TimeUnit | None = None) -> datetime | None:
    """The aware UTC time that `raw` says; `None` if it says none, or one without a zone, which could be any.

    Numbers, also as text, are since 1970 in `unit` (`None`: seconds or milliseconds, whichever it must be). Other texts are
    RFC 3339 or ISO 8601 with a zone, in its basic form too (``20261123T080000Z``).
    """
    number = None if unit == "text" else _number(raw)
    try:
        if number is not None:
            guessed: TimeUnit = "s" if abs(number) < _SECONDS_END else "ms"
            return EPOCH + timedelta(microseconds=number * 1_000_000 / _PER_SECOND[unit or guessed])
        if not isinstance(raw, str) or unit not in {None, "text"}:
            return None
        found = datetime.fromisoformat(raw.strip())
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _number(raw: object) -> float | None:
    if isinstance(raw, str) and raw.strip().isascii() and raw.strip().isdecimal():
        raw = int(raw) if len(raw) < 30 else math.inf  # noqa: PLR2004  longer than any time since 1970
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        number = float(raw)
    except OverflowError:
        return math.inf
    return number if math.isfinite(number) else None
