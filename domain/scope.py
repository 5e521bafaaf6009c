"""Which points of a site are meant: by name, or by place, loop and type together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.site import Asset, Site


@dataclass(frozen=True, slots=True)
class Scope:
    """Points by id, assets by id, and everything that is in one of `spaces`, on one of `loops` *and* of one of `device_types`.

    An empty one of the last three does not narrow; if all three are empty nothing is meant but what is named.
    A loop (回路) is what an asset's attribute ``loop`` says. A space includes what lies within it.
    """

    points: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    device_types: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is meant."""
        return not (self.points or self.assets or self.spaces or self.loops or self.device_types)

    def covers(self, site: Site, asset: str, point: str | None) -> bool:
        """Whether `point` (its full id; `None`: the asset as a whole) of `asset` is meant. Unknown assets never are, except by name."""
        if asset in self.assets or (point is not None and point in self.points):
            return True
        found = site.assets.get(asset)
        return found is not None and self._describes(site, found)

    def assets_at(self, site: Site) -> Iterable[Asset]:
        """The assets that are meant as a whole."""
        return (asset for asset in site.assets.values() if asset.id in self.assets or self._describes(site, asset))

    def _describes(self, site: Site, asset: Asset) -> bool:
        if not (self.spaces or self.loops or self.device_types):
            return False
        return (
            (not self.spaces or any(space.id in self.spaces for space in site.space_path(asset.space)))
            and (not self.loops or asset.attributes.get("loop") in self.loops)
            and (not self.device_types or asset.type.key in self.device_types)
        )
