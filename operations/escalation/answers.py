"""What somebody who is called says: 收到, 我去, 误报. Each ends the call-out and does with alarm and order what the person may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.alarm import IllegalStep
from domain.call_out import Answer, CallOut, CallState, Proof
from domain.people import Permission, Person
from domain.problem import Refusal
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import STEP_PERMISSION, TRANSITIONS, OrderEvent, WorkOrder
from operations.escalation import telling
from operations.escalation.ending import stop
from operations.escalation.settling import settle_about
from operations.workorders.record import both, departments_of, is_open
from operations.workorders.steps import take_step
from operations.workorders.tasks import accept_task
from rules.alarms import steps as alarm_steps

ALSO_GOING = Text("{name} 也前往", "{name} is going too")
SAYS_FALSE = Text("{name} 报告误报：请补充原因和现场照片", "{name} says that it is a false alarm: add the cause and a photo")


@dataclass(frozen=True, slots=True)
class Answered:
    """The call-out as it is now. `first_by` is who had answered before; `None`: this one was the first."""

    call_out: CallOut
    first_by: str | None = None


def may_answer(call_out: CallOut, person: Person) -> bool:
    """Whether `person` may: whoever was called, and whoever may acknowledge what concerns its department."""
    if not person.works_at(call_out.site):
        return False
    return person.username in call_out.people or person.may(Permission.ACKNOWLEDGE, call_out.site, frozenset({call_out.department}))


def answer(
    tx: Transaction, call_out_id: str, given: Answer, *, site: Site, person: Person, at: datetime, occurred_at: datetime | None = None, channel: str = "page"
) -> Answered:
    """`person` answers, by `channel`, at `occurred_at` if that was before `at` (a phone without network).

    Answering again is no error, nor is being the second: both go. Raises `KeyError` (no such call-out), `Refusal` (this
    person was not called and may not answer) and `Conflict`.
    """
    known = tx.call_outs.get(call_out_id)
    if known is None:
        raise KeyError(call_out_id)
    if not may_answer(known, person):
        raise Refusal("您不在本次呼叫之列，不能代为应答", "you were not called here and cannot answer for those who were")
    moment = at if occurred_at is None else min(occurred_at, at)
    first_by = known.answered_by
    saved = known
    if known.state is not CallState.ANSWERED:
        saved = tx.call_outs.save(
            replace(known, state=CallState.ANSWERED, next_at=None, answer=given, answered_by=person.username, answered_at=moment, ended_at=at)
        )
    _acknowledged(tx, saved, person.username, channel, moment)
    _acknowledge_alarms(tx, saved, person, at, moment)
    _act(tx, saved, given, site, person, at, moment)
    if saved is not known:
        stop(tx, saved, at)
        telling.changed(tx, saved, at)
    if saved.work_order_id is not None:
        settle_about(tx, at, work_order_id=saved.work_order_id)
    return Answered(saved, first_by)


def _acknowledged(tx: Transaction, call_out: CallOut, person: str, channel: str, moment: datetime) -> None:
    """The messages by which they were told have demonstrably come through."""
    for delivery in tx.call_outs.deliveries([call_out.id])[call_out.id]:
        if delivery.person == person and delivery.channel == channel and delivery.sent_at is not None and delivery.replaces is None:
            proved = delivery.proved(Proof.ACKNOWLEDGED, moment)
            if proved is not delivery:
                tx.call_outs.save_delivery(proved)


def _acknowledge_alarms(tx: Transaction, call_out: CallOut, person: Person, at: datetime, moment: datetime) -> None:
    """As far as they may: who only has to know of it ends the call, and no more."""
    for alarm_id in call_out.alarm_ids:
        alarm = tx.alarms.get(alarm_id)
        if alarm is None or alarm.acknowledged or not person.may(Permission.ACKNOWLEDGE, alarm.site, frozenset({alarm.department, *alarm.assist})):
            continue
        try:
            alarm_steps.acknowledge(tx, alarm_id, by=person.username, at=at, occurred_at=moment)
        except IllegalStep:
            continue  # it is over, or hidden for a reason that somebody else gave


def _act(tx: Transaction, call_out: CallOut, given: Answer, site: Site, person: Person, at: datetime, moment: datetime) -> None:
    order = None if call_out.work_order_id is None else tx.orders.get(call_out.work_order_id)
    if order is None or not is_open(order):
        return
    if given is Answer.GOING:
        _go(tx, order, site, person, at, moment)
    elif given is Answer.FALSE_ALARM:
        _note(tx, order, SAYS_FALSE, site, person, at, moment)


def _go(tx: Transaction, order: WorkOrder, site: Site, person: Person, at: datetime, moment: datetime) -> None:
    """Their department's task, else the order if nobody has it yet; who comes second goes along."""
    task = next((task for task in order.tasks if task.department is person.department and task.done_at is None), None)
    may = person.may(STEP_PERMISSION[OrderEvent.ACCEPTED], order.site, departments_of(order))
    if may and task is not None and task.accepted_at is None:
        accept_task(tx, order.id, task.id, by=person.username, at=at, occurred_at=moment)
    elif may and task is None and (order.state, OrderEvent.ACCEPTED) in TRANSITIONS and order.assignee in {None, person.username}:
        take_step(tx, order.id, OrderEvent.ACCEPTED, site=site, by=person.username, at=at, occurred_at=moment)
    elif order.assignee != person.username:
        _note(tx, order, ALSO_GOING, site, person, at, moment)


def _note(tx: Transaction, order: WorkOrder, text: Text, site: Site, person: Person, at: datetime, moment: datetime) -> None:
    take_step(tx, order.id, OrderEvent.NOTED, site=site, by=person.username, at=at, occurred_at=moment, note=both(text.filled(name=person.name)))
