"""Work orders as the API shows them, and the one way in which people change them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from api.attaching import attachment_out
from api.problems import NotFound
from api.schemas.work_order import OrderStep, WorkOrderDetail
from api.schemas.work_order import WorkOrder as OrderOut
from api.security.rights import Rights
from api.services import Services
from api.writing import Write
from domain.contract import order_json
from domain.people import Department, Permission
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import NEEDS_NOTE, STEP_PERMISSION, WorkOrder, open_steps

_STEPS = {step.value for step in OrderStep}


def order_out(order: WorkOrder) -> OrderOut:
    """An order as lists show it."""
    return OrderOut.model_validate(order_json(order))


def order_detail(tx: Transaction, order: WorkOrder, rights: Rights) -> WorkOrderDetail:
    """An order with its timeline, its files and what this person may do now."""
    steps = [step for step in open_steps(order.state) if step.value in _STEPS and rights.may(STEP_PERMISSION[step], order.site, concerned(order))]
    return WorkOrderDetail.model_validate(
        {
            **order_json(order, tx.orders.timeline(order.id)),
            "steps": [step.value for step in steps],
            "needs_note": [step.value for step in steps if step in NEEDS_NOTE],
            "attachments": [attachment_out(file) for file in tx.orders.attachments(order.id)],
        }
    )


def concerned(order: WorkOrder) -> frozenset[Department]:
    """The departments that may act on an order: who leads and who assists."""
    return frozenset({order.department, *(task.department for task in order.tasks)})


def find_order(parts: Services, rights: Rights, tx: Transaction, order_id: str) -> WorkOrder:
    """The order. Raises `NotFound` if there is none that they may see."""
    order = tx.orders.get(order_id)
    if order is None or order.site not in rights.sites(None, parts.sites):
        raise NotFound(Text("没有这张工单", f"There is no work order {order_id} that you may see."))
    return order


def step_order(
    write: Write,
    order_id: str,
    action: str,
    permission: Permission,
    asked: str,
    act: Callable[[Transaction, Site], WorkOrder],
    *,
    departments: Callable[[WorkOrder], frozenset[Department]],
) -> Response:
    """Let `act` change the order if this person may do it to something that concerns `departments`."""

    def allowed(tx: Transaction) -> WorkOrderDetail:
        order = find_order(write.parts, write.rights, tx, order_id)
        write.rights.need(permission, order.site, departments(order))
        return order_detail(tx, act(tx, write.parts.sites[order.site]), write.rights)

    def version_now(tx: Transaction) -> int | None:
        order = tx.orders.get(order_id)
        return None if order is None else order.version

    return write.once(f"work-order.{action}", order_id, asked, allowed, version_now=version_now)
