"""A message's own id: what makes it the same message when it comes again."""

from __future__ import annotations

from ingest.point_values import storable

LONGEST_ID = 128


def usable_id(raw: object) -> str | None:
    """`raw` as an id is kept; `None` if it cannot be one: only whole numbers and short printable texts can."""
    if type(raw) is int and abs(raw) < 1 << 63:
        return str(raw)
    if type(raw) is str and 0 < len(raw) <= LONGEST_ID and raw.isprintable() and storable(raw):
        return raw
    return None
