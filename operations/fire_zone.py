"""The fire zone (报警区域) of an asset: two detectors that alarm in one are a fire."""

from __future__ import annotations

from domain.site import Site
from domain.text import Text


def zone_of(site: Site, asset: str) -> str:
    """As `Site.zone_of`; an asset that the site does not have (any more) is a zone of its own."""
    found = site.assets.get(asset)
    return asset if found is None else site.zone_of(found)


def zone_name(site: Site, zone: str) -> Text:
    """The zone in words: where it lies if it is a space, else as it is written."""
    return site.place_of_space(zone) if zone in site.spaces else Text(zone, zone)
