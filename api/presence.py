"""Whether devices speak: from ingest while it is connected, otherwise from what it last wrote down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.live.live_state import LiveDevice
from api.services import Services
from domain.records import Transaction
from domain.site import Device


@dataclass(frozen=True, slots=True)
class Presence:
    """The devices of one site as far as anybody knows."""

    known: Mapping[str, LiveDevice]
    now: datetime

    def of(self, device: Device) -> LiveDevice:
        """What is known of a device."""
        return self.known.get(device.id, LiveDevice(None, None, None))

    def stale(self, device: Device) -> bool:
        """Silent for three expected intervals, or never seen."""
        seen = self.of(device).last_seen
        return seen is None or self.now - seen > timedelta(seconds=device.stale_after_s)

    def silent(self, device: Device) -> bool:
        """Offline, or nothing heard for too long. One that said ``online`` and has measured nothing yet is not silent."""
        here = self.of(device)
        if here.last_seen is None:
            return here.online is not True
        return here.online is False or self.stale(device)


def presence(parts: Services, tx: Transaction, site: str) -> Presence:
    """The devices of `site`."""
    noted = {found.device: LiveDevice(found.online, found.last_seen, found.clock_offset_s) for found in tx.ingests.devices(site)}
    return Presence({**noted, **parts.live.site(site).devices}, parts.clock())
