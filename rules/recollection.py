"""What a site's telemetry store remembers, as detectors want it that begin with nothing."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter

from domain.reading import DeviceEvent, Reading
from domain.site import Site
from domain.telemetry import StoreUnavailable, TelemetryStore
from rules.backtest.history import Reader
from rules.versioned_engine import Events, Points

log = logging.getLogger(__name__)

_OCCURRED = attrgetter("occurred_at")


class Recollection:
    """Answers `rules.versioned_engine.History` from the telemetry store. A store that is away is said once, and remembers nothing."""

    def __init__(self, site: Site, telemetry: TelemetryStore) -> None:
        self._site = site
        self._telemetry = telemetry

    def __call__(self, points: Points, events: Events, until: datetime) -> Iterable[Reading | DeviceEvent]:
        """What was said before `until`, oldest first; no more of a point or event than was asked for."""
        try:
            return list(self._read(points, events, until))
        except StoreUnavailable as error:
            log.warning("%s: the windows of %d points begin empty, for the telemetry store does not answer: %s", self._site.id, len(points), error)
            return ()

    def _read(self, points: Points, events: Events, until: datetime) -> Iterator[Reading | DeviceEvent]:
        reader = Reader(self._site, points.keys())
        lengths = {*points.values(), *events.values()}
        groups = [
            self._read_back(
                {point for point, back in points.items() if back == length}, {each for each, back in events.items() if back == length}, reader, until, length
            )
            for length in lengths
        ]
        return heapq.merge(*groups, key=_OCCURRED)

    def _read_back(self, points: set[str], events: set[tuple[str, str]], reader: Reader, until: datetime, length: timedelta) -> Iterator[Reading | DeviceEvent]:
        site = self._site
        devices = {site.points[point].device for point in points if point in site.points}
        devices |= {device for asset, _ in events if asset in site.assets for device in site.assets[asset].devices}
        if length <= timedelta(0) or not devices:
            return
        keys = {site.points[point].raw_key for point in points if point in site.points}
        types = {device: site.devices[device].type.key for device in sorted(devices)}
        for message in self._telemetry.replay(site.id, types, until - length, until, keys=keys):
            if message.event is None:
                yield from (reading for reading in reader.readings(message) if reading.point in points)
            elif ((event := reader.event(message)).asset, event.name) in events:
                yield event
