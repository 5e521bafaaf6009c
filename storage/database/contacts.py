"""Ways of contact, and what was sent to try them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, true, update

from domain.call_out import Proof
from domain.contact import UNSEALED, CheckKind, Contact, ContactCheck
from domain.records import Conflict
from storage.database.tables.contacts import AWAITED, TO_SEND, contact_checks, contacts
from storage.database.tables.parts import NOT_ENDED
from storage.database.tables.people import people
from storage.database.writing import add_unless_there

_BATCH = 500
"""Names in one statement: engines limit the number of parameters."""


class DatabaseContacts:
    """`domain.contact.Contacts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, contact: Contact) -> Contact:
        """Remember it; one of the same person, channel and digest is taken up again instead (returned with its own id)."""
        if add_unless_there(self._connection, contacts, asdict(contact)):
            return contact
        same = (contacts.c.person == contact.person) & (contacts.c.channel == contact.channel) & (contacts.c.digest == contact.digest)
        there = _contact_of(self._connection.execute(select(contacts).where(same)).one())
        return self.save(replace(contact, id=there.id, version=there.version))

    def get(self, contact_id: str) -> Contact | None:
        """The contact, ended ones too."""
        row = self._connection.execute(select(contacts).where(contacts.c.id == contact_id)).one_or_none()
        return None if row is None else _contact_of(row)

    def save(self, contact: Contact) -> Contact:
        """Store it if the stored version is still `contact.version`; returns it with the next one. Else `Conflict`. What ended is wiped."""
        following = replace(contact, version=contact.version + 1, sealed=contact.sealed if contact.active else "")
        mine = (contacts.c.id == contact.id) & (contacts.c.version == contact.version)
        if self._connection.execute(update(contacts).where(mine).values(**asdict(following))).rowcount == 0:
            raise Conflict(f"the contact {contact.id} is no longer at version {contact.version}")
        return following

    def of(self, people: Sequence[str], *, channel: str | None = None, unverified: bool = False) -> Sequence[Contact]:
        """The active ones of these people, by person, position and when they were added; `unverified`: those not yet proven too."""
        wanted = NOT_ENDED & (true() if channel is None else contacts.c.channel == channel)
        if not unverified:
            wanted = wanted & contacts.c.verified_at.is_not(None)
        found = self._among(people, lambda some: select(contacts).where(wanted, contacts.c.person.in_(some)))
        return sorted((_contact_of(row) for row in found), key=lambda one: (one.person, one.position, one.added_at, one.id))

    def holders(self, channel: str, digest: str) -> Sequence[Contact]:
        """Everybody's active ones that lead to the same place."""
        query = select(contacts).where(contacts.c.channel == channel, contacts.c.digest == digest, NOT_ENDED)
        return [_contact_of(row) for row in self._connection.execute(query.order_by(contacts.c.person))]

    def ended_of(self, people: Sequence[str], since: datetime) -> Sequence[Contact]:
        """Those of these people that ended from `since` on, the newest first."""
        found = self._among(people, lambda some: select(contacts).where(contacts.c.ended_at >= since, contacts.c.person.in_(some)))
        return sorted((_contact_of(row) for row in found), key=lambda one: (one.ended_at or since, one.id), reverse=True)

    def unsealed(self, *, limit: int = 500) -> Sequence[Contact]:
        """Those that an older version kept in the clear."""
        query = select(contacts).where(contacts.c.sealed.startswith(UNSEALED, autoescape=True)).order_by(contacts.c.id).limit(limit)
        return [_contact_of(row) for row in self._connection.execute(query)]

    def of_nobody(self, *, limit: int = 200) -> Sequence[Contact]:
        """Active ones of people who have no active account any more."""
        somebody = exists().where(people.c.username == contacts.c.person, people.c.active)
        query = select(contacts).where(NOT_ENDED, ~somebody).order_by(contacts.c.id).limit(limit)
        return [_contact_of(row) for row in self._connection.execute(query)]

    def forget(self, contact_id: str) -> None:
        """Delete it and its checks."""
        self._connection.execute(delete(contact_checks).where(contact_checks.c.contact_id == contact_id))
        self._connection.execute(delete(contacts).where(contacts.c.id == contact_id))

    def add_check(self, check: ContactCheck) -> None:
        """A new one."""
        self._connection.execute(insert(contact_checks).values(**asdict(check)))

    def check(self, check_id: str) -> ContactCheck | None:
        """The check."""
        row = self._connection.execute(select(contact_checks).where(contact_checks.c.id == check_id)).one_or_none()
        return None if row is None else _check_of(row)

    def save_check(self, check: ContactCheck) -> ContactCheck:
        """Store it if the stored version is still `check.version`; returns it with the next one. Else `Conflict`."""
        following = replace(check, version=check.version + 1)
        mine = (contact_checks.c.id == check.id) & (contact_checks.c.version == check.version)
        if self._connection.execute(update(contact_checks).where(mine).values(**asdict(following))).rowcount == 0:
            raise Conflict(f"the check {check.id} is no longer at version {check.version}")
        return following

    def checks_due(self, now: datetime, *, limit: int = 50) -> Sequence[ContactCheck]:
        """Those to be sent whose `next_at` has come, oldest first."""
        query = select(contact_checks).where(TO_SEND, contact_checks.c.next_at <= now)
        return [_check_of(row) for row in self._connection.execute(query.order_by(contact_checks.c.next_at, contact_checks.c.id).limit(limit))]

    def checks_silent(self, now: datetime, *, limit: int = 200) -> Sequence[ContactCheck]:
        """Those whose `due_at` has come."""
        query = select(contact_checks).where(AWAITED, contact_checks.c.due_at <= now)
        return [_check_of(row) for row in self._connection.execute(query.order_by(contact_checks.c.due_at, contact_checks.c.id).limit(limit))]

    def checks_of(self, contact_id: str, kind: CheckKind, since: datetime) -> Sequence[ContactCheck]:
        """Those asked for from `since` on, the newest first."""
        query = select(contact_checks).where(contact_checks.c.contact_id == contact_id, contact_checks.c.kind == kind, contact_checks.c.asked_at >= since)
        return [_check_of(row) for row in self._connection.execute(query.order_by(contact_checks.c.asked_at.desc(), contact_checks.c.id))]

    def newest_checks(self, contacts: Sequence[str]) -> Sequence[ContactCheck]:
        """The newest test of each of these contacts."""
        later = contact_checks.alias("later")
        newer = exists().where(later.c.contact_id == contact_checks.c.contact_id, later.c.kind == CheckKind.TEST, later.c.asked_at > contact_checks.c.asked_at)
        tests = select(contact_checks).where(contact_checks.c.kind == CheckKind.TEST, ~newer)
        return [_check_of(row) for row in self._among(contacts, lambda some: tests.where(contact_checks.c.contact_id.in_(some)))]

    def codes_since(self, person: str, since: datetime) -> int:
        """How many codes this person asked for."""
        mine = (contact_checks.c.person == person) & (contact_checks.c.kind == CheckKind.CODE) & (contact_checks.c.asked_at >= since)
        return self._connection.execute(select(func.count()).select_from(contact_checks).where(mine)).scalar() or 0

    def check_by_secret(self, digest: str) -> ContactCheck | None:
        """The test whose secret has this SHA-256."""
        mine = (contact_checks.c.digest == digest) & (contact_checks.c.kind == CheckKind.TEST)
        row = self._connection.execute(select(contact_checks).where(mine)).one_or_none()
        return None if row is None else _check_of(row)

    def _among(self, names: Sequence[str], query: Any) -> list[Row[Any]]:  # noqa: ANN401  from some names to a SELECT of any columns
        return [row for start in range(0, len(names), _BATCH) for row in self._connection.execute(query(list(names[start : start + _BATCH])))]


def _contact_of(row: Row[Any]) -> Contact:
    return Contact(**{each.name: getattr(row, each.name) for each in fields(Contact)})


def _check_of(row: Row[Any]) -> ContactCheck:
    found = ContactCheck(**{each.name: getattr(row, each.name) for each in fields(ContactCheck)})
    return replace(found, kind=CheckKind(found.kind), proof=Proof(found.proof))
