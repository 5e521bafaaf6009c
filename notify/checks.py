"""Codes and test messages on their way to contacts: claimed, sent, and what came of it kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.call_out import Proof
from domain.contact import CheckKind, Contact, ContactCheck, ContactEnd
from domain.records import Conflict, Records
from domain.severity import Severity
from domain.text import Text
from notify.addresses import Addresses
from notify.channels.channel import Channel
from notify.channels.message import Message, NotifyError, Sent
from notify.sealing import Unreadable
from operations.contacts.marking import did_not, is_gone
from operations.contacts.testing import PROOF_WITHIN, PROVES_ITSELF

log = logging.getLogger(__name__)

PATH = "/contact-check"
"""The page that a test message leads to; the secret stands behind ``#``, which no server ever sees."""
KIND = "contact_check"
"""`Message.tag["kind"]` of these."""

_CLAIM = timedelta(seconds=60)
_TRIES = 3
_AGAIN_AFTER_S = 5.0
_LONGEST_WAIT_S = 60.0

_TEST = Text("测试：收到请点这里", "Test: tap here if you get this")
_TEST_BODY = Text("这是管家发给您的测试消息，点开即可确认能收到通知。", "Steward is trying whether it can reach you. Open this, and it knows.")
_CODE = Text("管家验证码 {code}", "Steward code {code}")
_CODE_BODY = Text("10 分钟内有效，请勿告诉他人。", "Valid for 10 minutes. Tell it to nobody.")
_CODE_SPOKEN = Text("您的管家验证码是：{digits}", "Your Steward code is: {digits}")


def send_checks(records: Records, channels: Mapping[str, Channel], addresses: Addresses, now: datetime, *, public_url: str = "") -> int:
    """Send what is due at `now`; returns how many were handed over.

    Each is claimed first, so that a crash repeats it under the same key and no other worker sends it as well. What fails
    is tried three times; a test that fails marks its contact. Raises `RecordsUnavailable`.
    """
    with records.reading() as tx:
        due = tx.contacts.checks_due(now)
    return sum(_send_one(records, channels, addresses, check.id, now, public_url) for check in due)


def _send_one(records: Records, channels: Mapping[str, Channel], addresses: Addresses, check_id: str, now: datetime, public_url: str) -> bool:
    claimed = _claim(records, check_id, now)
    if claimed is None:
        return False
    check, contact = claimed
    outcome = _sent(channels.get(contact.channel), check, contact, addresses, now, public_url)
    try:
        _settle(records, check, contact, outcome, now)
    except Conflict:
        return False  # Its proof was quicker than we; it settled everything.
    return isinstance(outcome, Sent)


def _sent(
    channel: Channel | None, check: ContactCheck, contact: Contact, addresses: Addresses, now: datetime, public_url: str
) -> Sent | NotifyError | Unreadable:
    if channel is None:
        return NotifyError("the installation does not have this channel", permanent=True)
    try:
        message = _message(check, addresses.open_secret(check.sealed, check.id), public_url)
        return channel.send(message, addresses.open(contact), now)
    except (NotifyError, Unreadable) as error:
        return error
    except Exception as error:  # noqa: BLE001  our own fault in one channel keeps nothing else waiting
        # The words of libraries, and a traceback with them, may hold an address.
        log.error("channel %s failed: %s", contact.channel, type(error).__name__)
        return NotifyError(type(error).__name__)


def _claim(records: Records, check_id: str, now: datetime) -> tuple[ContactCheck, Contact] | None:
    try:
        with records.transaction() as tx:
            check = tx.contacts.check(check_id)
            contact = None if check is None else tx.contacts.get(check.contact_id)
            if check is None or check.next_at is None or check.next_at > now:
                return None
            if contact is None or not contact.active or check.expires_at <= now:
                tx.contacts.save_check(replace(check, next_at=None, sealed="", ended_at=now))
                return None
            return tx.contacts.save_check(replace(check, attempts=check.attempts + 1, next_at=now + _CLAIM)), contact
    except Conflict:
        return None


def _settle(records: Records, check: ContactCheck, contact: Contact, outcome: Sent | NotifyError | Unreadable, now: datetime) -> None:
    with records.transaction() as tx:
        if isinstance(outcome, Sent):
            due_at = now + PROOF_WITHIN if check.kind is CheckKind.TEST and contact.channel in PROVES_ITSELF else None
            tx.contacts.save_check(replace(check, proof=Proof.SENT, sent_at=now, next_at=None, due_at=due_at, sealed="", error=None))
            return
        if isinstance(outcome, Unreadable):
            tx.contacts.save_check(replace(check, next_at=None, sealed="", error="unreadable", ended_at=now))
            is_gone(tx, contact.id, now, ContactEnd.UNREADABLE)
            return
        again_at = now + timedelta(seconds=min(outcome.retry_after_s or _AGAIN_AFTER_S * check.attempts, _LONGEST_WAIT_S))
        if not outcome.permanent and check.attempts < _TRIES and again_at < check.expires_at:
            tx.contacts.save_check(replace(check, next_at=again_at, error=str(outcome)))
            return
        tx.contacts.save_check(replace(check, next_at=None, sealed="", error=str(outcome), ended_at=now))
        if outcome.gone:
            is_gone(tx, contact.id, now)
        elif check.kind is CheckKind.TEST:
            did_not(tx, contact.id, str(outcome), now)


def _message(check: ContactCheck, secret: str, public_url: str) -> Message:
    key = f"contact-check:{check.id}"
    if check.kind is CheckKind.CODE:
        return Message(
            key=key,
            site="",
            severity=Severity.LOW,
            title=_CODE.filled(code=secret),
            body=_CODE_BODY,
            spoken=_CODE_SPOKEN.filled(digits="，".join(secret)),
            link="",
            expires_at=check.expires_at,
            urgent=True,
            tag={"kind": KIND},
        )
    return Message(
        key=key,
        site="",
        severity=Severity.LOW,
        title=_TEST,
        body=_TEST_BODY,
        spoken=_TEST_BODY,
        link=f"{public_url.rstrip('/')}{PATH}#{secret}",
        expires_at=check.expires_at,
        urgent=True,
        receipt=secret,
        tag={"kind": KIND},
    )
