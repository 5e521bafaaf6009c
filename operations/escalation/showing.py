"""An open page of somebody who is called shows it: proof that it came."""

from __future__ import annotations

from datetime import datetime

from domain.call_out import CallOut, Proof
from domain.records import Transaction
from domain.site import Site
from operations.escalation.calling import received
from operations.escalation.ways import PAGE


def shown(tx: Transaction, call_out: CallOut, proof: Proof, *, site: Site, person: str, at: datetime, occurred_at: datetime | None = None) -> CallOut:
    """The page of `person` shows `call_out`, or they opened it; nothing if they were not called. Raises `Conflict`."""
    moment = at if occurred_at is None else min(occurred_at, at)
    changed = False
    for delivery in tx.call_outs.deliveries([call_out.id])[call_out.id]:
        if delivery.person == person and delivery.channel == PAGE and delivery.proof.rank < proof.rank:
            tx.call_outs.save_delivery(delivery.proved(proof, moment))
            changed = True
    return received(tx, call_out, site, at) if changed else call_out
