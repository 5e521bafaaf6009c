"""What is known of a contact after something was sent there: that it came through, that it did not, that nobody is there any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.contact import Contact, ContactEnd
from domain.records import Transaction

_LONGEST = 300


def came_through(tx: Transaction, contact_id: str, now: datetime) -> Contact | None:
    """A visible message demonstrably came through; `None`: there is no such contact."""
    contact = tx.contacts.get(contact_id)
    if contact is None or not contact.active:
        return contact
    return tx.contacts.save(replace(contact, checked_at=now, failing_since=None, failure=None))


def did_not(tx: Transaction, contact_id: str, failure: str, now: datetime) -> Contact | None:
    """Nothing comes through; `failure` says why, without secret or address. Since when is kept from the first time on."""
    contact = tx.contacts.get(contact_id)
    if contact is None or not contact.active:
        return contact
    return tx.contacts.save(replace(contact, failing_since=contact.failing_since or now, failure=failure[:_LONGEST]))


def is_gone(tx: Transaction, contact_id: str, now: datetime, why: ContactEnd = ContactEnd.GONE) -> Contact | None:
    """The address leads nowhere any more: it ends and is wiped."""
    contact = tx.contacts.get(contact_id)
    if contact is None or not contact.active:
        return contact
    return tx.contacts.save(replace(contact, ended_at=now, ended=why))
