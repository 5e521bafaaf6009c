"""A Steward that says everything it can, so that tests see every metric there is."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

from api.live.feed_client import take_in
from domain.records import Heartbeat
from domain.time import to_ms
from ingest.histogram import Histogram
from ingest.metrics import Facts, Metrics
from tests.api.world import SITES, World


def full_metrics() -> Metrics:
    """Every number is 3, every histogram has seen 0.004 and a value beyond its bounds, every tally has one label."""
    metrics = Metrics()
    for entry in fields(metrics):
        value = getattr(metrics, entry.name)
        if isinstance(value, Histogram):
            value.observe(0.004)
            value.observe(1e9)
        elif not isinstance(value, Counter):
            setattr(metrics, entry.name, 3)
    metrics.quarantined_by_reason["not_json"] = 3
    metrics.transitions_by_change["raised"] = 3
    return metrics


def say_everything(world: World) -> None:
    """Both sites are served, connected and tell everything, as over the feed; two clocks are off."""
    metrics, facts = full_metrics().as_told(), Facts(broker_connected=True).as_facts()
    now = to_ms(world.clock())
    with world.records.transaction() as tx:
        for role, detail in (("ingest", {"sites": list(SITES)}), ("worker", {})):
            tx.housekeeping.beat(Heartbeat(role, "i1", world.clock(), detail))
    for site in SITES:
        take_in(world.live, site, {"kind": "snapshot", "site": site, "points": {}, "devices": {"slow": (True, now, -61.5), "right": (True, now, 0.1)}})
        take_in(world.live, site, {"kind": "health", "site": site, "metrics": metrics, "facts": facts})
