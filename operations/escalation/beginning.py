"""A step begins: who is called that was not, and which messages that makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.call_out import Called, CallOut, CallPolicy, CallState, Delivery, Whom
from domain.outbox import NotificationKind
from domain.records import Transaction
from domain.site import Site
from operations.escalation.alarming import nobody_found
from operations.escalation.ladders import next_decision
from operations.escalation.messages import Waiting, messages, page_message
from operations.escalation.ways import Ways
from operations.escalation.whom import Candidate, candidates

LIMITS = frozenset({NotificationKind.ORDER_OVERDUE, NotificationKind.ORDER_ESCALATED})
"""Told because nobody did anything: who is being asked about the same order at this moment is not asked once more."""


@dataclass(slots=True)
class Begun:
    """What a step has made: the call-out as it is then, the new messages, who is new, and whom nobody was found for."""

    call_out: CallOut
    deliveries: list[Delivery] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    empty: list[Whom] = field(default_factory=list)


def begin(tx: Transaction, site: Site, call_out: CallOut, policy: CallPolicy, first: int, ways: Ways, now: datetime, waiting: Waiting) -> Begun:
    """`call_out` with the first step from `first` on that reaches somebody new, or somebody by a new way; without one, at its end.

    Nothing is stored. A step whose people are all being asked by another call-out about the same thing waits as if it
    had called them. `waiting` are messages that have not left yet, by which another notification about the same thing
    can be told too.
    """
    asked = asked_elsewhere(tx, call_out)
    before = [] if first == 0 else list(tx.call_outs.deliveries([call_out.id])[call_out.id])
    begun = Begun(call_out)
    last = len(policy.steps) if call_out.asks else 1
    for number in range(first, last):
        if _step(tx, site, begun, policy, number, ways, now, asked, before, waiting):
            next_at = next_decision(policy, number, now, received=False)
            begun.call_out = replace(begun.call_out, step=number, step_at=now, next_at=next_at)
            break
    else:
        begun.call_out = replace(begun.call_out, step_at=begun.call_out.step_at or now, next_at=None, ended_at=now, state=CallState.UNANSWERED)
    if not call_out.asks:
        begun.call_out = replace(begun.call_out, state=CallState.SETTLED, next_at=None, ended_at=now)
    return begun


def asked_elsewhere(tx: Transaction, call_out: CallOut) -> frozenset[str]:
    """Who is being asked about the same thing by other call-outs, or has been without an answer."""
    if call_out.work_order_id is not None:
        others = tx.call_outs.about(work_order_id=call_out.work_order_id, calling=True)
    else:
        others = [each for alarm_id in call_out.alarm_ids[:1] for each in tx.call_outs.about(alarm_id=alarm_id, calling=True)]
    return frozenset(person for each in others if each.id != call_out.id for person in each.people)


def _step(
    tx: Transaction,
    site: Site,
    begun: Begun,
    policy: CallPolicy,
    number: int,
    ways: Ways,
    now: datetime,
    asked: frozenset[str],
    before: Sequence[Delivery],
    waiting: Waiting,
) -> bool:
    """Add to `begun` what this step makes; whether anybody is asked by it."""
    step, call_out = policy.steps[number], begun.call_out
    found = candidates(tx, site, call_out, step.whom, now)
    if not found and step.whom not in begun.empty and not call_out.called:
        begun.empty.append(step.whom)
        nobody_found(call_out, step.whom)
    spares = number > 0 or call_out.kind in LIMITS
    strangers = [each for each in found if each.person.username not in call_out.people]
    spared = [each.person.username for each in strangers if spares and each.person.username in asked]
    new = [each for each in strangers if each.person.username not in spared]
    begun.call_out = replace(
        call_out,
        called=(*call_out.called, *(_called(each, number, now) for each in new)),
        already=(*call_out.already, *(each for each in spared if each not in call_out.already)),
    )
    # Those who stand on the posts are asked again by what rings louder; nobody else is asked twice.
    again = [each.person for each in call_out.called if step.whom is Whom.POST and policy.steps[each.step].whom is Whom.POST]
    people = [*(each.person.username for each in new), *again]
    known = {each.id for each in (*before, *begun.deliveries)}
    made = [each for each in messages(tx, site, begun.call_out, policy, number, people, ways, now, waiting) if each.id not in known]
    begun.deliveries += [*(page_message(begun.call_out, number, each.person.username, now) for each in new), *made]
    begun.new += [each.person.username for each in new]
    return bool(new or spared or any(each.person is not None for each in made))


def _called(candidate: Candidate, step: int, now: datetime) -> Called:
    return Called(candidate.person.username, step, now, candidate.posts, candidate.instead_of)
