"""Changing floor plans: a picture is hung, assets are placed, a plan is taken down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.floor_plan import LONGEST_LABEL, MOST_PLACEMENTS, WHOLE_SITE, FloorPlan, Placement, PlanPicture
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Asset, Site

PICTURE = "picture"
PLACEMENTS = "placements"


def hang(tx: Transaction, site: Site, space: str, picture: PlanPicture, *, version: int | None, by: str, at: datetime) -> FloorPlan:
    """Give a space its picture, or another one on which everything keeps its place.

    `version` is that of the plan which they saw (0: there was none; `None`: any). Raises `Refusal` for a space that is not there, and `Conflict`.
    """
    check_space(site, space)
    known = tx.floor_plans.get(site.id, space)
    if version not in (None, 0 if known is None else known.version):
        raise Conflict("somebody else changed the plan")
    if known is None:
        plan = FloorPlan(site.id, space, picture, (), PICTURE, at, by)
        tx.floor_plans.add(plan)
        return plan
    return tx.floor_plans.save(replace(known, picture=picture, changed=PICTURE, changed_at=at, changed_by=by))


def place(tx: Transaction, site: Site, plan: FloorPlan, placements: Sequence[Placement], *, version: int | None, by: str, at: datetime) -> FloorPlan:
    """Let the assets of its space stand where `placements` say, and no others. Raises `Refusal` and `Conflict`."""
    if version not in (None, plan.version):
        raise Conflict("somebody else changed the plan")
    check_placements(site, plan.space, placements)
    return tx.floor_plans.save(replace(plan, placements=tuple(placements), changed=PLACEMENTS, changed_at=at, changed_by=by))


def take_down(tx: Transaction, plan: FloorPlan, *, version: int | None) -> None:
    """Remove the plan. Raises `Conflict`."""
    if version not in (None, plan.version):
        raise Conflict("somebody else changed the plan")
    tx.floor_plans.remove(plan)


def assets_of(site: Site, space: str) -> Sequence[Asset]:
    """What may stand on the plan of `space`: the assets in it and in the spaces inside it."""
    if space == WHOLE_SITE:
        return tuple(site.assets.values())
    return [asset for asset in site.assets.values() if any(each.id == space for each in site.space_path(asset.space))]


def plans_of(site: Site, asset: Asset, plans: Sequence[FloorPlan]) -> Sequence[FloorPlan]:
    """Those of `plans` on which `asset` stands, the one of the nearest space first, the whole site's last."""
    nearest = [space.id for space in reversed(site.space_path(asset.space))] + [WHOLE_SITE]
    showing = [plan for plan in plans if plan.space in nearest and any(placement.asset == asset.id for placement in plan.placements)]
    return sorted(showing, key=lambda plan: nearest.index(plan.space))


def check_space(site: Site, space: str) -> None:
    """Raises `Refusal` unless `space` is one of the site, or the whole of it."""
    if space != WHOLE_SITE and space not in site.spaces:
        raise Refusal(f"项目没有空间 {space}", f"the site has no space {space}")


def check_placements(site: Site, space: str, placements: Sequence[Placement]) -> None:
    """Raises `Refusal` for what cannot stand there."""
    if len(placements) > MOST_PLACEMENTS:
        raise Refusal(f"每张图最多放置 {MOST_PLACEMENTS} 台设备", f"a plan holds {MOST_PLACEMENTS} assets at most")
    allowed = {asset.id for asset in assets_of(site, space)}
    seen: set[str] = set()
    for placement in placements:
        if placement.asset not in allowed:
            raise Refusal(f"设备 {placement.asset} 不在该空间内", f"the asset {placement.asset} is not in this space")
        if placement.asset in seen:
            raise Refusal(f"设备 {placement.asset} 放置了两次", f"the asset {placement.asset} is placed twice")
        if not (0 <= placement.x <= 1 and 0 <= placement.y <= 1) or len(placement.label) > LONGEST_LABEL:
            raise Refusal(f"设备 {placement.asset} 的位置或标签无效", f"the place or the label of {placement.asset} cannot be used")
        seen.add(placement.asset)
