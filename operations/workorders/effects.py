"""What a step changes of an order besides its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Asset, Site
from domain.work_order import Appointment, Evidence, HoldReason, OrderEvent, WorkOrder
from operations.workorders import closing, limits, watching
from operations.workorders.evidence import Findings
from operations.workorders.step_details import StepDetails

_E = OrderEvent

REFUSALS = 2
"""Refused so often, a matter goes to management, who has to name its owner (首问负责)."""

PROMISE = "promise"
"""What the agenda calls it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as somebody takes it; `done_at` is when they did it."""

    tx: Transaction
    by: str
    site: Site
    at: datetime
    done_at: datetime
    details: StepDetails
    findings: Findings


def changed_by(step: OrderEvent, order: WorkOrder, taken: Step) -> WorkOrder:
    """`order` as `step` makes it, but for its state. Raises `Refusal`."""
    effect = _EFFECTS.get(step)
    scanned = _scanned(order, taken)
    return scanned if effect is None else effect(scanned, taken)


def needs_owner(order: WorkOrder) -> bool:
    """Whether a manager has to say who owns it before anybody may be given it."""
    return order.refusals >= REFUSALS and order.owner is None


def _dispatch(order: WorkOrder, step: Step) -> WorkOrder:
    if needs_owner(order):
        raise Refusal("已被退单两次，请先由经理指定责任部门和责任人", "it has been declined twice: a manager has to name its owner first (step own)")
    return limits.dispatched(replace(_triage(order, step), assignee=step.details.assignee), step.site, step.at)


def _triage(order: WorkOrder, step: Step) -> WorkOrder:
    priority = step.details.priority
    sorted_out = replace(order, department=step.details.department or order.department)
    if priority is None or priority is order.priority:
        return sorted_out
    return limits.with_priority(sorted_out, priority, step.site, step.at)


def _accept(order: WorkOrder, step: Step) -> WorkOrder:
    return replace(order, assignee=step.by, owner=step.by, accepted_at=step.done_at)


def _decline(order: WorkOrder, _step: Step) -> WorkOrder:
    # The limit for acceptance runs on: if nobody takes the order in time, its department and management hear of it.
    refusals = order.refusals + 1
    owner = None if refusals >= REFUSALS else order.owner
    return replace(order, assignee=None, accepted_at=None, arrived_at=None, refusals=refusals, owner=owner)


def _start(order: WorkOrder, step: Step) -> WorkOrder:
    """Whoever is at work has accepted and arrived, though he tapped neither."""
    assignee = order.assignee or step.by
    owner = order.owner if order.accepted_at is not None else assignee
    return replace(order, assignee=assignee, owner=owner, accepted_at=order.accepted_at or step.done_at, arrived_at=order.arrived_at or step.done_at)


def _hold(order: WorkOrder, step: Step) -> WorkOrder:
    reason = step.details.hold_reason or HoldReason.OTHER
    return replace(limits.paused(order, step.site, reason, step.at), hold_reason=reason)


def _complete(order: WorkOrder, step: Step) -> WorkOrder:
    closing.check_tasks(order)
    return replace(_start(order, step), completed_at=step.done_at, outcome=step.details.outcome)


def _verify(order: WorkOrder, step: Step) -> WorkOrder:
    return watching.check(step.tx, order, step.site, step.at, step.findings, override=step.details.override, by=step.by)


def _reopen(order: WorkOrder, step: Step) -> WorkOrder:
    return replace(limits.resumed(order, step.site, step.at), shown=())


def _promise(order: WorkOrder, step: Step) -> WorkOrder:
    until = step.details.until
    if until is None or until <= step.at:
        raise Refusal("答复时间已过，请选择将来的时间", "the promised time has passed: choose one in the future")
    return replace(order, promised_until=until, agenda=(*order.without(PROMISE), Appointment(until, PROMISE)))


def _own(order: WorkOrder, step: Step) -> WorkOrder:
    return replace(order, owner=step.details.assignee, department=step.details.department or order.department)


def _scanned(order: WorkOrder, step: Step) -> WorkOrder:
    """`order` with the tag that was scanned at its asset, if one was. Raises `Refusal` for another's."""
    if step.details.tag is None:
        return order
    asset = None if order.asset is None else step.site.assets.get(order.asset)
    if asset is None or (step.details.scanned != asset.id and not _is_tag(asset, step.details.tag)):
        raise Refusal("该标签不属于本工单的设备，请扫现场设备上的标签", "this is not the tag of the order's asset: scan the one on the equipment itself")
    return replace(order, shown=tuple(dict.fromkeys((*order.shown, Evidence.TAG))))


def _is_tag(asset: Asset, code: str) -> bool:
    """Whether `code` is written on `asset`; where nothing is, nothing is."""
    return bool(code.strip()) and asset.attributes.get("tag") == code.strip()


_EFFECTS: dict[OrderEvent, Callable[[WorkOrder, Step], WorkOrder]] = {
    _E.TRIAGED: _triage,
    _E.DISPATCHED: _dispatch,
    _E.TRANSFERRED: _dispatch,
    _E.ACCEPTED: _accept,
    _E.DECLINED: _decline,
    _E.STARTED: _start,
    _E.ARRIVED: _start,
    _E.HELD: _hold,
    _E.COMPLETED: _complete,
    _E.VERIFIED: _verify,
    _E.REOPENED: _reopen,
    _E.PROMISED: _promise,
    _E.OWNED: _own,
}
"""The others change nothing else."""
