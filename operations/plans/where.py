"""Where a plan is run: the place at which it is under way but once, and the equipment that it is about there."""

from __future__ import annotations

from collections.abc import Sequence

from domain.plan import PlanKind, Where
from domain.site import Asset, Site, SpaceKind

SITE_WIDE = frozenset({PlanKind.POWER_CUT, PlanKind.FLOODING, PlanKind.WATER_CUT, PlanKind.MONITORING_LOST})
"""One matter for the whole site, wherever its alarms come from; every other kind is one matter for each building."""


def place_of(kind: PlanKind, site: Site, *, asset: str | None, space: str | None) -> str:
    """The building of the matter (a space); empty: the whole site, or what lies in no building."""
    return "" if kind in SITE_WIDE else building_of(site, asset=asset, space=space) or ""


def building_of(site: Site, *, asset: str | None, space: str | None) -> str | None:
    """The building around an asset, else around a space; `None`: there is none."""
    found = _space(site, asset, space)
    return None if found is None else next((each.id for each in site.space_path(found) if each.kind is SpaceKind.BUILDING), None)


def assets_in(site: Site, asset_type: str, where: Where, *, asset: str | None, space: str | None) -> Sequence[Asset]:
    """The assets of `asset_type` in `where`, seen from an asset, else from a space; in the order of the site.

    In no zone or building at all (a plan that was started for the whole site) it is the whole site; but nothing is *the*
    asset where none was named.
    """
    if where is Where.ASSET:
        own = None if asset is None else site.assets.get(asset)
        return [own] if own is not None and own.type.key == asset_type else []
    of_type = list(site.assets_of_type(asset_type))
    if where is Where.ZONE:
        zone = _zone(site, asset, space)
        return of_type if zone is None else [each for each in of_type if site.zone_of(each) == zone]
    building = building_of(site, asset=asset, space=space) if where is Where.BUILDING else None
    return of_type if building is None else [each for each in of_type if building_of(site, asset=each.id, space=None) == building]


def _zone(site: Site, asset: str | None, space: str | None) -> str | None:
    found = None if asset is None else site.assets.get(asset)
    if found is not None:
        return site.zone_of(found)
    if space is None or space not in site.spaces:
        return None
    around = (each.id for each in reversed(site.space_path(space)) if each.kind in (SpaceKind.FLOOR, SpaceKind.ZONE))
    return next(around, space)


def _space(site: Site, asset: str | None, space: str | None) -> str | None:
    found = None if asset is None else site.assets.get(asset)
    own = found.space if found is not None else space
    return own if own is not None and own in site.spaces else None
