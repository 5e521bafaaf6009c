"""The draft of a review, made from the log in the transaction that ends the run: nothing is lost if the process dies then."""

from __future__ import annotations

from datetime import datetime

from domain.alarm import IllegalStep
from domain.identity import stable_id
from domain.plan_review import PlanReview, ReviewState
from domain.plan_run import PlanRun, RunState
from domain.records import Transaction
from domain.site import Site
from operations.plans.review import record
from operations.plans.review.limits import limits_of
from operations.plans.review.moments import moments_of
from rules.alarms.record import SYSTEM

REVIEWED = frozenset({RunState.STOOD_DOWN, RunState.FALSE_ALARM})
"""How a run has to have ended to be reviewed; one that never began, or a drill that was broken off, has nothing to compare."""


def draft(tx: Transaction, run: PlanRun, site: Site, at: datetime) -> PlanReview:
    """The review of `run`, which is over, in the run's realm. Doing it again gives the one that is there.

    Raises `IllegalStep` for a run that did not end by standing down or as a false alarm, `ValueError` for one of another site.
    """
    if run.state not in REVIEWED:
        raise IllegalStep(f"a plan that is {run.state} has no review")
    if run.site != site.id:
        raise ValueError(f"the run {run.number} is of the site {run.site}, not of {site.id}")
    already = tx.plan_reviews.of_run(run.id)
    if already is not None:
        return already
    whistle = None if run.whistle_id is None else tx.whistles.get(run.whistle_id)
    ended_at = run.ended_at or at
    review = PlanReview(
        id=stable_id("plan-review", run.id),
        run_id=run.id,
        number=run.number,
        site=run.site,
        realm=run.realm,
        plan_key=run.plan.key,
        kind=run.kind,
        title=run.plan.title,
        severity=run.severity,
        ending=run.state,
        state=ReviewState.DRAFT,
        begun_at=run.begun_at,
        ended_at=ended_at,
        made_at=at,
        moments=moments_of(run, whistle, ended_at),
        limits=limits_of(run, whistle, ended_at),
    )
    return record.add(tx, review, at=at, actor=SYSTEM)
