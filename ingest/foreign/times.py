"""Times on the wire: a device's own word for when, if it can mean one moment only."""

from __future__ import annotations

from ingest.codecs.codec import Timestamp

_SHORTEST = len("2026-01-02T03:04Z")


def told_ms(raw: object) -> Timestamp:
    """Epoch milliseconds, or an ISO 8601 text with its zone, as they stand; `None` for a local time, and for anything else."""
    if isinstance(raw, str):
        return raw if _has_zone(raw) else None
    return raw if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def told_s(raw: object) -> Timestamp:
    """The same where numbers are epoch seconds; in milliseconds."""
    told = told_ms(raw)
    return told if told is None or isinstance(told, str) else told * 1000


def _has_zone(text: str) -> bool:
    """Whether a time of day is followed by ``Z``, ``+08:00`` or ``+0800``."""
    if len(text) < _SHORTEST or ":" not in text:
        return False
    return text[-1] == "Z" or (text[-6] in "+-" and text[-3] == ":") or text[-5] in "+-"
