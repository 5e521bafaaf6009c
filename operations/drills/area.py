"""The part of a site that a drill is played in: what virtual devices shadow, and what the drill's ingest judges."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.dialect import NATIVE
from domain.drill import Drill
from domain.site import Asset, Device, Site


def assets_in(site: Site, area: str | None) -> frozenset[str]:
    """The ids of the assets that stand in the space `area` or in one within it; `None`: all."""
    if area is None:
        return frozenset(site.assets)
    return frozenset(asset.id for asset in site.assets.values() if any(space.id == area for space in site.space_path(asset.space)))


def devices_in(site: Site, area: str | None) -> frozenset[str]:
    """The ids of the devices that are shadowed: those of the assets there, and the gateways that they speak through."""
    return frozenset(device.id for device in _whole(site, area)[1])


def drill_site(site: Site, drill: Drill) -> Site:
    """`site` as the drill has it: only what belongs to its area, in its own realm, every device speaking Steward's own dialect.

    An asset outside that shares a device with one inside is in it too: half a device cannot be played.
    """
    assets, devices = _whole(site, drill.area)
    native = {device.id: replace(device, dialect=NATIVE, address="", conversions={}) for device in devices}
    return replace(site, realm=drill.id, assets={asset.id: asset for asset in assets}, devices=native, dialects={})


def _whole(site: Site, area: str | None) -> tuple[Collection[Asset], Collection[Device]]:
    """Assets and devices of which none is there without what belongs to it, in the order of the site file."""
    assets = set(assets_in(site, area))
    devices: set[str] = set()
    while True:
        needed = {name for asset in assets for name in site.assets[asset].devices if name in site.devices}
        needed |= {gateway for name in needed if (gateway := site.devices[name].gateway) is not None and gateway in site.devices}
        served = {asset for name in needed for asset in site.devices[name].assets if asset in site.assets}
        if needed <= devices and served <= assets:
            break
        devices |= needed
        assets |= served
    return [each for each in site.assets.values() if each.id in assets], [each for each in site.devices.values() if each.id in devices]
