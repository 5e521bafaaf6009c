"""What time decides about contacts: a test that nobody proved, a person who has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.contact import ContactEnd
from domain.records import Conflict, Records, Transaction
from domain.site import Site
from operations.contacts.marking import did_not, is_gone

SILENT = "no_proof"
"""`Contact.failure` of one whose device did not say that the test came."""


def sweep(records: Records, sites: Mapping[str, Site], now: datetime) -> int:  # noqa: ARG001  a sweeper's signature; contacts belong to people, not to sites
    """Mark contacts whose test stayed without proof, and end those of people who have no account any more; returns how many."""
    with records.reading() as tx:
        silent = [check.id for check in tx.contacts.checks_silent(now)]
        of_nobody = [contact.id for contact in tx.contacts.of_nobody()]
    return sum(_decided(records, one, now) for one in silent) + sum(_left(records, one, now) for one in of_nobody)


def _decided(records: Records, check_id: str, now: datetime) -> int:
    try:
        with records.transaction() as tx:
            return _silence(tx, check_id, now)
    except Conflict:
        return 0  # Its proof came at this moment.


def _silence(tx: Transaction, check_id: str, now: datetime) -> int:
    check = tx.contacts.check(check_id)
    if check is None or check.due_at is None or check.due_at > now:
        return 0
    tx.contacts.save_check(replace(check, due_at=None, error=SILENT))
    did_not(tx, check.contact_id, SILENT, now)
    return 1


def _left(records: Records, contact_id: str, now: datetime) -> int:
    try:
        with records.transaction() as tx:
            is_gone(tx, contact_id, now, ContactEnd.LEFT)
    except Conflict:
        return 0
    return 1
