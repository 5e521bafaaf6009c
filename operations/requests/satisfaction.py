"""Asking whether people are satisfied (回访), and going to see them when they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.identity import LIVE, stable_id
from domain.people import Department
from domain.problem import Refusal
from domain.records import Transaction
from domain.request import BEST, REQUESTER, Asked, Rating, Request
from domain.severity import Priority
from domain.site import Site
from domain.text import Text
from domain.work_order import Due, OrderEvent, OrderKind, OrderState, Task, WorkOrder, next_state
from operations import announcements
from operations.workorders import limits
from operations.workorders.record import both, change, is_open, local_day, open_order
from operations.workorders.steps import take_step
from rules.alarms.record import SYSTEM

VISIT_WITHIN = timedelta(hours=24)
"""Somebody who is not satisfied is seen or called within a day: practice of property management."""

DONE = frozenset({OrderState.COMPLETED, OrderState.VERIFIED, OrderState.CLOSED})
"""Where there is something to be satisfied with."""

_RATED = Text("满意度 {score}/5 · {solved}", "Satisfaction {score}/5 · {solved}")
_SOLVED = {True: Text("已解决", "solved"), False: Text("未解决", "not solved")}
_VISIT = Text("回访：{title}", "Return visit: {title}")
_CONFIRMED = Text("报事人确认满意", "Confirmed by whoever asked for it")


def current_order(tx: Transaction, request: Request) -> WorkOrder:
    """The order that is responsible for `request` now: the one that goes on for it, if it was merged. Raises `KeyError`."""
    order, seen = tx.orders.get(request.order_id), set[str]()
    while order is not None and order.merged_into is not None and order.id not in seen:
        seen.add(order.id)
        order = tx.orders.get(order.merged_into)
    if order is None:
        raise KeyError(request.order_id)
    return order


def rate(tx: Transaction, request: Request, site: Site, *, score: int, solved: bool, text: str, how: Asked, by: str, at: datetime) -> Request:
    """`by` says, or was told, how satisfied whoever asked is.

    A good rating confirms and closes an order that waits for it. A bad one, or a matter that is not solved, makes a return
    visit: a task of the service centre while the order is open, else an order of its own. Raises `Refusal` before the work
    is done, and for a second rating.
    """
    if not 1 <= score <= BEST:
        raise Refusal(f"评分为 1 到 {BEST}", f"a rating is a number from 1 to {BEST}")
    order = current_order(tx, request)
    if order.state not in DONE:
        raise Refusal("事项尚未完成，完成后再评价", "the work is not done yet: say how satisfied you are once it is")
    if request.rating is not None:
        raise Refusal("已经评价过，谢谢", "it has been rated already, thank you")
    rating = Rating(score, solved, text.strip(), at, by, how)
    note = both(_RATED.filled(score=str(score), solved=_SOLVED[solved]))
    order = change(
        tx, replace(order, state=next_state(order.state, OrderEvent.RATED, from_alarm=order.from_alarm)), OrderEvent.RATED, at=at, actor=by, note=note
    )
    visit_id = None
    if rating.is_bad:
        visit_id = _visit_by_task(tx, order, request, site, at) if is_open(order) else _visit_by_order(tx, order, request, site, at)
    else:
        _confirm(tx, order, site, by, at)
    return tx.requests.save(replace(request, rating=rating, visit_id=visit_id))


def _confirm(tx: Transaction, order: WorkOrder, site: Site, by: str, at: datetime) -> None:
    """Whoever asked is satisfied: what waits for that is closed, unless something else still stands in its way.

    The work of an alarm is verified by its point, not by people.
    """
    steps = {OrderState.COMPLETED: (OrderEvent.VERIFIED, OrderEvent.CLOSED), OrderState.VERIFIED: (OrderEvent.CLOSED,)}
    if order.from_alarm:
        return
    for step in steps.get(order.state, ()):
        try:
            take_step(tx, order.id, step, site=site, by=by, at=at, note=both(_CONFIRMED))
        except Refusal:
            return


def _visit_by_task(tx: Transaction, order: WorkOrder, request: Request, site: Site, at: datetime) -> str:
    task = Task(
        id=stable_id("return-visit", request.id),
        order_id=order.id,
        department=Department.SERVICE_CENTRE,
        title=_VISIT.filled(title=order.title),
        due_by=at + VISIT_WITHIN,
    )
    note = both(Text("需要回访", "A return visit is needed"))
    saved = change(tx, replace(order, tasks=(*order.tasks, task)), OrderEvent.NOTED, at=at, note=note)
    announcements.task_opened(tx, saved, task, site, at)
    return task.id


def _visit_by_order(tx: Transaction, order: WorkOrder, request: Request, site: Site, at: datetime) -> str:
    visit = WorkOrder(
        id=stable_id("return-visit", request.id),
        number=tx.orders.next_number(site.id, local_day(at, site.time_zone)),
        realm=LIVE,
        kind=OrderKind.RETURN_VISIT,
        site=order.site,
        asset=order.asset,
        department=Department.SERVICE_CENTRE,
        priority=Priority.P3,
        state=OrderState.REQUESTED,
        title=_VISIT.filled(title=order.title),
        opened_at=at,
        due=Due(),
        parent_id=order.id,
        space=order.space,
        owner=None if request.received_by == REQUESTER else request.received_by,
    )
    opened = open_order(tx, limits.opened(visit, site, at), at=at, occurred_at=at, actor=SYSTEM, note=order.number)
    announcements.order_opened(tx, opened, site, at)
    return opened.id
