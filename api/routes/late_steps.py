"""What was done without a network and comes later: the conflict policy of docs/offline.md."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form

from api.alarms import PERMISSION_OF, departments_for, find_alarm
from api.attaching import FileAsked, file_record
from api.call_outs import find_call_out
from api.late import Done, Told, decide, decided
from api.orders import concerned, find_order
from api.problems import Forbidden, NotFound, PreconditionFailed
from api.scanning import scanned_asset
from api.schemas.alarm import AlarmStep
from api.schemas.phone import LateDecision, LateStepIn, LateWhat
from api.security.signed_in import SignedIn
from api.services import Parts
from api.uploads import LARGEST_FILE, checked, keep
from api.whistles import find_whistle, need_check_in
from api.writing import Write, Writing
from domain.alarm import IllegalStep
from domain.call_out import Answer
from domain.people import Department, Permission
from domain.phone import LateOutcome, LateReason
from domain.problem import Refusal
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from domain.whistle import WhistleState
from domain.work_order import STEP_PERMISSION, OrderEvent, Task
from operations import alarm_steps, whistles
from operations.escalation.answers import may_answer
from operations.phones.attaching import attach_late
from operations.phones.clock import Told as Moment
from operations.phones.clock import moment_of
from operations.phones.late_answers import answer_late, came_too, seen_too
from operations.phones.late_steps import Late, LateRefused, add_note, counted_note, flagged, take_late
from operations.workorders.step_details import StepDetails
from operations.workorders.tasks import accept_task, finish_task

router = APIRouter(prefix="/late-steps", tags=["phone"])

_OVER = Text("已经结束，无需再操作", "It is over: nothing is left to do.")


@router.post("")
def take_late_step(body: LateStepIn, write: Writing) -> LateDecision:
    """Tell a step that was taken offline. It is decided once; the same `id` gives the same answer for years."""
    _whose(write, body.person_id)
    told = Told(body.id, body.what, body.subject, _digest(body), body.occurred_at.astimezone(UTC), body.device_id)
    return decide(write, told, lambda tx: _ACTS.get(body.what, _order_step)(tx, body, write))


@router.post("/attachments")
def add_late_file(
    file: FileAsked,
    id: Annotated[str, Form(min_length=8, max_length=64)],  # noqa: A002  as `LateStepIn.id`
    order_id: Annotated[str, Form(max_length=64)],
    occurred_at: Annotated[datetime, Form()],
    sent_at: Annotated[datetime, Form()],
    parts: Parts,
    rights: SignedIn,
    write: Writing,
    device_id: Annotated[str | None, Form(max_length=64)] = None,
    person_id: Annotated[str | None, Form(max_length=64)] = None,
) -> LateDecision:
    """Add a photo or voice note that was taken offline: to an order in whatever state it is. Times need their zone."""
    _whose(write, person_id)
    found = checked(file.filename, file.file.read(LARGEST_FILE + 1), voice=True)
    claimed, sent = _aware(occurred_at), _aware(sent_at)
    told = Told(id, "photo", order_id, hashlib.sha256(f"{order_id}\n{rfc3339(claimed)}\n{found.sha256}".encode()).hexdigest(), claimed, device_id)
    known = decided(write, told)
    if known is not None:
        return known
    record = file_record(found, to=order_id, at=write.now, by=write.by)
    place = keep(parts.uploads, record.id, found.content)

    def act(tx: Transaction) -> Done:
        order = find_order(parts, rights, tx, order_id)
        rights.need(STEP_PERMISSION[OrderEvent.ATTACHED], order.site)
        moment = moment_of(claimed, sent, write.now, not_before=order.opened_at).moment
        attach_late(tx, order, record, moment, at=write.now)
        return Done(LateOutcome.APPLIED, moment)

    try:
        return decide(write, told, act)
    finally:
        with parts.records.reading() as tx:
            kept = any(each.id == record.id for each in tx.orders.attachments(order_id))
        if not kept:
            place.unlink(missing_ok=True)


def _whose(write: Write, person_id: str | None) -> None:
    """Raises `PreconditionFailed` for what somebody else did: a phone changes hands while a step is on its way."""
    if person_id not in (None, write.rights.person.id):
        raise PreconditionFailed(Text("这一步不是您做的，由本人登录后发送", "This was done by somebody else, who has to sign in to send it."))


def _order_step(tx: Transaction, body: LateStepIn, write: Write) -> Done:
    event = OrderEvent(body.what)
    order = find_order(write.parts, write.rights, tx, body.subject)
    # Words are never refused, whoever leads the order by now.
    write.rights.need(STEP_PERMISSION[event], order.site, None if event is OrderEvent.NOTED else concerned(order))
    told = _moment(body, write, order.opened_at)
    details = body.details()
    if details.tag is not None:
        details = StepDetails(
            outcome=details.outcome, hold_reason=details.hold_reason, tag=details.tag, scanned=scanned_asset(tx, write.parts, order.site, details.tag)
        )
    late = Late(event, told, body.based_on, body.note, details, write.rights.phone or body.device_id)
    _, outcome = take_late(tx, order, late, site=write.parts.sites[order.site], by=write.by, at=write.now)
    return Done(outcome, told.moment)


def _task_step(tx: Transaction, body: LateStepIn, write: Write) -> Done:
    order = find_order(write.parts, write.rights, tx, body.subject)
    task = next((each for each in order.tasks if each.id == body.task), None)
    if task is None:
        raise NotFound(Text("该工单没有这个任务", f"This order has no task {body.task}."))
    event, take = (OrderEvent.TASK_DONE, finish_task) if body.what is LateWhat.TASK_DONE else (OrderEvent.TASK_ACCEPTED, accept_task)
    write.rights.need(STEP_PERMISSION[event], order.site, frozenset({task.department}))
    told, device = _moment(body, write, order.opened_at), write.rights.phone or body.device_id
    if _done(task, event):
        add_note(tx, order, counted_note(event, told, body.note, write.parts.sites[order.site]), told, by=write.by, at=write.now, device_id=device)
        return Done(LateOutcome.COUNTED, told.moment)
    with _refusing():
        take(tx, order.id, task.id, by=write.by, at=write.now, occurred_at=told.moment, note=flagged(body.note, told), version=order.version)
    return Done(LateOutcome.APPLIED, told.moment)


def _acknowledge(tx: Transaction, body: LateStepIn, write: Write) -> Done:
    alarm = find_alarm(write.parts, write.rights, tx, body.subject)
    write.rights.need(PERMISSION_OF[AlarmStep.ACKNOWLEDGE], alarm.site, departments_for(AlarmStep.ACKNOWLEDGE, alarm))
    told = _moment(body, write, alarm.raised_at)
    if alarm.acknowledged or alarm.ended_at is not None:
        seen_too(tx, alarm, told, body.note, site=write.parts.sites[alarm.site], person=write.rights.person, at=write.now, device_id=_device(body, write))
        return Done(LateOutcome.COUNTED, told.moment)
    with _refusing():
        alarm_steps.acknowledge(tx, alarm.id, by=write.by, at=write.now, occurred_at=told.moment, note=flagged(body.note, told), version=alarm.version)
    return Done(LateOutcome.APPLIED, told.moment)


def _check_in(tx: Transaction, body: LateStepIn, write: Write) -> Done:
    whistle = find_whistle(write.parts, write.rights, tx, body.subject)
    department = body.department or Department.SECURITY
    need_check_in(write.rights, whistle.site, department)
    told = _moment(body, write, whistle.blown_at)
    call = whistle.call(department)
    if whistle.state is not WhistleState.OPEN or (call is not None and call.checked_in_at is not None):
        site = write.parts.sites[whistle.site]
        came_too(tx, whistle, department, told, body.note, site=site, person=write.rights.person, at=write.now, device_id=_device(body, write))
        return Done(LateOutcome.COUNTED, told.moment)
    with _refusing():
        note = flagged(body.note, told)
        whistles.check_in(tx, whistle.id, department, by=write.by, at=write.now, occurred_at=told.moment, note=note, version=whistle.version)
    return Done(LateOutcome.APPLIED, told.moment)


def _answer(tx: Transaction, body: LateStepIn, write: Write) -> Done:
    call_out = find_call_out(write.parts, write.rights, tx, body.subject)
    person = write.rights.person
    if not may_answer(call_out, person):
        raise Forbidden(Permission.ACKNOWLEDGE)
    told = _moment(body, write, call_out.created_at)
    given = Answer.GOING if body.what is LateWhat.GOING else Answer.SEEN
    outcome = answer_late(tx, call_out, given, told, site=write.parts.sites[call_out.site], person=person, at=write.now, device_id=_device(body, write))
    return Done(outcome, told.moment)


_ACTS: dict[LateWhat, Callable[[Transaction, LateStepIn, Write], Done]] = {
    LateWhat.TASK_ACCEPT: _task_step,
    LateWhat.TASK_DONE: _task_step,
    LateWhat.ACKNOWLEDGE: _acknowledge,
    LateWhat.CHECK_IN: _check_in,
    LateWhat.SEEN: _answer,
    LateWhat.GOING: _answer,
}


@contextmanager
def _refusing() -> Iterator[None]:
    """What cannot be done any more is refused in words."""
    try:
        yield
    except IllegalStep as error:
        raise LateRefused(LateReason.NOT_NOW, _OVER) from error
    except Refusal as error:
        raise LateRefused(LateReason.MISSING, error.text) from error


def _device(body: LateStepIn, write: Write) -> str | None:
    return write.rights.phone or body.device_id


def _done(task: Task, event: OrderEvent) -> bool:
    return task.done_at is not None or (event is OrderEvent.TASK_ACCEPTED and task.accepted_at is not None)


def _moment(body: LateStepIn, write: Write, not_before: datetime) -> Moment:
    return moment_of(body.occurred_at.astimezone(UTC), body.sent_at.astimezone(UTC), write.now, not_before=not_before)


def _digest(body: LateStepIn) -> str:
    """Of everything but when it was sent, which is another time at each try."""
    return hashlib.sha256(body.model_dump_json(exclude={"sent_at"}).encode()).hexdigest()


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
