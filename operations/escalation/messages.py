"""Which messages a step makes: one for each person, channel and address, and one for each group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.call_out import CallOut, CallPolicy, Delivery, Proof
from domain.identity import LIVE, stable_id
from domain.outbox import NotificationKind
from domain.records import Transaction
from domain.site import Site
from operations.escalation.quiet import quiet_until
from operations.escalation.taking_part import goes_outside
from operations.escalation.ways import PAGE, Ways

ASKED_FOR = timedelta(minutes=30)
"""So long a message that asks somebody to come is of use."""
TOLD_FOR = timedelta(hours=12)

ALONE = "drill-over"
"""For a realm, of a message that stands alone."""

Waiting = dict[tuple[str, str | None, str, str | None], str]
"""By thing, person, channel and contact: the delivery that was made in this transaction and has not left yet."""


def messages(
    tx: Transaction, site: Site, call_out: CallOut, policy: CallPolicy, step: int, people: Sequence[str], ways: Ways, now: datetime, waiting: Waiting
) -> Sequence[Delivery]:
    """Those of `step` for `people` and for groups. Each has the same id however often it is made.

    What is for persons by name is told in no group. Of a drill, only by what takes drills, and to others than its people
    only if that was chosen.
    """
    names = [name for name in policy.steps[step].by if name in ways and (call_out.realm == LIVE or ways[name].takes_drills)]
    if call_out.realm != LIVE and not goes_outside(tx, call_out.realm):
        names = [name for name in names if not ways[name].outside]
    made = [_message(call_out, step, None, name, None, now, None, waiting) for name in names if ways[name].group and not call_out.persons]
    personal = [name for name in names if not ways[name].group]
    if not people or not personal:
        return made
    quiet = {} if policy.passes_quiet else tx.call_outs.quiet_hours(people)
    contacts = sorted((each for each in tx.contacts.of(people) if each.channel in personal and each.usable), key=lambda each: personal.index(each.channel))
    for contact in contacts:
        held_until = quiet_until(quiet.get(contact.person), site.time_zone, now)
        made.append(_message(call_out, step, contact.person, contact.channel, contact.id, now, held_until, waiting))
    return made


def page_message(call_out: CallOut, step: int, person: str, now: datetime) -> Delivery:
    """What tells a person by the page that they have open, or open next: it is there with the transaction."""
    id_ = _id(call_out, PAGE, person, None)
    return Delivery(id_, call_out.id, call_out.site, call_out.realm, person, PAGE, None, id_, step, now, proof=Proof.SENT, sent_at=now)


def _message(
    call_out: CallOut, step: int, person: str | None, channel: str, contact: str | None, now: datetime, held_until: datetime | None, waiting: Waiting
) -> Delivery:
    id_ = _id(call_out, channel, person, contact)
    place = (call_out.work_order_id or next(iter(call_out.alarm_ids), call_out.id), person, channel, contact)
    # What waits for the end of somebody's quiet hours cannot carry what does not wait.
    head = waiting.setdefault(place, id_) if held_until is None else id_
    due = held_until or now
    return Delivery(
        id_,
        call_out.id,
        call_out.site,
        _counted_in(call_out),
        person,
        channel,
        contact,
        id_,
        step,
        now,
        next_at=due if head == id_ else None,
        covered_by=None if head == id_ else head,
        expires_at=due + (ASKED_FOR if call_out.asks else TOLD_FOR),
    )


def _counted_in(call_out: CallOut) -> str:
    """That a drill is over is told by itself, and makes nothing real wait: neither counted nor put together with anything else."""
    return ALONE if call_out.realm == LIVE and call_out.kind is NotificationKind.DRILL else call_out.realm


def _id(call_out: CallOut, channel: str, person: str | None, contact: str | None) -> str:
    return stable_id("call-delivery", call_out.id, channel, person or "", contact or "")
