"""Floor plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from domain.floor_plan import FloorPlan, Placement, PlanPicture
from domain.records import Conflict
from storage.database.listing import among
from storage.database.tables import floor_plans
from storage.database.writing import add_unless_there

_PLAN = floor_plans.c
_PICTURE = ("name", "content_type", "size", "sha256", "width", "height")


class DatabaseFloorPlans:
    """`domain.floor_plan.FloorPlans`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, site: str, space: str) -> FloorPlan | None:
        """The plan of a space."""
        row = self._connection.execute(select(floor_plans).where(_PLAN.site == site, _PLAN.space == space)).one_or_none()
        return None if row is None else _plan_of(row)

    def at(self, sites: Sequence[str]) -> Sequence[FloorPlan]:
        """Those of these sites, by site and space."""
        query = select(floor_plans).where(among(_PLAN.site, tuple(sites))).order_by(_PLAN.site, _PLAN.space)
        return [_plan_of(row) for row in self._connection.execute(query)]

    def add(self, plan: FloorPlan) -> None:
        """A new one. `Conflict` if the space has one."""
        if not add_unless_there(self._connection, floor_plans, _row(plan)):
            raise Conflict(f"{plan.site}/{plan.space} has a plan already")

    def save(self, plan: FloorPlan) -> FloorPlan:
        """Store it with the next version. `Conflict` if it is no longer at this one."""
        following = replace(plan, version=plan.version + 1)
        changed = update(floor_plans).where(_PLAN.site == plan.site, _PLAN.space == plan.space, _PLAN.version == plan.version)
        if self._connection.execute(changed.values(**_row(following))).rowcount != 1:
            raise Conflict(f"the plan of {plan.site}/{plan.space} has changed")
        return following

    def remove(self, plan: FloorPlan) -> None:
        """Take it away. `Conflict` if it is no longer at this version."""
        gone = delete(floor_plans).where(_PLAN.site == plan.site, _PLAN.space == plan.space, _PLAN.version == plan.version)
        if self._connection.execute(gone).rowcount != 1:
            raise Conflict(f"the plan of {plan.site}/{plan.space} has changed")


def _row(plan: FloorPlan) -> dict[str, Any]:
    picture = asdict(plan.picture)
    return {
        **{name: picture[name] for name in _PICTURE},
        "picture_id": plan.picture.id,
        "placements": {"assets": [asdict(placement) for placement in plan.placements]},
        **{name: getattr(plan, name) for name in ("site", "space", "changed", "changed_at", "changed_by", "version")},
    }


def _plan_of(row: Row[Any]) -> FloorPlan:
    kept: Mapping[str, Any] = row.placements
    return FloorPlan(
        site=row.site,
        space=row.space,
        picture=PlanPicture(id=row.picture_id, **{name: getattr(row, name) for name in _PICTURE}),
        placements=tuple(Placement(**each) for each in kept["assets"]),
        changed=row.changed,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        version=row.version,
    )
