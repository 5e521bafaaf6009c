"""A review with everything that its page and its print show, read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.attachment import Attachment
from domain.plan_review import PlanReview
from domain.plan_run import PlanRun
from domain.records import Transaction
from domain.work_order import OrderEvent, OrderState, WorkOrder
from operations.plans.review.reactions import DepartmentReaction, PersonReaction, departments, people
from operations.plans.review.timeline import Line, timeline_of


@dataclass(frozen=True, slots=True)
class OrderStands:
    """How the work order of an improvement stands now. `reopened`: how often it came back; `late`: its date passed before it was done."""

    id: str
    number: str
    state: OrderState
    assignee: str | None
    due_by: datetime | None
    completed_at: datetime | None
    late: bool
    reopened: int


@dataclass(frozen=True, slots=True)
class WholeReview:
    """The review, its run, the time line, who reacted how, the pictures, and the orders of its improvements by id.

    `run` is `None` when it has been forgotten; then there are no lines and pictures either. `earlier` are reviews of the same
    plan before this one, newest first.
    """

    review: PlanReview
    run: PlanRun | None
    lines: Sequence[Line]
    left_out: int
    people: Sequence[PersonReaction]
    departments: Sequence[DepartmentReaction]
    photos: Sequence[Attachment]
    orders: Mapping[str, OrderStands]
    earlier: Sequence[PlanReview]


def whole_of(tx: Transaction, review: PlanReview, *, now: datetime) -> WholeReview:
    """Everything about `review` that the records have."""
    orders = {order.id: _stands(tx, order, now) for task in review.tasks if (order := tx.orders.get(task.order_id)) is not None}
    earlier = tx.plan_reviews.earlier(review)
    run = tx.plan_runs.get(review.run_id)
    if run is None:
        return WholeReview(review, None, (), 0, (), departments(review, None), (), orders, earlier)
    names = {person.username: person.name for person in tx.people.list()}
    told = timeline_of(tx, run, review.ended_at, names)
    whistle = None if run.whistle_id is None else tx.whistles.get(run.whistle_id)
    photos = [file for file in tx.plan_runs.attachments(run.id) if file.content_type.startswith("image/")]
    return WholeReview(review, run, told.lines, told.left_out, people(review, told.lines), departments(review, whistle), photos, orders, earlier)


def _stands(tx: Transaction, order: WorkOrder, now: datetime) -> OrderStands:
    reopened = sum(entry.event is OrderEvent.REOPENED for entry in tx.orders.timeline(order.id))
    due, done = order.due.resolve_by, order.completed_at
    late = due is not None and order.state is not OrderState.CANCELLED and (now if done is None else done) > due
    return OrderStands(order.id, order.number, order.state, order.assignee, due, done, late, reopened)
