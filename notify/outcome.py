"""What came of handing a message over: sent, tried again after a while, or given up."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.call_out import Delivery, Proof
from domain.records import Transaction
from domain.site import Site
from domain.sparing import SparingEach
from notify.backoff import TRIES, wait_after
from notify.channels.message import NotifyError, Sent
from notify.claiming import Parcel
from operations.contacts.marking import did_not, is_gone
from operations.escalation.calling import received
from operations.escalation.ending import follow_up

log = logging.getLogger(__name__)
_given_up = SparingEach(log)
"""By channel: one that is down fails for everybody."""

_LONGEST_ERROR = 300

Outcome = Sent | NotifyError


def settle(tx: Transaction, parcel: Parcel, outcome: Outcome, sites: Mapping[str, Site], now: datetime, jitter: random.Random) -> bool:
    """Store what came of it; whether it was ours to store (somebody else has it if this took longer than the claim). Raises `Conflict`."""
    known = tx.call_outs.delivery(parcel.delivery.id)
    if known is None or known.attempts != parcel.delivery.attempts:
        return False
    if isinstance(outcome, Sent):
        _sent(tx, known, outcome, sites, now)
        for event in outcome.events:
            tx.events.append(event)
        return True
    if known.proof.rank >= Proof.RECEIVED.rank:
        # The device said so itself: what its server failed to say is of no interest.
        _sent(tx, known, Sent(proof=known.proof), sites, now)
        return True
    _failed(tx, known, outcome, now, jitter)
    if outcome.gone and parcel.contact is not None:
        is_gone(tx, parcel.contact.id, now)
    return True


def _sent(tx: Transaction, known: Delivery, sent: Sent, sites: Mapping[str, Site], now: datetime) -> None:
    # A device may have been quicker to say that it has the message than the server to say that it took it.
    proved = known.proved(sent.proof if sent.proof.rank > Proof.QUEUED.rank else Proof.SENT, now)
    saved = tx.call_outs.save_delivery(replace(proved, next_at=None, error=None, failed_at=None, outside_id=sent.outside_id or known.outside_id))
    covered = tx.call_outs.covered(known.id)
    for each in covered:
        tx.call_outs.save_delivery(replace(each.proved(saved.proof, now), next_at=None, error=None, failed_at=None))
    if known.replaces is not None:
        return
    for call_out_id in {known.call_out_id, *(each.call_out_id for each in covered)}:
        call_out = tx.call_outs.get(call_out_id)
        if call_out is None:
            continue
        if saved.proof.rank >= Proof.RECEIVED.rank and call_out.site in sites:
            received(tx, call_out, sites[call_out.site], now)
        if call_out.asks and call_out.ended_at is not None and call_out_id == known.call_out_id and known.contact_id is not None:
            # Somebody answered while it was under way.
            tx.call_outs.add_delivery(follow_up(saved, now))


def _failed(tx: Transaction, known: Delivery, error: NotifyError, now: datetime, jitter: random.Random) -> None:
    text = str(error)[:_LONGEST_ERROR]
    again_at = now + wait_after(known.attempts, asked_s=error.retry_after_s, jitter=jitter)
    over = known.expires_at is not None and again_at >= known.expires_at
    if not error.permanent and known.attempts < TRIES and not over:
        tx.call_outs.save_delivery(replace(known, next_at=again_at, error=text))
        return
    extra = {"delivery": known.id, "channel": known.channel}
    _given_up.of(known.channel).say(logging.WARNING, "a message is given up after %d tries: %s", known.attempts, text, extra=extra)
    for each in (known, *tx.call_outs.covered(known.id)):
        tx.call_outs.save_delivery(replace(each, next_at=None, failed_at=now, error=text))
    if known.contact_id is not None and not error.gone:
        did_not(tx, known.contact_id, text, now)
