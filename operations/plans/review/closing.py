"""What people add to a review: findings, improvements (each a work order with an owner and a date), and its end.

Every step raises `KeyError` (no such review), `Conflict` (its version is not the one given), `IllegalStep` (it is closed) or
`Refusal` (something is missing; the text says what to do). Whether somebody may is the caller's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.identity import new_id
from domain.people import Department
from domain.plan_review import Finding, Improvement, PlanReview, ReviewStep, next_review_state
from domain.problem import Refusal
from domain.records import Transaction
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderEvent, OrderKind
from operations.plans.review import record
from operations.workorders.opening import open_request
from operations.workorders.record import both
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step

KINDS = {Department.ENGINEERING: OrderKind.MAINTENANCE, Department.SECURITY: OrderKind.SECURITY}
"""What sort of work an improvement is by who does it; of everybody else it is an inspection: something to be put right and looked at."""

PRIORITY = Priority.P3
"""Improvements wait for their date, not for minutes."""

_FROM = Text("复盘 {number} 的改进项，请于 {day} 前完成", "Improvement from the review of {number}, due by {day}")


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is to be better, who does it and until when (UTC, after now). Without `person` the department finds somebody."""

    what: str
    department: Department
    until: datetime
    person: str | None = None
    asset: str | None = None


def find(tx: Transaction, review_id: str, text: str, *, by: str, at: datetime, version: int | None = None) -> PlanReview:
    """Write down what somebody found."""
    review = record.found(tx, review_id, version)
    following = next_review_state(review.state, ReviewStep.FOUND)
    if not text.strip():
        raise Refusal("请填写发现的问题", "the finding is empty: say what you found")
    changed = replace(review, state=following, findings=(*review.findings, Finding(text.strip(), by, at)))
    return record.change(tx, changed, at=at, actor=by)


def give_task(tx: Transaction, review_id: str, task: NewTask, *, site: Site, by: str, at: datetime, version: int | None = None) -> PlanReview:
    """Make an improvement a work order of its department, dispatched at once, due on its date.

    The work is real even if the run was a drill's: its order is live.
    """
    review = record.found(tx, review_id, version)
    following = next_review_state(review.state, ReviewStep.TASK_GIVEN)
    what = task.what.strip()
    if not what:
        raise Refusal("请填写改进内容", "say what is to be better")
    if task.until <= at:
        raise Refusal("完成日期须晚于现在", "the date is over: choose one that lies ahead")
    note = both(_FROM.filled(number=review.number, day=f"{task.until.astimezone(site.time_zone):%Y-%m-%d %H:%M}"))
    order = open_request(
        tx,
        site=site,
        asset=task.asset,
        kind=KINDS.get(task.department, OrderKind.INSPECTION),
        title=Text(what, what),
        department=task.department,
        priority=PRIORITY,
        by=by,
        at=at,
        note=note,
        until=task.until,
    )
    details = StepDetails(assignee=task.person, department=task.department)
    take_step(tx, order.id, OrderEvent.DISPATCHED, details, site=site, by=by, at=at)
    given = Improvement(new_id(), what, task.department, task.person, task.until, order.id, by, at)
    return record.change(tx, replace(review, state=following, tasks=(*review.tasks, given)), at=at, actor=by)


def close(tx: Transaction, review_id: str, summary: str, *, by: str, at: datetime, version: int | None = None) -> PlanReview:
    """It stays as it is from now on; `summary` says what was learnt. The work orders of its improvements go on."""
    review = record.found(tx, review_id, version)
    following = next_review_state(review.state, ReviewStep.CLOSED)
    if not summary.strip():
        raise Refusal("请填写复盘结论", "say what was learnt: the summary is empty")
    return record.change(tx, replace(review, state=following, summary=summary.strip(), closed_by=by, closed_at=at), at=at, actor=by)
