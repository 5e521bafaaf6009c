"""Whose number is it? A code goes there, and whoever can read it types it in."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.contact import CheckKind, Contact, ContactCheck
from domain.identity import new_id
from domain.problem import Refusal
from domain.records import Transaction
from operations.contacts.sealing import Sealing

CODE_LASTS = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(seconds=60)
CODES_A_DAY = 5
"""To one address."""
CODES_OF_A_PERSON = 10
"""A day, to all addresses: each costs, and the telephones of others are no toys."""
GUESSES = 5
"""Of one code: with five guesses at a million, and so few codes a day, guessing is of no use."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Guessed:
    """What came of a code that was typed in. `left`: so many more tries this code has."""

    right: bool
    left: int
    contact: Contact


def send_code(tx: Transaction, contact: Contact, sealing: Sealing, now: datetime) -> ContactCheck:
    """Put a code on its way to the contact; one on its way before is good for nothing any more. Raises `Refusal` for too many."""
    if contact.verified_at is not None:
        raise Refusal("该通知方式已验证", "This one is verified already.")
    today = tx.contacts.checks_of(contact.id, CheckKind.CODE, now - _DAY)
    if today and now - today[0].asked_at < CODE_AGAIN_AFTER:
        raise Refusal("验证码刚刚已发送，请一分钟后再试", "A code was sent just now. Wait a minute before you ask for another one.")
    if len(today) >= CODES_A_DAY or tx.contacts.codes_since(contact.person, now - _DAY) >= CODES_OF_A_PERSON:
        raise Refusal("今天发送的验证码过多，请明天再试，或请管理员设置", "Too many codes today. Try again tomorrow, or ask an administrator to enter it.")
    for earlier in today:
        if earlier.ended_at is None:
            tx.contacts.save_check(replace(earlier, ended_at=now, next_at=None, sealed=""))
    check_id, code = new_id(), f"{secrets.randbelow(1_000_000):06}"
    check = ContactCheck(
        id=check_id,
        contact_id=contact.id,
        person=contact.person,
        kind=CheckKind.CODE,
        sealed=sealing.close_secret(code, check_id),
        digest=sealing.digest(code, check_id),
        asked_at=now,
        expires_at=now + CODE_LASTS,
        next_at=now,
    )
    tx.contacts.add_check(check)
    return check


def type_code(tx: Transaction, contact: Contact, code: str, sealing: Sealing, now: datetime) -> Guessed:
    """Whether `code` is the one that was sent; then the contact is theirs. A wrong one is counted: commit in any case.

    Raises `Refusal` when there is no code to compare with (any more).
    """
    today = tx.contacts.checks_of(contact.id, CheckKind.CODE, now - CODE_LASTS)
    check = next((one for one in today if one.ended_at is None and one.expires_at > now), None)
    if check is None:
        raise Refusal("验证码已失效，请重新获取", "The code is no longer valid. Ask for a new one.")
    if not hmac.compare_digest(sealing.digest(code.strip(), check.id).encode(), check.digest.encode()):
        guesses = check.guesses + 1
        tx.contacts.save_check(replace(check, guesses=guesses, ended_at=now if guesses >= GUESSES else None))
        return Guessed(right=False, left=max(0, GUESSES - guesses), contact=contact)
    tx.contacts.save_check(replace(check, ended_at=now, opened_at=now))
    verified = tx.contacts.save(replace(contact, verified_at=now, checked_at=now, failing_since=None, failure=None))
    return Guessed(right=True, left=0, contact=verified)
