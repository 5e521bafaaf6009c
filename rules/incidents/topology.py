"""Along which ways a cause reaches an alarm: what the site file says feeds what, and through which gateway devices speak."""

from __future__ import annotations

from domain.alarm import Alarm
from domain.site import Site
from domain.suppression import CauseKind


def sources(site: Site, alarm: Alarm, kind: CauseKind) -> tuple[str, ...]:
    """The assets whose cause of `kind` reaches `alarm`: the nearest first, each once, never its own asset.

    Power and water come along ``fed_by``. The network comes through the gateway of the alarm's own point, of all devices
    of the asset if it concerns no point, and through the gateways of that gateway.
    """
    if kind is CauseKind.NETWORK:
        return _gateways(site, alarm)
    return tuple(asset for asset in site.upstream(alarm.asset) if asset != alarm.asset)


def sources_of_all(site: Site, alarm: Alarm) -> tuple[str, ...]:
    """The assets from which `alarm` can be explained at all."""
    return tuple(dict.fromkeys(asset for kind in alarm.explained_by for asset in sources(site, alarm, kind)))


def reaches(site: Site, cause: Alarm, alarm: Alarm) -> int | None:
    """How far `cause` is from `alarm` along its way, 0 being next to it; `None` if it does not reach it or explains nothing there."""
    if cause.causes is None or cause.causes not in alarm.explained_by or (cause.site, cause.realm) != (alarm.site, alarm.realm):
        return None
    way = sources(site, alarm, cause.causes)
    return way.index(cause.asset) if cause.asset in way else None


def _gateways(site: Site, alarm: Alarm) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = list(_first_gateways(site, alarm))
    while waiting:
        gateway = waiting.pop(0)
        if gateway not in found and gateway != alarm.asset:
            found[gateway] = None
            waiting += site.gateways_of(gateway)
    return tuple(found)


def _first_gateways(site: Site, alarm: Alarm) -> tuple[str, ...]:
    point = None if alarm.point is None else site.points.get(alarm.point)
    device = None if point is None else site.devices.get(point.device)
    if device is None:
        return site.gateways_of(alarm.asset)
    gateway = None if device.gateway is None else site.devices.get(device.gateway)
    return () if gateway is None else gateway.assets[:1]
