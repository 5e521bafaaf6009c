"""What somebody without an account does to the one order that a link leads to.

Their steps move the order only where nobody of ours has it in hand: else they are noted for whoever has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.attachment import Attachment
from domain.job_link import JOB_STEP_NAMES, LONGEST, JobLink, JobStep
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.work_order import OPEN_STATES, OrderEvent, OrderState, Outcome, WorkOrder
from operations.workorders import record
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import attach, take_step

_E, _S = OrderEvent, OrderState
_LONGEST_NAME = 40
_EVENT = {JobStep.GOING: _E.ACCEPTED, JobStep.ARRIVED: _E.ARRIVED, JobStep.DONE: _E.COMPLETED}
_MOST_FILES = 30
"""Photos by one link: enough for any job, too few for a disk."""


def make_link(tx: Transaction, link: JobLink, *, site: Site) -> WorkOrder:
    """Give it out: an order that nobody has been sent to is dispatched with it. Raises `Refusal`."""
    order = record.find_order(tx, link.order_id)
    if order.state not in OPEN_STATES or order.state in (_S.COMPLETED, _S.VERIFIED):
        raise Refusal("工单已完成或结束，不能再发外部链接", "the order is done: there is nothing left to do by a link")
    if not link.name.strip() or len(link.name) > _LONGEST_NAME:
        raise Refusal("请填写对方姓名或单位", "say who gets the link: a name or a firm")
    if not timedelta() < link.expires_at - link.made_at <= LONGEST:
        raise Refusal(f"有效期最长 {LONGEST.days} 天", f"a link is good for {LONGEST.days} days at most")
    tx.job_links.add(link)
    if order.state in (_S.REQUESTED, _S.TRIAGED):
        order = take_step(tx, order.id, _E.DISPATCHED, site=site, by=link.made_by, at=link.made_at)
    return record.change(tx, order, _E.NOTED, at=link.made_at, actor=link.made_by, note=f"外部链接 / Link: {link.actor}")


def take_job_step(
    tx: Transaction, link: JobLink, step: JobStep, *, site: Site, at: datetime, occurred_at: datetime | None, note: str = "", outcome: Outcome | None = None
) -> WorkOrder:
    """What the holder of `link` says. Raises `Refusal`, `IllegalStep` or `Conflict`; saying it again changes nothing."""
    order = record.find_order(tx, link.order_id)
    if step is not JobStep.NOTE and step.value in link.steps:
        return order
    if step is JobStep.NOTE and not note.strip():
        raise Refusal("请填写说明", "the note is empty: write something")
    if not open_to(order) and step is not JobStep.NOTE:
        raise Refusal("工单已结束，无需再操作", "the order is over: nothing is left to do")
    order = _moved(tx, order, link, step, site=site, at=at, occurred_at=occurred_at, note=note, outcome=outcome)
    if step is not JobStep.NOTE:
        tx.job_links.save(replace(link, steps=(*link.steps, step.value)))
    return order


def attach_by_link(tx: Transaction, link: JobLink, file: Attachment, *, at: datetime) -> WorkOrder:
    """A photo by the holder of `link`. Raises `Refusal` or `IllegalStep`."""
    theirs = [each for each in tx.orders.attachments(link.order_id) if each.added_by == link.actor]
    if len(theirs) >= _MOST_FILES:
        raise Refusal(f"最多上传 {_MOST_FILES} 个文件", f"{_MOST_FILES} files are enough for one job")
    return attach(tx, link.order_id, file, at=at)


def open_to(order: WorkOrder) -> bool:
    """Whether there is still something to do by a link."""
    return order.state in OPEN_STATES and order.state not in (_S.COMPLETED, _S.VERIFIED)


def may_move(order: WorkOrder, link: JobLink) -> bool:
    """Whether what the holder does moves the order: nobody of ours has it in hand."""
    return order.assignee in (None, link.actor)


def _moved(
    tx: Transaction,
    order: WorkOrder,
    link: JobLink,
    step: JobStep,
    *,
    site: Site,
    at: datetime,
    occurred_at: datetime | None,
    note: str,
    outcome: Outcome | None,
) -> WorkOrder:
    event = _EVENT.get(step)
    if event is None or not may_move(order, link):
        said = note.strip() if step is JobStep.NOTE else f"{record.both(JOB_STEP_NAMES[step])} {note}".strip()
        return record.change(tx, order, _E.NOTED, at=at, occurred_at=record.done_at(at, occurred_at), actor=link.actor, note=said)
    if step is not JobStep.GOING and order.state is _S.DISPATCHED:
        order = take_step(tx, order.id, _E.ACCEPTED, site=site, by=link.actor, at=at, occurred_at=occurred_at)
    if step is JobStep.GOING and order.state is not _S.DISPATCHED:
        return record.change(tx, order, _E.NOTED, at=at, actor=link.actor, note=record.both(JOB_STEP_NAMES[step]))
    if order.state is _S.ON_HOLD:
        order = take_step(tx, order.id, _E.RESUMED, site=site, by=link.actor, at=at, occurred_at=occurred_at)
    return take_step(tx, order.id, event, StepDetails(outcome=outcome), site=site, by=link.actor, at=at, occurred_at=occurred_at, note=note)
