"""Forgetting runs of emergency plans."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, exists, select

from storage.database.forgetting_files import forget_files
from storage.database.forgetting_plan_reviews import forget_plan_reviews
from storage.database.tables.plan_runs import plan_run_alarms, plan_run_entries, plan_run_files, plan_run_steps, plan_runs


def forget_plan_runs(connection: Connection, moment: datetime) -> int:
    """Those that were over before then and in which nothing has been noted since, with their photos and reviews."""
    newer = exists().where(plan_run_entries.c.run_id == plan_runs.c.id, plan_run_entries.c.at >= moment)
    ids = connection.execute(select(plan_runs.c.id).where(plan_runs.c.ended_at < moment, ~newer)).scalars().all()
    forget_files(connection, plan_run_files, plan_run_files.c.run_id.in_(ids))
    forget_plan_reviews(connection, ids)
    for part in (plan_run_entries, plan_run_alarms, plan_run_steps):
        connection.execute(delete(part).where(part.c.run_id.in_(ids)))
    return connection.execute(delete(plan_runs).where(plan_runs.c.id.in_(ids))).rowcount
