"""Work orders as the API shows them, and the one way in which people change them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import Response

from api.attaching import attachment_out
from api.closing import NOT_COMPLETED, Closing, closing_of
from api.problems import Forbidden, NotFound
from api.schemas.problem import Meanwhile
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
from domain.time import rfc3339
from domain.work_order import NEEDS_NOTE, STEP_PERMISSION, OrderEvent, OrderState, TimelineEntry, WorkOrder, open_steps
from operations.workorders.effects import needs_owner
from operations.workorders.evidence import UNASKED, Findings
from operations.workorders.record import is_open

_STEPS = {step.value for step in OrderStep}


def order_out(order: WorkOrder) -> OrderOut:
    """An order as lists show it."""
    return OrderOut.model_validate(order_json(order))


def order_detail(tx: Transaction, order: WorkOrder, rights: Rights, closing: Closing = NOT_COMPLETED) -> WorkOrderDetail:
    """An order with its timeline, its files and what this person may do now. `closing` is what is still missing (`api.closing`)."""
    steps = [step for step in open_steps(order.state) if step.value in _STEPS and step not in closing.not_now and _may(rights, order, step)]
    parent = None if order.parent_id is None else tx.orders.get(order.parent_id)
    outside = tx.outside.of_orders([order.id]).get(order.id)
    return WorkOrderDetail.model_validate(
        {
            **order_json(order, tx.orders.timeline(order.id)),
            "steps": [step.value for step in steps],
            "needs_note": [step.value for step in steps if step in NEEDS_NOTE or (step is OrderEvent.VERIFIED and closing.waits_for)],
            "attachments": [attachment_out(file) for file in tx.orders.attachments(order.id)],
            "missing_evidence": [each.value for each in closing.missing],
            "waits_for": [text.as_json() for text in closing.waits_for],
            "needs_owner": is_open(order) and needs_owner(order),
            "parent": None if parent is None else _brief(parent),
            "children": [_brief(child) for child in tx.orders.children(order.id)],
            "duplicates": [_brief(duplicate) for duplicate in tx.orders.merged_into(order.id)],
            "outside": None if outside is None else {"system": outside.system, "outside_id": outside.outside_id},
        }
    )


def _may(rights: Rights, order: WorkOrder, step: OrderEvent) -> bool:
    if step is OrderEvent.DISPATCHED and needs_owner(order):
        return False
    return rights.may(STEP_PERMISSION[step], order.site, concerned(order)) and may_add_to(rights, order)


def may_add_to(rights: Rights, order: WorkOrder) -> bool:
    """Whether this person may still add to `order`: once it is closed, only who did it, or whoever dispatches."""
    return order.state is not OrderState.CLOSED or order.assignee == rights.person.username or rights.may(Permission.DISPATCH, order.site, concerned(order))


def _brief(order: WorkOrder) -> dict[str, object]:
    return {"id": order.id, "number": order.number, "state": order.state.value, "title": order.title.as_json()}


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
    findings: Findings = UNASKED,
) -> Response:
    """Let `act` change the order if this person may do it to something that concerns `departments`. A conflict says who did what meanwhile."""

    def allowed(tx: Transaction) -> WorkOrderDetail:
        order = find_order(write.parts, write.rights, tx, order_id)
        write.rights.need(permission, order.site, departments(order))
        if not may_add_to(write.rights, order):
            raise Forbidden(Permission.DISPATCH)
        site = write.parts.sites[order.site]
        changed = act(tx, site)
        return order_detail(tx, changed, write.rights, closing_of(tx, changed, site, write.now, findings))

    def version_now(tx: Transaction) -> int | None:
        order = tx.orders.get(order_id)
        return None if order is None else order.version

    def meanwhile(tx: Transaction) -> Sequence[Meanwhile]:
        # Every version of an order has one line of its timeline.
        lines = tx.orders.timeline(order_id)
        return [_meanwhile(tx, line) for line in (lines[-1:] if write.version is None else lines[write.version :])]

    return write.once(f"work-order.{action}", order_id, asked, allowed, version_now=version_now, meanwhile=meanwhile)


def _meanwhile(tx: Transaction, line: TimelineEntry) -> Meanwhile:
    account = tx.people.by_username(line.actor)
    return Meanwhile(event=line.event.value, actor=line.actor, name=line.actor if account is None else account.person.name, at=rfc3339(line.at))
