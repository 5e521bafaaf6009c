"""From a notification to a call-out, and from each of its steps to the next: every one is decided once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.call_out import CallOut, CallState, Proof
from domain.identity import LIVE, stable_id
from domain.outbox import DeliveryState, Notification
from domain.post import Post
from domain.records import Records, Transaction
from domain.site import Site
from operations.deciding import Due, decide
from operations.escalation import telling
from operations.escalation.alarming import nobody_answers
from operations.escalation.beginning import Begun, begin
from operations.escalation.ladders import next_decision, policy_for, policy_of
from operations.escalation.messages import Waiting
from operations.escalation.settling import is_settled, settle
from operations.escalation.taking_part import is_too_late
from operations.escalation.ways import Ways

AT_ONCE = 50
"""So many notifications are turned into call-outs in one transaction."""


def call_due(tx: Transaction, sites: Mapping[str, Site], ways: Ways, now: datetime, *, limit: int = AT_ONCE) -> int:
    """Turn the notifications that are due at `now` into call-outs; returns how many were. What is of no known site is told to nobody."""
    waiting: Waiting = {}
    due = tx.outbox.due(now, limit=limit)
    for notification in due:
        site = sites.get(notification.site)
        if site is None:
            tx.outbox.save(replace(notification, state=DeliveryState.FAILED, next_at=None, error="this installation has no such site"))
        elif notification.realm != LIVE and is_too_late(tx, notification):
            tx.outbox.save(replace(notification, state=DeliveryState.FAILED, next_at=None, error="the drill is over"))
        else:
            call_out(tx, site, notification, ways, now, waiting)
    return len(due)


def call_out(tx: Transaction, site: Site, notification: Notification, ways: Ways, now: datetime, waiting: Waiting) -> CallOut | None:
    """Call the people whom `notification` is for, and tell the open pages; `None` if somebody else has just done so."""
    policy = policy_for(site, notification.kind, notification.severity, now)
    new = CallOut(
        id=stable_id("call-out", notification.id),
        notification_id=notification.id,
        realm=notification.realm,
        site=notification.site,
        kind=notification.kind,
        severity=notification.severity,
        department=notification.department,
        title=notification.title,
        body=notification.body,
        posts=tuple(Post(each) for each in notification.posts),
        policy=policy.id,
        asks=policy.asks,
        created_at=now,
        work_order_id=notification.work_order_id,
        alarm_ids=notification.alarm_ids,
        persons=notification.persons,
    )
    if _is_carried(tx, new):
        new = replace(new, asks=False)
    begun = begin(tx, site, new, policy, 0, ways, now, waiting)
    if not tx.call_outs.add(begun.call_out):
        return None
    for delivery in begun.deliveries:
        tx.call_outs.add_delivery(delivery)
    tx.outbox.save(replace(notification, state=DeliveryState.SENT, sent_at=now, next_at=None, attempts=notification.attempts + 1, error=None))
    telling.told(tx, notification, begun.call_out, now)
    _say(tx, begun, now, first=True)
    return begun.call_out


def _is_carried(tx: Transaction, new: CallOut) -> bool:
    """Whether the same department is being called for the same order already, as urgently: then this is only told."""
    if not new.asks or new.work_order_id is None:
        return False
    others = tx.call_outs.about(work_order_id=new.work_order_id, calling=True)
    return any(
        each.state is CallState.CALLING and each.department is new.department and each.severity.rank <= new.severity.rank
        for each in others
        if each.id != new.id
    )


def sweep(records: Records, sites: Mapping[str, Site], ways: Ways, now: datetime) -> int:
    """Decide every call-out whose moment has come; returns how many decisions were made. Raises `RecordsUnavailable`."""

    def next_step(tx: Transaction, call_out_id: str, site: Site, now: datetime) -> int:
        return decide_one(tx, call_out_id, site, ways, now)

    with records.reading() as tx:
        due = [Due(next_step, each.id, sites[each.site]) for each in tx.call_outs.due(now) if each.site in sites]
    return decide(records, due, now)


def decide_one(tx: Transaction, call_out_id: str, site: Site, ways: Ways, now: datetime) -> int:
    """Begin the next step of a call-out that is due at `now`, or end it; whether there was something to decide. Raises `Conflict`."""
    known = tx.call_outs.get(call_out_id)
    if known is None or known.state is not CallState.CALLING or known.next_at is None or known.next_at > now:
        return 0
    if is_settled(tx, known):
        settle(tx, known, now)
        return 1
    policy = policy_of(site, known, now)
    awaited = _awaited(tx, known, site, now)
    if awaited is not None and awaited > now:
        tx.call_outs.save(replace(known, next_at=awaited))
        return 1
    begun = begin(tx, site, known, policy, known.step + 1, ways, now, {})
    begun.call_out = tx.call_outs.save(begun.call_out)
    for delivery in begun.deliveries:
        tx.call_outs.add_delivery(delivery)
    _say(tx, begun, now, first=False)
    return 1


def received(tx: Transaction, known: CallOut, site: Site, now: datetime) -> CallOut:
    """`known`, of which a device has said that it is there: the next step begins when nobody has answered, and no sooner. Raises `Conflict`."""
    if known.state is not CallState.CALLING or known.next_at is None:
        return known
    awaited = _awaited(tx, known, site, now)
    if awaited is None or awaited <= known.next_at:
        return known
    return tx.call_outs.save(replace(known, next_at=awaited))


def _awaited(tx: Transaction, known: CallOut, site: Site, now: datetime) -> datetime | None:
    """When its next step begins, as far as is known of its messages by now."""
    came = any(each.proof.rank >= Proof.RECEIVED.rank for each in tx.call_outs.deliveries([known.id])[known.id])
    return next_decision(policy_of(site, known, now), known.step, known.step_at or known.created_at, received=came)


def _say(tx: Transaction, begun: Begun, now: datetime, *, first: bool) -> None:
    """Pages hear of the first step by its notification; of what follows, and of what went wrong, by itself."""
    call_out = begun.call_out
    if call_out.state is CallState.UNANSWERED:
        nobody_answers(call_out)
    if not first or begun.empty or call_out.state is CallState.UNANSWERED:
        telling.changed(tx, call_out, now, new=begun.new, empty=[each.value for each in begun.empty])
