"""Which messages no telemetry store takes: the same for every engine, so that changing the engine loses nothing."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from math import isfinite

from domain.reading import Value
from domain.telemetry import TelemetryMessage

MAX_KEY_BYTES = 512
MAX_TEXT_BYTES = 65_536
MAX_FLAGS_BYTES = 8_192
_KEPT_KEYS = 10_000
_LEAST, _MOST = -sys.float_info.max, sys.float_info.max
_good_keys: set[str] = set()
"""Some that were found short enough."""
_EARLIEST = datetime(1678, 1, 1, tzinfo=UTC)
_LATEST = datetime(2262, 1, 1, tzinfo=UTC)
"""What nanoseconds since 1970 in 64 bits can say."""


def why_never(message: TelemetryMessage) -> str | None:
    """Why no store will ever take `message`; `None` for the ordinary one that it takes."""
    if not _EARLIEST <= message.occurred_at < _LATEST:
        return f"{message.occurred_at.isoformat()} is out of the range of times that can be stored"
    for key, value in message.values.items():
        if key in _good_keys and value.__class__ is float and _LEAST <= value <= _MOST:
            continue  # almost every value
        if not _is_short_text(key, MAX_KEY_BYTES):
            return f"the key {key[:40]!r} is not Unicode text of at most {MAX_KEY_BYTES} bytes"
        if len(_good_keys) < _KEPT_KEYS:
            _good_keys.add(key)
        if (why := _why_never_value(value)) is not None:
            return f"{key}: {why}"
    if message.event is None and message.id is None:  # almost every message
        return None
    if _is_short_text(message.event or "", MAX_TEXT_BYTES) and _is_short_text(message.id or "", MAX_TEXT_BYTES):
        return None
    return f"the event's name or id is not Unicode text of at most {MAX_TEXT_BYTES} bytes"


def _why_never_value(value: Value) -> str | None:
    if isinstance(value, str):
        return None if _is_short_text(value, MAX_TEXT_BYTES) else f"not Unicode text of at most {MAX_TEXT_BYTES} bytes"
    if isinstance(value, frozenset):
        return None if _is_short_text('","'.join(value), MAX_FLAGS_BYTES) else f"flags that are not Unicode text of at most {MAX_FLAGS_BYTES} bytes"
    return None if value is None or isfinite(value) else f"{value} is not a finite number"


def _is_short_text(text: str, most_bytes: int) -> bool:
    """Whether `text` has a UTF-8 form (half a surrogate pair has none) and how long that is."""
    if text.isascii():
        return len(text) <= most_bytes
    try:
        return len(text.encode()) <= most_bytes
    except UnicodeEncodeError:
        return False
