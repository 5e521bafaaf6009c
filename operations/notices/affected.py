"""Exactly whom it concerns: from what failed, along what feeds what, to the units that the equipment serves.

What an asset serves is what its attribute ``serves`` in the site file says: ids of spaces, with spaces between, or
``first..last`` for those that stand between the two in the site file. Without it: a lift serves its entrance or building
above the ground; lighting, water and power that stand in a building serve that building; a detector concerns the units
where it hangs. Equipment that stands outside any building and does not say whom it serves adds nobody: nobody is told by
a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.notice import Affected
from domain.site import Asset, Site, SpaceKind
from domain.text import Text
from operations.notices.units import units_in

SERVES = "serves"
"""The attribute of an asset that names the spaces it serves."""

SERVING = frozenset({"lift", "domestic_water", "power", "lighting"})
"""Types of equipment whose loss residents feel; others downstream (a gateway, a camera) concern nobody."""

_LOCAL = frozenset({"leak", "gas_detector", "fire_detector"})
"""What these find concerns the units where they hang."""

_BY = Text("{asset}停用", "{asset} is out")
_BY_WAY = Text("{root}停用，影响{asset}", "{root} is out, and with it {asset}")
_BY_HAND = Text("人工添加", "added by hand")


def affected(site: Site, assets: Iterable[str]) -> tuple[Affected, ...]:
    """The units that these assets, and what they feed, serve; each once, with the first reason found, in the order of the site file."""
    reasons: dict[str, Text] = {}
    for root in dict.fromkeys(assets):
        if root not in site.assets:
            continue
        for asset in (root, *site.downstream(root)):
            found = site.assets.get(asset)
            if found is None or (asset != root and found.type.key not in SERVING and SERVES not in found.attributes):
                continue
            reason = _BY.filled(asset=found.name) if asset == root else _BY_WAY.filled(root=site.assets[root].name, asset=_named(site, found))
            for unit in served(site, found):
                reasons.setdefault(unit, reason)
    order = {space: place for place, space in enumerate(site.spaces)}
    return tuple(Affected(unit, reasons[unit]) for unit in sorted(reasons, key=lambda unit: order[unit]))


def served(site: Site, asset: Asset) -> Sequence[str]:
    """The units that `asset` itself serves."""
    written = asset.attributes.get(SERVES)
    if written is not None:
        return [unit for space in _named_spaces(site, written) for unit in (units_in(site, space) or (space,))]
    around = site.space_path(asset.space)
    if asset.type.key == "lift":
        shaft = next((space for space in reversed(around) if space.kind is SpaceKind.ENTRANCE and units_in(site, space.id)), None)
        building = next((space for space in around if space.kind is SpaceKind.BUILDING), None)
        inside = shaft or building
        return () if inside is None else units_in(site, inside.id, above_ground=True)
    if asset.type.key in _LOCAL:
        return units_in(site, asset.space)
    if asset.type.key not in SERVING:
        return ()
    building = next((space for space in around if space.kind is SpaceKind.BUILDING), None)
    return () if building is None else units_in(site, building.id)


def chosen(site: Site, before: Sequence[Affected], units: Sequence[str]) -> tuple[Affected, ...]:
    """The units that a person chose: those found before keep their reason, the others were added by hand. A building means all its units.

    Raises `KeyError` for what is no space of the site.
    """
    reasons = {each.space: each.reason for each in before}
    wanted: dict[str, None] = {}
    for space in units:
        if space not in site.spaces:
            raise KeyError(space)
        whole = site.spaces[space].kind is SpaceKind.BUILDING
        wanted.update(dict.fromkeys((units_in(site, space) or (space,)) if whole else (space,)))
    order = {space: place for place, space in enumerate(site.spaces)}
    return tuple(Affected(space, reasons.get(space, _BY_HAND)) for space in sorted(wanted, key=lambda space: order[space]))


def _named(site: Site, asset: Asset) -> Text:
    place = site.place(asset)
    return Text(f"{place.zh} {asset.name.zh}", f"{asset.name.en} ({place.en})")


def _named_spaces(site: Site, written: str) -> Sequence[str]:
    """The spaces that ``serves`` names; what is no space of the site is left out."""
    order = list(site.spaces)
    places = {space: place for place, space in enumerate(order)}
    found: list[str] = []
    for word in written.replace(",", " ").split():
        first, _, last = word.partition("..")
        if first in places and (last or first) in places:
            kind = site.spaces[first].kind
            found += [space for space in order[places[first] : places[last or first] + 1] if site.spaces[space].kind is kind]
    return found
