"""What ingest says of itself over the live feed."""

from __future__ import annotations

from api.live.live_state import LiveSite

BROKER_CONNECTED = "broker_connected"
DRAINED = "drained"
RECORDS_AVAILABLE = "records_available"
STORE_AVAILABLE = "store_available"
JOURNAL_FULL = "journal_full"


def number(site: LiveSite, name: str) -> float | None:
    """A number of its health; `None` while it is not connected or says no such thing."""
    return site.metrics.get(name) if site.connected else None


def truth(site: LiveSite, name: str) -> bool | None:
    """A yes or no of its health; `None` while it is not connected or says no such thing."""
    found = site.facts.get(name) if site.connected else None
    return found if isinstance(found, bool) else None


def said(site: LiveSite, name: str) -> str:
    """What it says in words; empty while it is not connected or has nothing to say."""
    found = site.facts.get(name) if site.connected else None
    return found if isinstance(found, str) else ""
