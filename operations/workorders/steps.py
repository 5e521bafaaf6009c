"""The steps that people take with a work order.

Every step raises `KeyError` (no such order or task), `Conflict` (its version is not the one given), `IllegalStep` (not
from where it is now) or `Refusal`, a `ValueError` (something needed is missing or not yet done;
the text says what to do).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.site import Site
from domain.work_order import OPEN_STATES, STEP_PERMISSION, OrderEvent, OrderState, WorkOrder, next_state
from operations import announcements, order_announcements
from operations.workorders import closing, effects, following, limits, look_back, merging, watching
from operations.workorders.assignment import assignable
from operations.workorders.evidence import UNASKED, Findings
from operations.workorders.record import change, done_at, find_order
from operations.workorders.reminding import remind
from operations.workorders.step_details import NOTHING, StepDetails, check
from operations.workorders.tasks import finish_task

__all__ = ["attach", "finish_task", "take_step"]

_E = OrderEvent
_OWN_FUNCTIONS = {
    _E.TASK_ADDED: "tasks.add_task",
    _E.TASK_ACCEPTED: "tasks.accept_task",
    _E.TASK_DONE: "tasks.finish_task",
    _E.ATTACHED: "attach",
    _E.RECORDED: "work done",
}


def take_step(
    tx: Transaction,
    order_id: str,
    step: OrderEvent,
    details: StepDetails = NOTHING,
    *,
    site: Site,
    by: str,
    at: datetime,
    occurred_at: datetime | None = None,
    note: str = "",
    device_id: str | None = None,
    findings: Findings = UNASKED,
    version: int | None = None,
) -> WorkOrder:
    """Take `step` with an order of `site`.

    `occurred_at` is when it was done, if that was before `at`. Accepting assigns it to `by`. Ending an alarm's order is
    refused while the condition of one of its alarms is there; verifying it, before they have stayed normal for long
    enough, with `findings` of the telemetry store. Whether `by` may is the caller's business (`STEP_PERMISSION`).
    """
    order = find_order(tx, order_id)
    check_version(order, version)
    if step not in STEP_PERMISSION:
        raise IllegalStep(f"the step {step} is taken by the system only")
    if step in _OWN_FUNCTIONS:
        raise Refusal(f"步骤 {step} 请用专门的入口", f"the step {step} needs more than this: use `{_OWN_FUNCTIONS[step]}`")
    following_state = next_state(order.state, step, from_alarm=order.from_alarm)
    check(step, details, note)
    if details.assignee is not None:
        details = replace(details, assignee=assignable(tx, details.assignee, order, details.department or order.department))
    taken = effects.Step(tx, by, site, at, done_at(at, occurred_at), details, findings)
    if step is _E.MERGED and details.into is not None:
        return merging.merge(tx, order, details.into, site=site, by=by, at=at, occurred_at=taken.done_at, note=note, device_id=device_id)
    if step is _E.REMINDED:
        return remind(tx, order, by=by, site=site, at=at, occurred_at=taken.done_at, note=note)
    changed = replace(effects.changed_by(step, order, taken), state=following_state)
    changed = _settled(tx, order, changed, taken)
    saved = change(tx, changed, step, at=at, occurred_at=taken.done_at, actor=by, note=note, device_id=device_id)
    _tell(tx, order, saved, step, site, by, at)
    if step is _E.COMPLETED:
        following.follow(tx, saved, by=by, at=at)
    return saved


def attach(tx: Transaction, order_id: str, attachment: Attachment, *, at: datetime) -> WorkOrder:
    """A file, already stored under its id, belongs to the order from now on. Where only a photo was missing, Steward looks again at once."""
    order = find_order(tx, order_id)
    if attachment.order_id != order_id:
        raise Refusal("附件属于另一工单，请重新上传", "the attachment was made for another order: send it again")
    following_state = next_state(order.state, _E.ATTACHED, from_alarm=order.from_alarm)
    tx.orders.add_attachment(attachment)
    changed = replace(order, state=following_state)
    if order.appointment(watching.WATCH) is not None:
        changed = watching.watched(tx, changed, not_before=at)
    return change(tx, changed, _E.ATTACHED, at=at, occurred_at=done_at(at, attachment.added_at), actor=attachment.added_by, note=attachment.name)


def check_version(order: WorkOrder, version: int | None) -> None:
    """Raise `Conflict` unless somebody who read `version` (`None`: whatever there is) has read `order` as it is."""
    if version is not None and version != order.version:
        raise Conflict(f"the order has changed: its version is {order.version}, not {version}; read it again")


def _settled(tx: Transaction, before: WorkOrder, order: WorkOrder, taken: effects.Step) -> WorkOrder:
    """`order` with what follows from the state that it has come to."""
    if before.state is OrderState.ON_HOLD and order.state is not OrderState.ON_HOLD:
        order = replace(limits.continued(order, taken.site, taken.at), hold_reason=None)
    if before.state in OPEN_STATES and order.state not in OPEN_STATES:
        closing.release_alarms(tx, before, by=taken.by, at=taken.at)
        return look_back.planned(closing.ended(order, at=taken.done_at), taken.site, taken.at)
    if before.state is not order.state:
        return watching.watched(tx, order)
    # Where only a scan was missing, Steward looks again at once.
    scanned = taken.details.tag is not None and order.appointment(watching.WATCH) is not None
    return watching.watched(tx, order, not_before=taken.at) if scanned else order


def _tell(tx: Transaction, before: WorkOrder, order: WorkOrder, step: OrderEvent, site: Site, by: str, at: datetime) -> None:
    if order.department is not before.department:
        announcements.order_handed_over(tx, order, at)
    if step in {_E.DISPATCHED, _E.TRANSFERRED}:
        order_announcements.given(tx, order, site, by, at)
    if step is _E.DECLINED and effects.needs_owner(order):
        order_announcements.needs_owner(tx, order, site, at)
