"""When a call-out ends: what has not left yet stays here, and those who were told hear who has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.call_out import CallOut, Delivery, Proof
from domain.identity import stable_id
from domain.records import Transaction
from domain.text import Text

OF_USE_FOR = timedelta(minutes=30)
NOT_NEEDED = "not needed any more"

TAKEN = Text("{name} 已接", "{name} has it")
OVER = Text("已处理，无需响应", "Handled; nothing to do")


def stop(tx: Transaction, call_out: CallOut, now: datetime) -> None:
    """Give up the messages of `call_out` that have not left, and queue for each that has the one that takes its place.

    Whether a channel can change what it sent is found when that is tried. Raises `Conflict`.
    """
    for delivery in tx.call_outs.deliveries([call_out.id])[call_out.id]:
        if delivery.replaces is not None:
            continue
        if delivery.proof is Proof.QUEUED and delivery.failed_at is None and delivery.covered_by is None and not _is_leaving(delivery):
            _give_up(tx, delivery, now)
        elif delivery.sent_at is not None and delivery.person is not None and delivery.contact_id is not None and delivery.covered_by is None:
            tx.call_outs.add_delivery(follow_up(delivery, now))


def _is_leaving(delivery: Delivery) -> bool:
    """Whether a worker has it in hand; the message may be under way."""
    return delivery.attempts > 0 and delivery.error is None


def _give_up(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """Other notifications that would have been told along with it are told by themselves."""
    wanted = [each for each in tx.call_outs.covered(delivery.id) if _is_wanted(tx, each)]
    for heir, *others in [wanted] if wanted else []:
        tx.call_outs.save_delivery(replace(heir, covered_by=None, next_at=now))
        for each in others:
            tx.call_outs.save_delivery(replace(each, covered_by=heir.id))
    tx.call_outs.save_delivery(replace(delivery, next_at=None, failed_at=now, error=NOT_NEEDED))


def _is_wanted(tx: Transaction, delivery: Delivery) -> bool:
    call_out = tx.call_outs.get(delivery.call_out_id)
    return call_out is not None and (call_out.ended_at is None or not call_out.asks)


def follow_up(delivery: Delivery, now: datetime) -> Delivery:
    """The message that takes the place of `delivery`, which has been sent, and says who has it."""
    id_ = stable_id("call-delivery-over", delivery.id)
    return Delivery(
        id_,
        delivery.call_out_id,
        delivery.site,
        delivery.realm,
        delivery.person,
        delivery.channel,
        delivery.contact_id,
        f"{delivery.key}-over",
        delivery.step,
        now,
        next_at=now,
        replaces=delivery.id,
        expires_at=now + OF_USE_FOR,
    )
