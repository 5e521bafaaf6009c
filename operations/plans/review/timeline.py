"""The time line of a run: its log, its alarms, orders, check-ins, calls and messages in one order, to the second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.alarm import Alarm
from domain.call_out import CallOut, CallOutFilter, Delivery, Proof
from domain.outbox import NotificationKind
from domain.people import Department
from domain.plan_run import PlanRun, RunEntry, RunEvent
from domain.records import Transaction
from domain.text import Text
from domain.whistle import WhistleStep
from domain.work_order import WorkOrder
from operations.forms.labels import DEPARTMENTS, EVENTS
from operations.knowledge import CONTACTS
from operations.plans.review import words

BEFORE = timedelta(minutes=10)
"""What happened so long before the run began belongs to it: the alarm came first."""
MOST = 1_000
"""Lines that are kept; of more, deliveries go first."""


class Source(StrEnum):
    """Where a line comes from."""

    RUN = "run"
    ALARM = "alarm"
    ORDER = "order"
    WHISTLE = "whistle"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `at` is when it was done, `known_at` when Steward knew (UTC); a phone may have been offline.

    `what` is the event's own word; `text` says it, `note` is what a person wrote or said. `step` is the key of a step of the plan;
    `subject` the id of the alarm, order or call-out.
    """

    at: datetime
    known_at: datetime
    source: Source
    what: str
    actor: str
    text: Text
    note: str = ""
    step: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The lines, the earliest first, and how many deliveries were left out because there were too many."""

    lines: Sequence[Line]
    left_out: int = 0


def timeline_of(tx: Transaction, run: PlanRun, ended_at: datetime, names: Mapping[str, str]) -> TimeLine:
    """The time line of `run` from shortly before its beginning to its end; remarks of its log that came later too.

    `names` are people's, by username: for whom a push reached.
    """
    alarms = [alarm for alarm_id in run.alarm_ids if (alarm := tx.alarms.get(alarm_id)) is not None]
    orders = orders_of(tx, run, alarms)
    log = tx.plan_runs.log(run.id)
    lines = [_of_run(run, entry, names) for entry in log]
    others = [*_of_alarms(tx, alarms), *_of_orders(tx, orders), *_of_whistle(tx, run, log)]
    pushes = list(_of_deliveries(tx, run, ended_at, alarms, orders, names))
    kept = [line for line in others if run.begun_at - BEFORE <= line.at <= ended_at]
    told = [line for line in pushes if run.begun_at - BEFORE <= line.at <= ended_at]
    room = max(0, MOST - len(lines) - len(kept))
    return TimeLine(sorted([*lines, *kept, *_first(told, room)], key=lambda line: (line.at, line.known_at)), max(0, len(told) - room))


def orders_of(tx: Transaction, run: PlanRun, alarms: Sequence[Alarm]) -> Sequence[WorkOrder]:
    """The responsible order of the run, that of its whistle, and those of its alarms, each once."""
    whistle = None if run.whistle_id is None else tx.whistles.get(run.whistle_id)
    ids = [run.order_id, None if whistle is None else whistle.order_id]
    ids += [None if (order := tx.orders.of_alarm(alarm.id)) is None else order.id for alarm in alarms]
    found = (tx.orders.get(order_id) for order_id in dict.fromkeys(ids) if order_id is not None)
    return [order for order in found if order is not None]


def _first(lines: Sequence[Line], room: int) -> Sequence[Line]:
    return sorted(lines, key=lambda line: line.at)[:room]


def _of_run(run: PlanRun, entry: RunEntry, names: Mapping[str, str]) -> Line:
    text = words.RUN_EVENTS[entry.event].filled(what=_about(run, entry, names))
    return Line(entry.occurred_at, entry.at, Source.RUN, entry.event.value, entry.actor, text, entry.note, entry.step, run.id)


def _about(run: PlanRun, entry: RunEntry, names: Mapping[str, str]) -> Text:
    """What a line of the log is about: a step, a phase, a department, whoever was called or took command."""
    if entry.step is not None:
        named = {step.key: step.title for _phase, step in run.plan.steps(run.stage)}
        if entry.event is RunEvent.PHASE_OPENED:
            named = {phase.key: phase.name for phase in run.plan.phases_of(run.stage)}
        if entry.step in named:
            return named[entry.step]
    data = entry.data
    if "contact" in data:
        return _called(str(data["contact"]), str(data.get("result", "")))
    if "to" in data:
        return Text(*[names.get(str(data["to"]), str(data["to"]))] * 2)
    return _department(str(data.get("department") or entry.step or "—"))


def _called(contact: str, result: str) -> Text:
    who = CONTACTS[contact].name if contact in CONTACTS else Text(contact, contact)
    said = words.CALL_RESULTS.get(result, Text(result, result))
    return words.CALLED_WITH.filled(who=who, result=said) if result else who


def _department(word: str) -> Text:
    return DEPARTMENTS[Department(word)] if word in set(Department) else Text(word, word)


def _of_alarms(tx: Transaction, alarms: Sequence[Alarm]) -> Iterator[Line]:
    for alarm in alarms:
        for entry in tx.alarms.history(alarm.id):
            text = words.ALARM_EVENTS.get(entry.event)
            if text is not None:
                at = alarm.occurred_at if entry.at == alarm.raised_at else entry.at
                yield Line(at, entry.at, Source.ALARM, entry.event.value, entry.actor, text.filled(what=alarm.message), entry.note, subject=alarm.id)


def _of_orders(tx: Transaction, orders: Sequence[WorkOrder]) -> Iterator[Line]:
    for order in orders:
        for entry in tx.orders.timeline(order.id):
            what = EVENTS.get(entry.event, Text(entry.event.value, entry.event.value))
            text = words.ORDER_EVENT.filled(number=order.number, what=what)
            yield Line(entry.occurred_at, entry.at, Source.ORDER, entry.event.value, entry.actor, text, entry.note, subject=order.id)


def _of_whistle(tx: Transaction, run: PlanRun, log: Sequence[RunEntry]) -> Iterator[Line]:
    """What the run's own log does not say already: a department that checked in there stands there."""
    if run.whistle_id is None:
        return
    said = {entry.at for entry in log if entry.event is RunEvent.CHECKED_IN}
    for entry in tx.whistles.timeline(run.whistle_id):
        if entry.step is WhistleStep.CHECKED_IN and entry.at in said:
            continue
        what = _department("—" if entry.department is None else entry.department.value)
        text = words.WHISTLE_STEPS[entry.step].filled(what=what)
        yield Line(entry.at, entry.at, Source.WHISTLE, entry.step.value, entry.actor, text, entry.note, subject=run.whistle_id)


def _of_deliveries(
    tx: Transaction, run: PlanRun, ended_at: datetime, alarms: Sequence[Alarm], orders: Sequence[WorkOrder], names: Mapping[str, str]
) -> Iterator[Line]:
    """Who received which push, who answered it, and whom none reached."""
    found = [call for alarm in alarms for call in tx.call_outs.about(alarm_id=alarm.id)]
    found += [call for order in orders for call in tx.call_outs.about(work_order_id=order.id)]
    calls = {call.id: call for call in [*found, *_called_by(tx, run, ended_at)]}
    for call_id, deliveries in tx.call_outs.deliveries(list(calls)).items():
        for delivery in deliveries:
            yield from _of_delivery(calls[call_id], delivery, names)


def _called_by(tx: Transaction, run: PlanRun, ended_at: datetime) -> Sequence[CallOut]:
    """What the plan itself told, known by its title: two runs of one plan at one site at the same time share these."""
    where = CallOutFilter((run.site,), since=run.begun_at, until=ended_at, realm=run.realm, kinds=frozenset({NotificationKind.PLAN}))
    return [call for call in tx.call_outs.list(where, limit=MOST).items if run.plan.title.zh in call.title.zh]


def _of_delivery(call: CallOut, delivery: Delivery, names: Mapping[str, str]) -> Iterator[Line]:
    person = words.A_GROUP if delivery.person is None else Text(*[names.get(delivery.person, delivery.person)] * 2)
    reached = ((Proof.RECEIVED, delivery.received_at), (Proof.ACKNOWLEDGED, delivery.acknowledged_at))
    for proof, at in reached:
        if at is not None:
            text = words.PROOFS[proof].filled(person=person, what=call.title)
            yield Line(at, at, Source.DELIVERY, proof.value, delivery.person or delivery.channel, text, subject=call.id)
    if delivery.failed_at is not None:
        text = words.FAILED.filled(person=person, what=call.title)
        yield Line(delivery.failed_at, delivery.failed_at, Source.DELIVERY, "failed", delivery.person or delivery.channel, text, subject=call.id)
