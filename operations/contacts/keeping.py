"""A person's ways of contact: added, named, put in order, removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.contact import Contact, ContactEnd
from domain.problem import Refusal
from domain.records import Transaction
from operations.contacts.marking import is_gone

MOST_OF_A_PERSON = 12
"""More ways than that nobody keeps in mind, and each costs when somebody is called."""
OF_ONE_DEVICE = frozenset({"push"})
"""Channels whose address is a device: it belongs to whoever used it last, not to everybody who ever did."""


def add(tx: Transaction, contact: Contact, now: datetime) -> Contact:
    """Add it after those that the person has. The same address is one contact; one proven before stays proven.

    A device that was somebody else's is theirs no longer. Raises `Refusal` for too many.
    """
    mine = tx.contacts.of([contact.person], unverified=True)
    there = next((one for one in mine if one.channel == contact.channel and one.digest == contact.digest), None)
    if there is None and len(mine) >= MOST_OF_A_PERSON:
        raise Refusal(f"最多添加 {MOST_OF_A_PERSON} 个通知方式，请先删除不用的", f"There are {MOST_OF_A_PERSON} already. Remove one that you no longer use.")
    if contact.channel in OF_ONE_DEVICE:
        for other in tx.contacts.holders(contact.channel, contact.digest):
            if other.person != contact.person:
                is_gone(tx, other.id, now, ContactEnd.TAKEN_OVER)
    if there is not None:
        again = replace(
            there, sealed=contact.sealed, hint=contact.hint, label=contact.label or there.label, verified_at=there.verified_at or contact.verified_at
        )
        return tx.contacts.save(again)
    last = max((one.position for one in mine), default=-1)
    return tx.contacts.add(replace(contact, position=last + 1))


def name(tx: Transaction, contact: Contact, label: str) -> Contact:
    """Call it `label`."""
    return tx.contacts.save(replace(contact, label=label.strip()))


def put_in_order(tx: Transaction, person: str, ids: Sequence[str]) -> Sequence[Contact]:
    """In the order of `ids`, which are all of this person's. Raises `Refusal` if they are not."""
    mine = {one.id: one for one in tx.contacts.of([person], unverified=True)}
    if sorted(ids) != sorted(mine):
        raise Refusal("通知方式已有变化，请刷新后再排序", "Your ways of contact have changed. Read them again, then put them in order.")
    for position, contact_id in enumerate(ids):
        if mine[contact_id].position != position:
            tx.contacts.save(replace(mine[contact_id], position=position))
    return tx.contacts.of([person], unverified=True)


def remove(tx: Transaction, contact: Contact, now: datetime) -> Contact:
    """Nothing is sent there any more, and its address is wiped."""
    if not contact.active:
        return contact
    return tx.contacts.save(replace(contact, ended_at=now, ended=ContactEnd.REMOVED))
