"""Steps that were taken without a network, decided when they come: the conflict policy of docs/offline.md.

What happened meanwhile is read from the order's timeline: every version of an order has one line of it, so what follows
the version that the phone had seen is what the person could not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import IllegalStep
from domain.phone import LateOutcome, LateReason
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import OPEN_STATES, ORDER_STATE_NAMES, OrderEvent, OrderState, TimelineEntry, WorkOrder
from operations.phones.clock import Told
from operations.workorders import record
from operations.workorders.step_details import NOTHING, StepDetails
from operations.workorders.steps import take_step

_E, _S = OrderEvent, OrderState

STEPS = frozenset({_E.ACCEPTED, _E.DECLINED, _E.STARTED, _E.ARRIVED, _E.HELD, _E.RESUMED, _E.COMPLETED, _E.NOTED})
"""What can be done without a network; the others need to know what is true now."""

STEP_NAMES = {
    _E.ACCEPTED: Text("接单", "accept"),
    _E.DECLINED: Text("退单", "decline"),
    _E.STARTED: Text("开始", "start"),
    _E.ARRIVED: Text("到场", "arrive"),
    _E.HELD: Text("挂起", "hold"),
    _E.RESUMED: Text("恢复", "resume"),
    _E.COMPLETED: Text("完成", "complete"),
    _E.TASK_ACCEPTED: Text("接受协办", "accept the task"),
    _E.TASK_DONE: Text("完成协办", "finish the task"),
}

_HANDED_OVER = frozenset({_E.DISPATCHED, _E.TRANSFERRED, _E.ACCEPTED})
_REACHED = {
    _E.ARRIVED: frozenset({_S.IN_PROGRESS, _S.ON_HOLD, _S.COMPLETED, _S.VERIFIED, _S.CLOSED}),
    _E.STARTED: frozenset({_S.IN_PROGRESS, _S.ON_HOLD, _S.COMPLETED, _S.VERIFIED, _S.CLOSED}),
    _E.HELD: frozenset({_S.ON_HOLD}),
    _E.RESUMED: frozenset({_S.IN_PROGRESS}),
    _E.COMPLETED: frozenset({_S.COMPLETED, _S.VERIFIED, _S.CLOSED}),
    _E.ACCEPTED: frozenset({_S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD, _S.COMPLETED, _S.VERIFIED, _S.CLOSED}),
}
"""In which states the order is already where a step would lead."""

_COUNTED = Text("离线期间{step}（{time}）；他人已先完成此步，记为已办", "{step}, offline at {time}: it had been done meanwhile and counts as done")
_WHY = {
    LateReason.CANCELLED: Text("工单已作废", "The order has been cancelled."),
    LateReason.MERGED: Text("工单已并入 {number}", "The order has become part of {number}."),
    LateReason.TAKEN: Text("工单已由 {who} 接手", "{who} has the order in hand now."),
    LateReason.REOPENED: Text("工单在您离线期间被退回重做，请先查看", "The order was reopened while you were offline: look at it first."),
    LateReason.NOT_NOW: Text("工单已是“{state}”，不能再{step}", "The order is “{state}” now; that does not go with “{step}”."),
}


class LateRefused(Exception):
    """What happened meanwhile does not allow the step. Nothing was written."""

    def __init__(self, reason: LateReason, why: Text) -> None:
        super().__init__(why.en)
        self.reason = reason
        self.why = why


@dataclass(frozen=True, slots=True)
class Late:
    """A step of an order as a phone tells it. `based_on` is the version that the person had seen (`None`: not told)."""

    step: OrderEvent
    told: Told
    based_on: int | None = None
    note: str = ""
    details: StepDetails = NOTHING
    device_id: str | None = None


def take_late(tx: Transaction, order: WorkOrder, late: Late, *, site: Site, by: str, at: datetime) -> tuple[WorkOrder, LateOutcome]:
    """Decide it. Raises `LateRefused`, or `Conflict` if the order changed at this moment."""
    if late.step is _E.NOTED:
        return _said(tx, order, late, site=site, by=by, at=at), LateOutcome.APPLIED
    since = _since(tx, order, late)
    others = [line for line in since if line.actor != by]
    if order.merged_into is not None:
        into = tx.orders.get(order.merged_into)
        raise _refused(LateReason.MERGED, number=order.merged_into if into is None else into.number)
    if order.state is _S.CANCELLED:
        raise _refused(LateReason.CANCELLED)
    if _place_of_last(since, _E.REOPENED) > _place_of_last(since, late.step):
        raise _refused(LateReason.REOPENED)
    if late.step is not _E.ACCEPTED and any(line.event is late.step for line in others):
        return _counted(tx, order, late, site=site, by=by, at=at), LateOutcome.COUNTED
    if order.assignee not in (None, by) and any(line.event in _HANDED_OVER for line in others):
        raise _refused(LateReason.TAKEN, who=_name(tx, order.assignee or ""))
    try:
        return _taken(tx, order, late, site=site, by=by, at=at), LateOutcome.APPLIED
    except IllegalStep:
        if order.state in _REACHED.get(late.step, frozenset()) and (late.step is not _E.ACCEPTED or order.assignee in (None, by)):
            return _counted(tx, order, late, site=site, by=by, at=at), LateOutcome.COUNTED
        raise _refused(LateReason.NOT_NOW, state=ORDER_STATE_NAMES[order.state], step=STEP_NAMES[late.step]) from None
    except Refusal as refusal:
        raise LateRefused(LateReason.MISSING, refusal.text) from refusal


def add_note(tx: Transaction, order: WorkOrder, note: str, told: Told, *, by: str, at: datetime, device_id: str | None = None) -> WorkOrder:
    """A line in the order's timeline, in whatever state it is: nobody's words are lost."""
    return record.change(tx, order, _E.NOTED, at=at, occurred_at=told.moment, actor=by, note=flagged(note, told), device_id=device_id)


def counted_note(step: OrderEvent, told: Told, note: str, site: Site) -> str:
    """What the timeline says of a step that somebody else had done first."""
    said = record.both(_COUNTED.filled(step=STEP_NAMES[step], time=told.moment.astimezone(site.time_zone).strftime("%H:%M")))
    return f"{said}\n{note}" if note.strip() else said


def flagged(note: str, told: Told) -> str:
    """`note` with what has to be said about the phone's clock."""
    flag = "" if told.flag is None else f"[{record.both(told.flag)}]"
    return f"{note} {flag}".strip()


def _taken(tx: Transaction, order: WorkOrder, late: Late, *, site: Site, by: str, at: datetime) -> WorkOrder:
    note = flagged(late.note, late.told)
    return take_step(
        tx, order.id, late.step, late.details, site=site, by=by, at=at, occurred_at=late.told.moment, note=note, device_id=late.device_id, version=order.version
    )


def _said(tx: Transaction, order: WorkOrder, late: Late, *, site: Site, by: str, at: datetime) -> WorkOrder:
    """Its words, whatever happened meanwhile; and what was scanned with them, while the order is open."""
    if late.details.tag is None or order.state not in OPEN_STATES:
        return _noted(tx, order, late, late.note, by=by, at=at)
    try:
        return _taken(tx, order, late, site=site, by=by, at=at)
    except Refusal as refusal:
        raise LateRefused(LateReason.MISSING, refusal.text) from refusal


def _noted(tx: Transaction, order: WorkOrder, late: Late, note: str, *, by: str, at: datetime) -> WorkOrder:
    return add_note(tx, order, note, late.told, by=by, at=at, device_id=late.device_id)


def _counted(tx: Transaction, order: WorkOrder, late: Late, *, site: Site, by: str, at: datetime) -> WorkOrder:
    """A line that says so; what was scanned with the step is shown all the same, if it is the right thing."""
    note = counted_note(late.step, late.told, late.note, site)
    shown = replace(late, step=_E.NOTED, note=note, details=StepDetails(tag=late.details.tag, scanned=late.details.scanned))
    try:
        return _said(tx, order, shown, site=site, by=by, at=at)
    except LateRefused:
        return _noted(tx, order, late, note, by=by, at=at)


def _since(tx: Transaction, order: WorkOrder, late: Late) -> Sequence[TimelineEntry]:
    """What happened after the person had last seen the order."""
    lines = tx.orders.timeline(order.id)
    return lines[late.based_on :] if late.based_on is not None else [line for line in lines if line.at > late.told.moment]


def _place_of_last(lines: Sequence[TimelineEntry], event: OrderEvent) -> int:
    """Where among `lines` it last happened; -1: nowhere."""
    return max((place for place, line in enumerate(lines) if line.event is event), default=-1)


def _refused(reason: LateReason, **values: str | Text) -> LateRefused:
    return LateRefused(reason, _WHY[reason].filled(**values))


def _name(tx: Transaction, username: str) -> str:
    account = tx.people.by_username(username)
    return username if account is None else account.person.name
