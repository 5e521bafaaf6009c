"""Devices whose clocks are off, for Prometheus: only those, and no more than a few, so that the series stay bounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily, Metric

from api.live.live_state import LiveSite

OFF_S = 60.0
"""A clock that is further off than this is worth setting: windows and orders of events begin to be wrong."""
MOST = 20
"""So many devices a site, the worst, are named; all are counted."""


def families(sites: Mapping[str, LiveSite]) -> Iterator[Metric]:
    """How many clocks are off, and how far the worst of them."""
    count = GaugeMetricFamily("steward_device_clocks_off", f"Devices whose clock is more than {OFF_S:.0f} s off", labels=("site",))
    offsets = GaugeMetricFamily(
        "steward_device_clock_offset_seconds",
        f"How far a device's clock is ahead (behind: negative), for the {MOST} worst of those that are more than {OFF_S:.0f} s off",
        labels=("site", "device"),
    )
    for site, live in sites.items():
        if not live.connected:
            continue
        known = {device: here.clock_offset_s for device, here in dict(live.devices).items() if here.clock_offset_s is not None}
        off = sorted(((abs(offset_s), device) for device, offset_s in known.items() if abs(offset_s) > OFF_S), reverse=True)
        count.add_metric((site,), len(off))
        for _, device in off[:MOST]:
            offsets.add_metric((site, device), known[device])
    yield count
    yield offsets
