"""What ingest says of the present: current values, devices, health, by site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from domain.reading import Quality, Value
from domain.time import from_ms

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LiveValue:
    """The newest value of a point."""

    ts: datetime
    value: Value
    quality: Quality


@dataclass(frozen=True, slots=True)
class LiveDevice:
    """What is known of a device now; `online` is `None` when its status topic never said."""

    online: bool | None
    last_seen: datetime | None
    clock_offset_s: float | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """A histogram as ingest tells it: `counts` has one more than `bounds`, each for itself.

    `median` and `p99` are of the newest observations; `None`: there were none.
    """

    bounds: Sequence[float]
    counts: Sequence[float]
    sum: float
    median: float | None
    p99: float | None


@dataclass(slots=True)
class LiveSite:
    """The present of one site. `connected` tells whether its ingest is pushing to us now; if not, this is the past.

    `metrics` are plain numbers by name, `tallies` those that are counted by a label, `distributions` histograms.
    """

    connected: bool = False
    points: dict[str, LiveValue] = field(default_factory=dict)
    devices: dict[str, LiveDevice] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    tallies: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    distributions: Mapping[str, Distribution] = field(default_factory=dict)
    facts: Mapping[str, bool | str] = field(default_factory=dict)


class LiveState:
    """Current values of all sites, written by the feed clients, read by routes and streams.

    Written on the event loop only. Routes read from other threads: they get single objects out of dictionaries whose
    entries are replaced and never changed, so no lock is needed.
    """

    def __init__(self) -> None:
        self._sites: dict[str, LiveSite] = {}
        self._on_values: list[Callable[[str, Mapping[str, LiveValue]], None]] = []
        self._on_commit: list[Callable[[], None]] = []

    def site(self, site: str) -> LiveSite:
        """The present of a site; one that nobody ever spoke for is not connected and empty."""
        return self._sites.get(site) or LiveSite()

    def watch_values(self, action: Callable[[str, Mapping[str, LiveValue]], None]) -> None:
        """Call `action` (site, changed points) for every update, on the event loop."""
        self._on_values.append(action)

    def watch_commits(self, action: Callable[[], None]) -> None:
        """Call `action` when ingest says that the event log has grown, on the event loop."""
        self._on_commit.append(action)

    def connect(self, site: str) -> None:
        """The site's ingest pushes to us now."""
        self._sites.setdefault(site, LiveSite()).connected = True

    def disconnect(self, site: str) -> None:
        """It does no longer."""
        self._sites.setdefault(site, LiveSite()).connected = False

    def update(self, site: str, points: Mapping[str, tuple[int, Value, Quality]], devices: Mapping[str, tuple[bool | None, int | None, float | None]]) -> None:
        """Values (epoch ms, value, quality) and devices (online, last seen epoch ms, clock offset) that changed."""
        here = self._sites.setdefault(site, LiveSite())
        changed = {point: LiveValue(from_ms(ms), value, quality) for point, (ms, value, quality) in points.items()}
        here.points.update(changed)
        for device, (online, seen, offset) in devices.items():
            here.devices[device] = LiveDevice(online, None if seen is None else from_ms(seen), offset)
        if changed:
            for action in self._on_values:
                action(site, changed)

    def health(
        self,
        site: str,
        metrics: Mapping[str, float],
        facts: Mapping[str, bool | str],
        tallies: Mapping[str, Mapping[str, float]] = _NOTHING,
        distributions: Mapping[str, Distribution] = _NOTHING,
    ) -> None:
        """How the site's ingest is."""
        here = self._sites.setdefault(site, LiveSite())
        here.metrics, here.facts, here.tallies, here.distributions = metrics, facts, tallies, distributions

    def committed(self) -> None:
        """The event log has grown."""
        for action in self._on_commit:
            action()
