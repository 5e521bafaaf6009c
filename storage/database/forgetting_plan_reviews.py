"""Forgetting reviews of runs of emergency plans: together with the runs."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from storage.database.tables.plan_reviews import plan_improvements, plan_reviews


def forget_plan_reviews(connection: Connection, run_ids: Collection[str]) -> None:
    """Those of these runs, closed or not. The work orders that came of them are forgotten as work orders are."""
    of_runs = select(plan_reviews.c.id).where(plan_reviews.c.run_id.in_(run_ids))
    connection.execute(delete(plan_improvements).where(plan_improvements.c.review_id.in_(of_runs)))
    connection.execute(delete(plan_reviews).where(plan_reviews.c.run_id.in_(run_ids)))
