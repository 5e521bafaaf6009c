"""What somebody who was called said without a network: 收到, 我去, an alarm seen, a department checked in (docs/offline.md).

None of it is ever refused because others were faster or because it is over: who was on the way stands in the timeline.
"""

from __future__ import annotations

from datetime import datetime

from domain.alarm import Alarm
from domain.call_out import Answer, CallOut, CallState
from domain.people import Department, Person
from domain.phone import LateOutcome
from domain.records import Transaction
from domain.site import Site
from domain.text import Text
from domain.whistle import Whistle, WhistleState
from operations import whistles
from operations.escalation import answers
from operations.phones.clock import Told
from operations.phones.late_steps import add_note, flagged
from operations.workorders import record

_ANSWER_NAMES = {Answer.SEEN: Text("收到", "got it"), Answer.GOING: Text("我去", "I'm going"), Answer.FALSE_ALARM: Text("误报", "false alarm")}
_OVER = Text("{name} 离线期间应答“{said}”（{time}），当时已处理完", "{name} said “{said}” offline at {time}: it was over by then")
_SEEN = Text("{name} 离线期间也确认了告警（{time}）", "{name} acknowledged the alarm too, offline at {time}")
_CAME = Text("{name} 离线期间也已签到（{time}）", "{name} checked in too, offline at {time}")


def answer_late(
    tx: Transaction, call_out: CallOut, given: Answer, told: Told, *, site: Site, person: Person, at: datetime, device_id: str | None
) -> LateOutcome:
    """The answer counts from when it was given; who comes second goes along. Raises `Refusal` for whoever may not answer."""
    order = None if call_out.work_order_id is None else tx.orders.get(call_out.work_order_id)
    answered = answers.answer(tx, call_out.id, given, site=site, person=person, at=at, occurred_at=told.moment)
    if order is not None and not record.is_open(order):
        said = _OVER.filled(name=person.name, said=_ANSWER_NAMES[given], time=_clock(told, site))
        add_note(tx, order, record.both(said), told, by=person.username, at=at, device_id=device_id)
    first = call_out.state is not CallState.ANSWERED and answered.call_out.answered_by == person.username
    return LateOutcome.APPLIED if first else LateOutcome.COUNTED


def seen_too(tx: Transaction, alarm: Alarm, told: Told, note: str, *, site: Site, person: Person, at: datetime, device_id: str | None) -> None:
    """Somebody else had acknowledged `alarm`, or it was over: its order keeps that this person saw it too."""
    order = tx.orders.of_alarm(alarm.id)
    if order is not None and alarm.acknowledged_by != person.username:
        add_note(tx, order, _with(_SEEN, told, note, site, person), told, by=person.username, at=at, device_id=device_id)


def came_too(
    tx: Transaction, whistle: Whistle, department: Department, told: Told, note: str, *, site: Site, person: Person, at: datetime, device_id: str | None
) -> None:
    """Somebody else of the department had checked in, or it was over: the whistle, else its order, keeps that this person came."""
    call = whistle.call(department)
    if call is not None and call.checked_in_by == person.username:
        return
    said = _with(_CAME, told, note, site, person)
    if whistle.state is WhistleState.OPEN:
        whistles.note(tx, whistle.id, flagged(said, told), by=person.username, at=at, department=department)
        return
    order = tx.orders.get(whistle.order_id)
    if order is not None:
        add_note(tx, order, said, told, by=person.username, at=at, device_id=device_id)


def _with(words: Text, told: Told, note: str, site: Site, person: Person) -> str:
    said = record.both(words.filled(name=person.name, time=_clock(told, site)))
    return f"{said}\n{note}" if note.strip() else said


def _clock(told: Told, site: Site) -> str:
    return told.moment.astimezone(site.time_zone).strftime("%H:%M")
