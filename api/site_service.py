"""What the records tell of a site's ingest: whether somebody serves it, and how far its ``_out`` topics are behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.records import Heartbeat, Transaction

INGEST = "ingest"
SILENT = timedelta(seconds=30)
"""A role that has given no sign of life for so long is away."""


def served(beats: Iterable[Heartbeat], site: str, now: datetime) -> bool:
    """Whether an ingest that says it has `site` is alive."""
    return any(beat.role == INGEST and now - beat.at <= SILENT and site in _sites(beat) for beat in beats)


def out_lag_s(tx: Transaction, site: str, now: datetime) -> float:
    """How long ago the oldest transition happened that is not on the site's ``_out`` topics; 0: all are."""
    # The name of the cursor is that of `ingest.publisher.Publisher`.
    waiting = tx.events.after(tx.housekeeping.cursor(f"out:{site}"), limit=1, sites=(site,))
    return max(0.0, (now - waiting[0].event.at).total_seconds()) if waiting else 0.0


def _sites(beat: Heartbeat) -> list[object]:
    found = beat.detail.get("sites")
    return found if isinstance(found, list) else []
