"""The service clock: when equipment was last maintained, and when it has to be again.

Lifts are maintained at least every 15 days (TSG T5002; REQUIREMENTS 32), or by a longer rhythm where maintenance follows
the need (按需维保), which the asset's attribute ``service_every_days`` says; ``0`` there means that no clock runs. Whole
plans of maintenance are made elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.records import Transaction
from domain.site import Asset, Site
from domain.visit import RESETS_SERVICE

USUAL_DAYS = {"lift": 15}
"""By device type, where the site file says nothing."""
_LONGEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class ServiceClock:
    """How an asset stands. `due_at` is `None` where no clock runs, or where nobody knows when it was last maintained."""

    asset: Asset
    every_days: int | None
    last_at: datetime | None
    due_at: datetime | None

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been maintained before `now`, as far as is known."""
        return self.due_at is not None and self.due_at <= now

    @property
    def unknown(self) -> bool:
        """A clock should run, and there is no record to run from."""
        return self.every_days is not None and self.last_at is None


def every_days(asset: Asset) -> int | None:
    """How often `asset` has to be maintained; `None`: no clock runs. What cannot be read counts as not said."""
    written = asset.attributes.get("service_every_days", "").strip()
    usual = USUAL_DAYS.get(asset.type.key)
    if not (written.isascii() and written.isdigit()):
        return usual
    days = int(written) if len(written) < 6 else _LONGEST_DAYS  # noqa: PLR2004  more digits than any number of days has
    return min(days, _LONGEST_DAYS) or None


def clock_of(tx: Transaction, site: Site, asset: Asset) -> ServiceClock:
    """How one asset stands."""
    return _clock(asset, tx.visits.last_services(site.id, RESETS_SERVICE).get(asset.id))


def due(tx: Transaction, site: Site) -> list[ServiceClock]:
    """Every asset of `site` whose clock runs: the most urgent first, those without any record at the end."""
    last = tx.visits.last_services(site.id, RESETS_SERVICE)
    clocks = [_clock(asset, last.get(asset.id)) for asset in site.assets.values() if every_days(asset) is not None]
    return sorted(clocks, key=lambda clock: (clock.due_at is None, clock.due_at or datetime.max.replace(tzinfo=site.time_zone), clock.asset.id))


def _clock(asset: Asset, last_at: datetime | None) -> ServiceClock:
    days = every_days(asset)
    due_at = None if days is None or last_at is None else last_at + timedelta(days=days)
    return ServiceClock(asset, days, last_at, due_at)
