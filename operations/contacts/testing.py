"""Does it come through? A visible test message, before it matters. Silent ones are never sent: browsers end subscriptions for them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.call_out import Proof
from domain.contact import CHECK_AGAIN_AFTER, CheckKind, Contact, ContactCheck
from domain.identity import new_id
from domain.problem import Refusal
from domain.records import Transaction
from operations.contacts.marking import came_through
from operations.contacts.sealing import Sealing

TEST_LASTS = timedelta(hours=1)
PROOF_WITHIN = timedelta(seconds=60)
"""After it was sent, where the device itself says that it came: then silence means that it did not."""
AGAIN_AFTER = timedelta(seconds=30)
PROVES_ITSELF = frozenset({"push"})
"""Channels whose device answers without a person: silence there is a fault."""
COSTS_NOTHING = frozenset({"push", "ntfy", "wecom", "dingtalk", "feishu", "telegram"})
"""Tried by themselves when a shift begins or the app is opened; a call or a short message only when somebody asks."""


def send_test(tx: Transaction, contact: Contact, sealing: Sealing, now: datetime) -> ContactCheck:
    """Put a test message on its way. Raises `Refusal` if one has just been sent, or it is not known whose contact it is."""
    if not contact.usable:
        raise Refusal("请先验证该通知方式", "Verify it first: nothing else is sent to an address that may be somebody else's.")
    if tx.contacts.checks_of(contact.id, CheckKind.TEST, now - AGAIN_AFTER):
        raise Refusal("刚刚已发送测试，请稍候", "A test was sent just now. Give it a moment.")
    check_id, secret = new_id(), secrets.token_urlsafe(32)
    check = ContactCheck(
        id=check_id,
        contact_id=contact.id,
        person=contact.person,
        kind=CheckKind.TEST,
        sealed=sealing.close_secret(secret, check_id),
        digest=digest_of(secret),
        asked_at=now,
        expires_at=now + TEST_LASTS,
        next_at=now,
    )
    tx.contacts.add_check(check)
    return check


def try_what_is_stale(tx: Transaction, person: str, sealing: Sealing, now: datetime, channels: Collection[str]) -> Sequence[ContactCheck]:
    """Try what costs nothing and nothing came through by for `CHECK_AGAIN_AFTER`, at most once in that time; `channels` are those that are open."""
    sent = []
    for contact in tx.contacts.of([person]):
        fresh = contact.checked_at is not None and now - contact.checked_at < CHECK_AGAIN_AFTER
        if fresh or contact.channel not in COSTS_NOTHING or contact.channel not in channels:
            continue
        if not tx.contacts.checks_of(contact.id, CheckKind.TEST, now - CHECK_AGAIN_AFTER):
            sent.append(send_test(tx, contact, sealing, now))
    return sent


def prove(tx: Transaction, digest: str, proof: Proof, now: datetime) -> ContactCheck | None:
    """A device or a person proves what came through, by the SHA-256 of the test's secret. `None`: there is no such test, or it is long over.

    Less than what is proven already changes nothing.
    """
    check = tx.contacts.check_by_secret(digest)
    if check is None or now > check.expires_at or proof.rank < Proof.RECEIVED.rank:
        return None
    if proof.rank <= check.proof.rank:
        return check
    opened = proof.rank >= Proof.OPENED.rank
    came_through(tx, check.contact_id, now)
    return tx.contacts.save_check(
        replace(
            check,
            proof=Proof.OPENED if opened else Proof.RECEIVED,
            received_at=check.received_at or now,
            opened_at=now if opened else check.opened_at,
            due_at=None,
            next_at=None,
            sealed="",
            error=None,
        )
    )


def digest_of(secret: str) -> str:
    """The SHA-256 by which a test's secret is found."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
