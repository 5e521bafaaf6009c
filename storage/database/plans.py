"""Versions of emergency plans. Each holds its plan as JSON (`domain.plan_json`); at most one of a site and key is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from domain.plan import PlanVersion, VersionState
from domain.plan_json import plan_json, plan_of
from domain.records import Conflict
from storage.database.tables.plans import PLAN_IN_FORCE, plan_versions
from storage.database.writing import add_unless_there

_OF = plan_versions.c


class DatabasePlans:
    """`domain.plan.Plans`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, version_id: str) -> PlanVersion | None:
        """The version."""
        row = self._connection.execute(select(plan_versions).where(_OF.id == version_id)).one_or_none()
        return None if row is None else _version_of(row)

    def in_force(self, site: str) -> Sequence[PlanVersion]:
        """The approved version of each plan that the site has made its own, by key."""
        query = select(plan_versions).where(_OF.site == site, PLAN_IN_FORCE).order_by(_OF.plan_key)
        return [_version_of(row) for row in self._connection.execute(query)]

    def triggers(self, site: str) -> Mapping[str, Sequence[str]]:
        """The rules (ids) that the triggers of the site's own plans in force name, by key. Cheap: asked with every alarm."""
        query = select(_OF.plan_key, _OF.rules).where(_OF.site == site, PLAN_IN_FORCE)
        return {row.plan_key: row.rules for row in self._connection.execute(query)}

    def of_key(self, site: str, key: str) -> Sequence[PlanVersion]:
        """Every version of a plan, the newest first."""
        query = select(plan_versions).where(_OF.site == site, _OF.plan_key == key).order_by(_OF.number.desc())
        return [_version_of(row) for row in self._connection.execute(query)]

    def list(self, site: str) -> Sequence[PlanVersion]:
        """The newest version of each key, and the one in force where that is another; by key, the newest first."""
        newest = select(_OF.plan_key, func.max(_OF.number).label("number")).where(_OF.site == site).group_by(_OF.plan_key).subquery()
        query = (
            select(plan_versions)
            .join(newest, _OF.plan_key == newest.c.plan_key)
            .where(_OF.site == site, or_(_OF.number == newest.c.number, PLAN_IN_FORCE))
            .order_by(_OF.plan_key, _OF.number.desc())
        )
        return [_version_of(row) for row in self._connection.execute(query)]

    def add(self, version: PlanVersion) -> None:
        """A new version. A number that is taken raises `Conflict`, and so does a second one in force."""
        if not add_unless_there(self._connection, plan_versions, {"id": version.id, **_columns_of(version)}):
            raise Conflict(f"{version.site} has a version {version.number} of the plan {version.plan.key} already")

    def save(self, version: PlanVersion) -> PlanVersion:
        """Store it with the next version, or raise `Conflict`: it has changed meanwhile, or another of its plan is in force."""
        following = replace(version, version=version.version + 1)
        changed = update(plan_versions).where(and_(_OF.id == version.id, _OF.version == version.version))
        if self._connection.execute(changed.values(**_columns_of(following))).rowcount != 1:
            raise Conflict(f"version {version.number} of the plan {version.plan.key} has changed meanwhile")
        return following


def _columns_of(item: PlanVersion) -> dict[str, Any]:
    """Everything but the id."""
    same = ("site", "number", "written_by", "written_at", "note", "decided_by", "decided_at", "decision", "ended_at", "writers", "version")
    return {
        **{name: getattr(item, name) for name in same},
        "plan_key": item.plan.key,
        "state": item.state.value,
        "plan": plan_json(item.plan),
        "rules": item.plan.trigger.rules,
    }


def _version_of(row: Row[Any]) -> PlanVersion:
    return PlanVersion(
        id=row.id,
        site=row.site,
        number=row.number,
        state=VersionState(row.state),
        plan=plan_of(row.plan),
        written_by=row.written_by,
        written_at=row.written_at,
        note=row.note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision=row.decision,
        ended_at=row.ended_at,
        writers=row.writers,
        version=row.version,
    )
