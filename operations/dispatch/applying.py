"""Giving several orders away at once: each by itself, so that what somebody else has just taken stops nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.alarm import IllegalStep
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OrderEvent, WorkOrder
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step


@dataclass(frozen=True, slots=True)
class Given:
    """What became of one: the `order` as it is now, or the `problem`."""

    order_id: str
    order: WorkOrder | None
    problem: Text | None = None


def give(tx: Transaction, order_id: str, assignee: str, *, site: Site, by: str, at: datetime, version: int | None, note: str = "") -> Given:
    """Dispatch the order to `assignee`. An assignee who is off duty or not qualified is the dispatcher's decision and is taken as it is.

    What is checked is checked before anything is written, so that a problem with one leaves the transaction to the others.
    """
    try:
        order = take_step(tx, order_id, OrderEvent.DISPATCHED, StepDetails(assignee=assignee), site=site, by=by, at=at, note=note, version=version)
    except KeyError:
        return Given(order_id, None, Text("没有这张工单", "There is no such order."))
    except Conflict:
        return Given(order_id, None, Text("已被他人更新，请刷新后重试", "Somebody else changed it. Read it again, then decide."))
    except IllegalStep as error:
        return Given(order_id, None, Text("当前状态不能派单（{error}）", "Not from where it is now: {error}.").filled(error=str(error)))
    except Refusal as error:
        return Given(order_id, None, error.text)
    return Given(order_id, order)
