"""Reviews of runs of emergency plans with their improvement tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select, true, update

from domain.page import Page
from domain.people import Department
from domain.plan import PlanKind
from domain.plan_review import Improvement, PlanReview, ReviewFilter, ReviewState
from domain.plan_run import RunState
from domain.records import Conflict
from domain.severity import Severity
from domain.text import Text
from storage.database.listing import among, page
from storage.database.plan_review_rows import drafted_json, findings_json, findings_of, limits_of, moments_of
from storage.database.tables import plan_improvements, plan_reviews
from storage.database.writing import add_unless_there, put


class DatabasePlanReviews:
    """`domain.plan_review.PlanReviews`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, review_id: str) -> PlanReview | None:
        """The review with its improvement tasks."""
        return self._one(plan_reviews.c.id == review_id)

    def of_run(self, run_id: str) -> PlanReview | None:
        """That of a run."""
        return self._one(plan_reviews.c.run_id == run_id)

    def of_order(self, order_id: str) -> PlanReview | None:
        """The one whose improvement this work order is."""
        return self._one(plan_reviews.c.id == select(plan_improvements.c.review_id).where(plan_improvements.c.order_id == order_id).scalar_subquery())

    def add(self, review: PlanReview) -> None:
        """A new one. A second one of a run raises `Conflict`."""
        if not add_unless_there(self._connection, plan_reviews, {"id": review.id, **_columns_of(review)}):
            raise Conflict(f"the run {review.number} has a review already")
        self._put_tasks(review)

    def save(self, review: PlanReview) -> PlanReview:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(review, version=review.version + 1)
        where = (plan_reviews.c.id == review.id) & (plan_reviews.c.version == review.version)
        if self._connection.execute(update(plan_reviews).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the review of {review.number} is no longer at version {review.version}")
        self._put_tasks(following)
        return following

    def list(self, where: ReviewFilter, *, cursor: str | None = None, limit: int = 50) -> Page[PlanReview]:
        """Those whose run ended last come first. Raises `ValueError` for a cursor that is not ours."""
        table = plan_reviews.c
        query = select(plan_reviews).where(
            among(table.site, where.sites),
            among(table.realm, (where.realm,)),
            true() if where.state is None else table.state == where.state,
            true() if where.kind is None else table.kind == where.kind,
            true() if where.plan_key is None else table.plan_key == where.plan_key,
            true() if where.since is None else table.ended_at >= where.since,
            true() if where.until is None else table.ended_at < where.until,
        )
        return page(self._connection, query, (table.ended_at, table.id), cursor=cursor, limit=limit, items=self._whole)

    def earlier(self, review: PlanReview, *, limit: int = 5) -> Sequence[PlanReview]:
        """Those of the same plan, site and realm that ended before it, newest first."""
        table = plan_reviews.c
        same = (table.site == review.site) & (table.plan_key == review.plan_key) & (table.realm == review.realm)
        query = select(plan_reviews).where(same, table.ended_at < review.ended_at).order_by(table.ended_at.desc(), table.id).limit(limit)
        return self._whole(self._connection.execute(query).all())

    def _one(self, where: Any) -> PlanReview | None:  # noqa: ANN401  SQLAlchemy's comparison
        return next(iter(self._whole(self._connection.execute(select(plan_reviews).where(where)).all())), None)

    def _whole(self, rows: Iterable[Row[Any]]) -> Sequence[PlanReview]:
        """Rows with their tasks, in two statements however many there are."""
        found = list(rows)
        tasks: dict[str, list[Improvement]] = {row.id: [] for row in found}
        query = select(plan_improvements).where(plan_improvements.c.review_id.in_(tasks)).order_by(plan_improvements.c.given_at, plan_improvements.c.id)
        for row in self._connection.execute(query) if found else ():
            tasks[row.review_id].append(_task_of(row))
        return [_review_of(row, tasks[row.id]) for row in found]

    def _put_tasks(self, review: PlanReview) -> None:
        put(self._connection, plan_improvements, [_task_row(review.id, task) for task in review.tasks])


def _columns_of(item: PlanReview) -> dict[str, Any]:
    """Everything but the id and the tasks."""
    return {
        **{name: getattr(item, name) for name in ("run_id", "number", "site", "realm", "plan_key", "kind", "severity", "ending", "state", "summary")},
        **{name: getattr(item, name) for name in ("begun_at", "ended_at", "made_at", "closed_by", "closed_at", "version")},
        "title_zh": item.title.zh,
        "title_en": item.title.en,
        "drafted": drafted_json(item.moments, item.limits),
        "findings": findings_json(item.findings),
    }


def _task_row(review_id: str, task: Improvement) -> dict[str, Any]:
    names = ("id", "what", "department", "person", "until", "order_id", "given_by", "given_at")
    return {"review_id": review_id, **{name: getattr(task, name) for name in names}}


def _task_of(row: Row[Any]) -> Improvement:
    return Improvement(row.id, row.what, Department(row.department), row.person, row.until, row.order_id, row.given_by, row.given_at)


def _review_of(row: Row[Any], tasks: Sequence[Improvement]) -> PlanReview:
    return PlanReview(
        id=row.id,
        run_id=row.run_id,
        number=row.number,
        site=row.site,
        realm=row.realm,
        plan_key=row.plan_key,
        kind=PlanKind(row.kind),
        title=Text(row.title_zh, row.title_en),
        severity=Severity(row.severity),
        ending=RunState(row.ending),
        state=ReviewState(row.state),
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        made_at=row.made_at,
        moments=moments_of(row.drafted),
        limits=limits_of(row.drafted),
        findings=findings_of(row.findings),
        tasks=tuple(tasks),
        summary=row.summary,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        version=row.version,
    )
