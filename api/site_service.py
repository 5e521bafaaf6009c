"""What the records tell of a site's ingest: whether somebody serves it, and how far its ``_out`` topics are behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.records import Heartbeat, Transaction

INGEST = "ingest"
SILENT = timedelta(seconds=30)
"""A role that has given no sign of life for so long is away."""
UNOWNED = timedelta(seconds=10)
"""Within so long another process on the host has taken the sites of one that died."""


def owner(beats: Iterable[Heartbeat], site: str) -> Heartbeat | None:
    """The newest sign of life of an ingest process that said it had `site`; `None`: nobody ever did."""
    return max((beat for beat in beats if beat.role == INGEST and site in _sites(beat)), key=lambda beat: beat.at, default=None)


def served(beats: Iterable[Heartbeat], site: str, now: datetime) -> bool:
    """Whether an ingest process that says it has `site` is alive."""
    newest = owner(beats, site)
    return newest is not None and now - newest.at <= UNOWNED


def out_lag_s(tx: Transaction, site: str, now: datetime) -> float:
    """How long ago the oldest transition happened that is not on the site's ``_out`` topics; 0: all are."""
    # The name of the cursor is that of `ingest.publisher.Publisher`.
    waiting = tx.events.after(tx.housekeeping.cursor(f"out:{site}"), limit=1, sites=(site,))
    return max(0.0, (now - waiting[0].event.at).total_seconds()) if waiting else 0.0


def _sites(beat: Heartbeat) -> list[object]:
    found = beat.detail.get("sites")
    return found if isinstance(found, list) else []
