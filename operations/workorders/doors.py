"""What doors say of the work on an order: that those of its alarms are closed again, or that one let somebody in.

The controller of the door says it by itself, so that nobody has to tap anything. People who pass it later do not count
against the work: whoever waits for a door looks again soon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from domain.reading import Quality
from domain.site import Asset, Point, Site
from domain.telemetry import Sample, Series, TelemetryMessage
from domain.work_order import WorkOrder

_DOOR, _LET_IN = "access_door", "access.granted"
_LEAF = "door"
"""The point that says whether it is closed."""


class DoorReadings(Protocol):
    """The part of a `domain.telemetry.TelemetryStore` that is asked. Both raise `StoreUnavailable`."""

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        """The newest value of each series; those without any are missing."""

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        """Device events with ``start <= ts < end``, oldest first."""


def have_any(site: Site, order: WorkOrder, points: Sequence[Point]) -> bool:
    """Whether a door can say anything of `order`, whose alarms are about `points`."""
    return bool(_own(site, order, points) or _around(site, order))


def shown(telemetry: DoorReadings, site: Site, order: WorkOrder, points: Sequence[Point], now: datetime) -> bool:
    """Whether the doors show it: those of its alarms stand closed, and have said so since it was opened.

    Where no alarm is about a door, one of its space let somebody in between acceptance and completion (else `now`).
    """
    own = _own(site, order, points)
    return _closed(telemetry, site, order, own) if own else _entered(telemetry, site, order, now)


def _own(site: Site, order: WorkOrder, points: Sequence[Point]) -> Sequence[Point]:
    """The leaves of the doors that the alarms are about."""
    assets = dict.fromkeys([*(point.asset for point in points), *(() if order.asset is None else (order.asset,))])
    doors = (site.assets[each] for each in assets if each in site.assets and site.assets[each].type.key == _DOOR)
    return [leaf for door in doors if (leaf := door.point(_LEAF)) is not None and leaf.device in site.devices]


def _closed(telemetry: DoorReadings, site: Site, order: WorkOrder, leaves: Sequence[Point]) -> bool:
    series = [Series(site.id, leaf.device, site.devices[leaf.device].type.key, leaf.raw_key, order.realm) for leaf in leaves]
    newest = telemetry.latest(series)
    return all(_is_closed(leaf, newest.get(each), order.opened_at) for leaf, each in zip(leaves, series, strict=True))


def _is_closed(leaf: Point, sample: Sample | None, since: datetime) -> bool:
    """What nobody knows (unknown, bad, or said before the order was there) is not closed."""
    return sample is not None and sample.quality is Quality.GOOD and sample.value == leaf.type.normal_value and sample.ts >= since


def _around(site: Site, order: WorkOrder) -> Sequence[str]:
    """The devices of the doors of the space where the work is."""
    asset: Asset | None = None if order.asset is None else site.assets.get(order.asset)
    space = order.space or (None if asset is None else asset.space)
    return [device for each in site.assets_of_type(_DOOR) if each.space == space for device in each.devices if device in site.devices]


def _entered(telemetry: DoorReadings, site: Site, order: WorkOrder, now: datetime) -> bool:
    if order.accepted_at is None:
        return False
    until = (order.completed_at or now) + timedelta(milliseconds=1)
    return any(
        event.event == _LET_IN
        for device in _around(site, order)
        for event in telemetry.events(site.id, device, site.devices[device].type.key, order.accepted_at, until)
    )
