"""Where a permit is, as far as equipment tells."""

from __future__ import annotations

from collections.abc import Iterator

from domain.scope import Scope
from domain.site import Site


def asset_of(scope: Scope, site: Site) -> str:
    """The asset that stands for `scope` in alarms: one that it names or describes, else the nearest one around its first space.

    Every site has an asset, so there always is one; the same for the same scope and site.
    """
    return next(_candidates(scope, site))


def _candidates(scope: Scope, site: Site) -> Iterator[str]:
    yield from (asset for asset in scope.assets if asset in site.assets)
    yield from (site.points[point].asset for point in scope.points if point in site.points)
    yield from (asset.id for asset in scope.assets_at(site))
    for space in scope.spaces:
        for around in reversed(site.space_path(space)) if space in site.spaces else ():
            yield from (asset.id for asset in site.assets.values() if around in site.space_path(asset.space))
    yield from site.assets
