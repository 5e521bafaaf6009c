"""How far apart two spaces of a site are: steps up and down its tree of spaces."""

from __future__ import annotations

from domain.site import Site, SpaceKind
from domain.text import Text
from domain.work_order import WorkOrder

UNKNOWN = Text("位置未知", "Whereabouts unknown")
_HERE = Text("就在现场", "On the spot")
_ON = {SpaceKind.FLOOR: Text("同层", "same floor"), SpaceKind.BUILDING: Text("同楼", "same building"), SpaceKind.ZONE: Text("同区", "same zone")}
_ELSEWHERE = Text("不同楼", "another building")


def space_of(order: WorkOrder, site: Site) -> str | None:
    """Where `order` is: its space, else that of its asset; `None` if nobody said, or the site no longer has it."""
    if order.space is not None and order.space in site.spaces:
        return order.space
    asset = None if order.asset is None else site.assets.get(order.asset)
    return None if asset is None else asset.space


def steps(site: Site, one: str | None, other: str | None) -> int | None:
    """The steps from `one` to `other`: 0 the same, 1 into a part of it, 2 to its neighbour under one roof … `None`: not known."""
    if one is None or other is None or one not in site.spaces or other not in site.spaces:
        return None
    first, second = _ids(site, one), _ids(site, other)
    shared = _shared(first, second)
    return len(first) + len(second) - 2 * shared


def described(site: Site, person_at: str | None, order_at: str | None) -> Text:
    """Where a person is and how near that is, in words."""
    if person_at is None or person_at not in site.spaces:
        return UNKNOWN
    where = Text("在{place}", "At {place}").filled(place=site.place_of_space(person_at))
    if order_at is None or order_at not in site.spaces:
        return where
    if person_at == order_at:
        return _HERE
    path = site.space_path(person_at)
    inside = path[: _shared(_ids(site, person_at), _ids(site, order_at))]
    near = next((_ON[space.kind] for space in reversed(inside) if space.kind in _ON), _ELSEWHERE)
    return Text("{where}，{near}", "{where}, {near}").filled(where=where, near=near)


def _ids(site: Site, space: str) -> tuple[str, ...]:
    return tuple(each.id for each in site.space_path(space))


def _shared(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """How many spaces from the outermost on are the same."""
    return next((place for place, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), min(len(first), len(second)))
