"""Forgetting versions of emergency plans that others have replaced, and pictures that no version shows any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from domain.plan import Stage
from domain.plan_json import plan_of
from storage.database.forgetting_files import forget_files
from storage.database.tables.plans import plan_versions, step_pictures


def forget_plan_versions(connection: Connection, moment: datetime) -> int:
    """Versions that were over (replaced, withdrawn) before then; then pictures of before then that no version left names."""
    forgotten = connection.execute(delete(plan_versions).where(plan_versions.c.ended_at < moment)).rowcount
    old = set(connection.execute(select(step_pictures.c.id).where(step_pictures.c.added_at < moment)).scalars())
    if old:
        named = {picture for plan in connection.execute(select(plan_versions.c.plan)).scalars() for picture in _pictures_of(plan)}
        forget_files(connection, step_pictures, step_pictures.c.id.in_(old - named))
    return forgotten


def _pictures_of(written: Mapping[str, object]) -> Iterator[str]:
    plan = plan_of(written)
    return (picture for stage in Stage for _phase, step in plan.steps(stage) for picture in step.pictures)
