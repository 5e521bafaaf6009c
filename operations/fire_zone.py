"""The fire zone (报警区域) of an asset: two detectors that alarm in one are a fire."""

from __future__ import annotations

from domain.site import Site, SpaceKind
from domain.text import Text

_ZONE_KINDS = frozenset({SpaceKind.FLOOR, SpaceKind.ZONE})


def zone_of(site: Site, asset: str) -> str:
    """What the asset's attribute ``zone`` says, else the nearest floor or zone around it, else its own space.

    An asset that the site does not have (any more) is a zone of its own.
    """
    found = site.assets.get(asset)
    if found is None:
        return asset
    written = found.attributes.get("zone")
    if written:
        return written
    around = (space.id for space in reversed(site.space_path(found.space)) if space.kind in _ZONE_KINDS)
    return next(around, found.space)


def zone_name(site: Site, zone: str) -> Text:
    """The zone in words: where it lies if it is a space, else as it is written."""
    if zone not in site.spaces:
        return Text(zone, zone)
    path = site.space_path(zone)
    return Text(" · ".join(space.name.zh for space in path), " · ".join(space.name.en for space in path))
