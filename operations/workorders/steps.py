"""The steps that people take with a work order.

Every step raises `KeyError` (no such order or task), `Conflict` (its version is not the one given), `IllegalStep` (not
from where it is now) or `Refusal`, a `ValueError` (something needed is missing or not yet done;
the text says what to do).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import IllegalStep
from domain.attachment import Attachment
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.severity import Priority
from domain.site import Site
from domain.work_order import NEEDS_NOTE, STEP_PERMISSION, OrderEvent, OrderState, Outcome, Task, WorkOrder, next_state
from operations import announcements
from operations.workorders import closing, limits
from operations.workorders.assignment import assignable
from operations.workorders.record import change

_E = OrderEvent
_HANDS_ON = frozenset({_E.DISPATCHED, _E.TRANSFERRED})
_SETS_DEPARTMENT = _HANDS_ON | {_E.TRIAGED}
_OWN_FUNCTIONS = {_E.TASK_DONE: "finish_task", _E.ATTACHED: "attach"}
_ENDS = frozenset({OrderState.CLOSED, OrderState.CANCELLED})


@dataclass(frozen=True, slots=True)
class _Step:
    """A step as somebody takes it; `done_at` is when they did it."""

    by: str
    site: Site
    at: datetime
    done_at: datetime
    assignee: str | None
    department: Department | None
    priority: Priority | None
    outcome: Outcome | None


def take_step(
    tx: Transaction,
    order_id: str,
    step: OrderEvent,
    *,
    site: Site,
    by: str,
    at: datetime,
    occurred_at: datetime | None = None,
    note: str = "",
    device_id: str | None = None,
    assignee: str | None = None,
    department: Department | None = None,
    priority: Priority | None = None,
    outcome: Outcome | None = None,
    version: int | None = None,
) -> WorkOrder:
    """Take `step` with an order of `site`.

    `occurred_at` is when it was done, if that was before `at`. Accepting assigns it to `by`. `assignee`, a username, goes with dispatch
    and transfer, `department` and `priority` with triage too, `outcome` with completing. Ending an alarm's order is
    refused while the condition of one of its alarms is there. Whether `by` may is the caller's business (`STEP_PERMISSION`).
    """
    order = _find(tx, order_id)
    _check_version(order, version)
    if step not in STEP_PERMISSION:
        raise IllegalStep(f"the step {step} is taken by the system only")
    if step in _OWN_FUNCTIONS:
        raise Refusal(f"步骤 {step} 请用专门的入口", f"the step {step} needs more than this: use `{_OWN_FUNCTIONS[step]}`")
    following = next_state(order.state, step, from_alarm=order.from_alarm)
    _check_words(step, note, assignee, department, priority)
    if outcome is not None and step is not _E.COMPLETED:
        raise Refusal("只有完成工单时可以填写核实结果", f"the step {step} says nothing of what was found: an outcome goes with complete")
    if assignee is not None:
        assignee = assignable(tx, assignee, order, department or order.department)
    taken = _Step(by, site, at, _done_at(at, occurred_at), assignee, department, priority, outcome)
    changed = replace(_EFFECTS.get(step, _nothing)(order, taken), state=following)
    if following in _ENDS:
        closing.release_alarms(tx, order, by=by, at=at)
        changed = replace(changed, closed_at=taken.done_at)
    saved = change(tx, changed, step, at=at, occurred_at=taken.done_at, actor=by, note=note, device_id=device_id)
    if saved.department is not order.department:
        announcements.order_handed_over(tx, saved, at)
    return saved


def finish_task(
    tx: Transaction, order_id: str, task_id: str, *, by: str, at: datetime, occurred_at: datetime | None = None, note: str = "", version: int | None = None
) -> WorkOrder:
    """An assisting department has done its part. Doing it again is no error."""
    order = _find(tx, order_id)
    task = next((task for task in order.tasks if task.id == task_id), None)
    if task is None:
        raise KeyError(task_id)
    if task.done_at is not None:
        return order
    _check_version(order, version)
    following = next_state(order.state, _E.TASK_DONE, from_alarm=order.from_alarm)
    done_at = _done_at(at, occurred_at)
    tasks = tuple(replace(each, done_at=done_at, done_by=by) if each.id == task_id else each for each in order.tasks)
    return change(tx, replace(order, state=following, tasks=tasks), _E.TASK_DONE, at=at, occurred_at=done_at, actor=by, note=_with_department(task, note))


def attach(tx: Transaction, order_id: str, attachment: Attachment, *, at: datetime) -> WorkOrder:
    """A file, already stored under its id, belongs to the order from now on."""
    order = _find(tx, order_id)
    if attachment.order_id != order_id:
        raise Refusal("附件属于另一工单，请重新上传", "the attachment was made for another order: send it again")
    following = next_state(order.state, _E.ATTACHED, from_alarm=order.from_alarm)
    tx.orders.add_attachment(attachment)
    changed = replace(order, state=following)
    return change(tx, changed, _E.ATTACHED, at=at, occurred_at=_done_at(at, attachment.added_at), actor=attachment.added_by, note=attachment.name)


def _dispatch(order: WorkOrder, step: _Step) -> WorkOrder:
    return limits.dispatched(replace(_triage(order, step), assignee=step.assignee), step.site, step.at)


def _triage(order: WorkOrder, step: _Step) -> WorkOrder:
    sorted_out = replace(order, department=step.department or order.department)
    if step.priority is None or step.priority is order.priority:
        return sorted_out
    return limits.with_priority(sorted_out, step.priority, step.site, step.at)


def _accept(order: WorkOrder, step: _Step) -> WorkOrder:
    return replace(order, assignee=step.by, accepted_at=step.done_at)


def _decline(order: WorkOrder, _step: _Step) -> WorkOrder:
    # The limit for acceptance runs on: if nobody takes the order in time, its department and management hear of it.
    return replace(order, assignee=None, accepted_at=None, arrived_at=None)


def _start(order: WorkOrder, step: _Step) -> WorkOrder:
    """Whoever is at work has accepted and arrived, though he tapped neither."""
    return replace(order, assignee=order.assignee or step.by, accepted_at=order.accepted_at or step.done_at, arrived_at=order.arrived_at or step.done_at)


def _complete(order: WorkOrder, step: _Step) -> WorkOrder:
    closing.check_tasks(order)
    return replace(_start(order, step), completed_at=step.done_at, outcome=step.outcome)


def _reopen(order: WorkOrder, step: _Step) -> WorkOrder:
    return limits.resumed(order, step.site, step.at)


def _nothing(order: WorkOrder, _step: _Step) -> WorkOrder:
    return order


_EFFECTS: dict[OrderEvent, Callable[[WorkOrder, _Step], WorkOrder]] = {
    _E.TRIAGED: _triage,
    _E.DISPATCHED: _dispatch,
    _E.TRANSFERRED: _dispatch,
    _E.ACCEPTED: _accept,
    _E.DECLINED: _decline,
    _E.STARTED: _start,
    _E.ARRIVED: _start,
    _E.COMPLETED: _complete,
    _E.REOPENED: _reopen,
}
"""What a step changes besides the state; the others change nothing else."""


def _check_words(step: OrderEvent, note: str, assignee: str | None, department: Department | None, priority: Priority | None) -> None:
    if step in NEEDS_NOTE and not note.strip():
        raise Refusal("请填写说明或原因", f"the step {step} needs a note: say why")
    if assignee is not None and step not in _HANDS_ON:
        raise Refusal("只有派单和转单可以指定处理人", f"the step {step} names nobody: an assignee goes with dispatch or transfer")
    if (department is not None or priority is not None) and step not in _SETS_DEPARTMENT:
        raise Refusal("只有受理、派单和转单可以更改部门或优先级", f"the step {step} changes neither department nor priority: use triage, dispatch or transfer")
    if step is _E.TRANSFERRED and assignee is None and department is None:
        raise Refusal("转单须指定新的处理人或部门", "a transfer needs a new assignee or department: say who takes over")


def _done_at(at: datetime, occurred_at: datetime | None) -> datetime:
    """When it was done; a phone whose clock is ahead cannot have done it in the future."""
    return at if occurred_at is None else min(occurred_at, at)


def _with_department(task: Task, note: str) -> str:
    return f"{task.department}: {note}" if note else task.department.value


def _find(tx: Transaction, order_id: str) -> WorkOrder:
    order = tx.orders.get(order_id)
    if order is None:
        raise KeyError(order_id)
    return order


def _check_version(order: WorkOrder, version: int | None) -> None:
    if version is not None and version != order.version:
        raise Conflict(f"the order has changed: its version is {order.version}, not {version}; read it again")
