"""The end of a fire test: which points reported, and which detectors were expected to and never did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.alarm import Alarm, AlarmEvent
from domain.permit import Permit
from domain.records import Transaction
from domain.severity import Severity
from domain.site import Asset, Site

FIRE_PLAN = "fire"
"""The emergency plan of alarms that are signals of fire."""

_DETECTOR = "fire_detector"
_SIGNAL_KEYS = ("smoke", "status_bits")
_COMES = frozenset({AlarmEvent.RAISED, AlarmEvent.RERAISED, AlarmEvent.RECORDED})


def reported(tx: Transaction, permit: Permit, site: Site, until: datetime) -> tuple[str, ...]:
    """The points in scope (as assets where an alarm names no point) that raised an alarm between the beginning of the permit and `until`.

    Of a detector only signals of fire count: that it is faulty, isolated or low on battery is not what was tested. An
    alarm that came back within an older episode counts like a new one.
    """
    since = permit.begun_at or permit.starts_at
    came = dict.fromkeys(entry.alarm_id for entry in tx.alarms.entries_between(site.id, since, until) if entry.event in _COMES)
    alarms = (tx.alarms.get(alarm_id) for alarm_id in came)
    return tuple(dict.fromkeys(alarm.point or alarm.asset for alarm in alarms if alarm is not None and _counts(alarm, permit, site)))


def missing(permit: Permit, site: Site, heard: Sequence[str]) -> tuple[str, ...]:
    """The points of detectors and call points in scope that should have reported and are not in `heard`. A detector counts as one."""
    assets = {site.points[name].asset if name in site.points else name for name in heard}
    return tuple(point for asset, point in _expected(permit, site) if asset not in assets)


def is_fire_signal(alarm: Alarm) -> bool:
    """Whether an alarm says that something burns."""
    return alarm.plan == FIRE_PLAN or alarm.severity is Severity.CRITICAL


def _counts(alarm: Alarm, permit: Permit, site: Site) -> bool:
    if not permit.scope.covers(site, alarm.asset, alarm.point):
        return False
    asset = site.assets.get(alarm.asset)
    return asset is None or asset.type.key != _DETECTOR or is_fire_signal(alarm)


def _expected(permit: Permit, site: Site) -> Iterable[tuple[str, str]]:
    """Each detector in scope with the point by which it reports: (asset, point)."""
    assets: dict[str, Asset] = {asset.id: asset for asset in permit.scope.assets_at(site)}
    named = (site.points[point] for point in permit.scope.points if point in site.points)
    assets.update({point.asset: site.assets[point.asset] for point in named if point.key in _SIGNAL_KEYS})
    for asset in assets.values():
        keys = reversed(_SIGNAL_KEYS) if "loop" in asset.attributes else _SIGNAL_KEYS
        point = next((found for key in keys if (found := asset.point(key)) is not None), None)
        if asset.type.key == _DETECTOR and point is not None:
            yield asset.id, point.id
