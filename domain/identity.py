"""Names and numbers that identify things."""

from __future__ import annotations

import re
import uuid

SLUG = re.compile(r"[a-z0-9-]{1,64}")
"""What site, asset and device ids look like: they stand in MQTT topics and addresses."""

LIVE = "live"
"""The realm of everything that is real. A drill's realm is the drill's id."""

LIVE_ROOT, DRILL_ROOT = "steward/v1", "steward-drill/v1"
"""The first levels of all topics of real devices, and of the virtual ones of drills. Nobody may speak under both."""


def is_slug(text: str) -> bool:
    """Whether `text` may be the id of a site, an asset or a device."""
    return SLUG.fullmatch(text) is not None


def new_id() -> str:
    """A new id for a record: 32 hexadecimal digits, random."""
    return uuid.uuid4().hex


def stable_id(*parts: str) -> str:
    """An id that is the same for the same parts, so that doing a thing twice makes one record."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\x1f".join(parts)).hex
