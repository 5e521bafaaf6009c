"""A telephone rings and reads short messages: a number proven for the one is proven for the other."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from domain.contact import Contact
from domain.records import Transaction
from operations.contacts import keeping

TELEPHONE = ("voice", "sms")


def add(tx: Transaction, contact: Contact, made: Callable[[str], Contact], channels: Collection[str], now: datetime) -> Contact | None:
    """Add the other channel of a proven number, if the installation has it; `made` makes its contact. `None`: there is nothing to add."""
    if contact.channel not in TELEPHONE:
        return None
    other = next(channel for channel in TELEPHONE if channel != contact.channel)
    return keeping.add(tx, made(other), now) if other in channels else None
