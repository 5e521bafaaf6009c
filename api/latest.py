"""The newest value of points: what ingest pushed, and where it never spoke, what the telemetry store has."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from api.live.live_state import LiveValue
from api.presence import Presence, presence
from api.schemas.point import Latest
from api.security.masking import mask_value
from api.services import Services
from domain.contract import value_json
from domain.reading import PointKind
from domain.site import Device, Point
from domain.telemetry import Series, StoreUnavailable
from domain.time import rfc3339

logger = logging.getLogger(__name__)


def series_of(parts: Services, point: Point) -> Series:
    """Where the values of a point are stored."""
    return Series(point.site, point.device, parts.sites[point.site].devices[point.device].type.key, point.raw_key)


def latest_of(parts: Services, points: Sequence[Point]) -> Mapping[str, Latest]:
    """The newest value of each point by its id, with its age; points that were never seen are missing.

    A value is stale when its device is silent; a number also when it is itself too old, because numbers are repeated
    at every interval and words only when they change. A telemetry store that is away only costs the values that
    ingest has not pushed since it started.
    """
    found: dict[str, LiveValue] = {}
    wanting: dict[Series, Point] = {}
    for point in points:
        value = parts.live.site(point.site).points.get(point.id)
        if value is None:
            wanting[series_of(parts, point)] = point
        else:
            found[point.id] = value
    if wanting:
        try:
            stored = parts.telemetry.latest(list(wanting))
        except StoreUnavailable as error:
            logger.warning("newest values are missing: %s", error)
            stored = {}
        found.update({wanting[series].id: LiveValue(sample.ts, sample.value, sample.quality) for series, sample in stored.items()})
    with parts.records.reading() as tx:
        devices = {site: presence(parts, tx, site) for site in {point.site for point in points}}
    return {
        point.id: _latest(point, parts.sites[point.site].devices[point.device], found[point.id], devices[point.site]) for point in points if point.id in found
    }


def _latest(point: Point, device: Device, newest: LiveValue, devices: Presence) -> Latest:
    age = devices.now - newest.ts
    too_old = age > timedelta(seconds=device.stale_after_s)
    unseen = devices.of(device).last_seen is None
    return Latest.model_validate(
        {
            "ts": rfc3339(newest.ts),
            "value": value_json(mask_value(point.key, newest.value)),
            "quality": newest.quality,
            "age_s": max(0.0, round(age.total_seconds(), 3)),
            "stale": devices.of(device).online is False or (too_old if unseen or point.type.kind is PointKind.ANALOG else devices.silent(device)),
        }
    )
