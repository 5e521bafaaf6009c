"""Contacts as the API shows them, and who may see whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from api.problems import Forbidden, NotFound
from api.schemas.base import LocalText
from api.schemas.contact import Contact as ContactOut
from api.schemas.contact import Contacts, ContactTest, Reachable, ReachableWay
from api.security.rights import Rights
from api.services import Services
from domain.contact import Contact, ContactCheck
from domain.people import Permission, Person
from domain.post import POST_NAMES
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from notify.registry import channel_kinds
from operations.contacts.reachability import Reachability, Way, state_of

SELF_ADDED = frozenset({"push", "sms", "voice", "email", "ntfy", "telegram"})
"""Channels whose address people give themselves. The others name an account elsewhere: whoever could enter a colleague's would answer for them."""
NO_CODE = frozenset({"push"})
"""Of those, what needs no code: the browser itself asked for it."""


def contacts_out(tx: Transaction, contacts: Iterable[Contact], parts: Services) -> Contacts:
    """Contacts with their last tests."""
    listed = list(contacts)
    tests = {check.contact_id: check for check in tx.contacts.newest_checks([one.id for one in listed])}
    return Contacts(items=[contact_out(one, tests, parts) for one in listed])


def contact_out(contact: Contact, tests: Mapping[str, ContactCheck], parts: Services) -> ContactOut:
    """One of them."""
    test = tests.get(contact.id)
    return ContactOut(
        id=contact.id,
        person=contact.person,
        channel=contact.channel,
        name=LocalText.of(title_of(contact.channel)),
        label=contact.label,
        hint=contact.hint,
        state=state_of(contact, parts.clock(), parts.channels),
        added_at=rfc3339(contact.added_at),
        checked_at=_moment(contact.checked_at),
        failing_since=_moment(contact.failing_since),
        failure=contact.failure,
        test=None if test is None else check_out(test),
        version=contact.version,
    )


def check_out(check: ContactCheck) -> ContactTest:
    """How far a test came."""
    return ContactTest(
        id=check.id,
        kind=check.kind,
        proof=check.proof,
        asked_at=rfc3339(check.asked_at),
        sent_at=_moment(check.sent_at),
        received_at=_moment(check.received_at),
        opened_at=_moment(check.opened_at),
        pending=check.next_at is not None or check.due_at is not None,
        error=check.error,
    )


def reachable_out(found: Reachability) -> Reachable:
    """A person of the list of who can be reached."""
    person = found.person
    return Reachable(
        username=person.username,
        name=person.name,
        role=person.role,
        department=person.department,
        on_duty=found.on_duty,
        posts=[LocalText.of(POST_NAMES[post]) for post in found.posts],
        reached=found.reached,
        since=_moment(found.since),
        ways=[_way_out(way) for way in found.ways],
    )


def title_of(channel: str) -> Text:
    """What people call the channel; of one that no file makes any more, its name."""
    kind = channel_kinds().get(channel)
    return Text(channel, channel) if kind is None else kind.title


def person_for(tx: Transaction, username: str, parts: Services, rights: Rights, permission: Permission) -> Person:
    """Somebody whose contacts the asker may deal with by `permission`, at a site where both work. Raises `NotFound` and `Forbidden`."""
    account = tx.people.by_username(username)
    shared = [] if account is None else [site for site in rights.sites(None, parts.sites) if account.person.works_at(site)]
    if account is None or not shared:
        raise NotFound(Text(f"没有用户 {username}", f"There is nobody called {username} whom you may see."))
    if not any(rights.may(permission, site) for site in shared):
        raise Forbidden(permission)
    return account.person


def mine(tx: Transaction, contact_id: str, rights: Rights) -> Contact:
    """The signed-in person's own active contact. Raises `NotFound`."""
    contact = tx.contacts.get(contact_id)
    if contact is None or contact.person != rights.person.username or not contact.active:
        raise no_contact(contact_id)
    return contact


def no_contact(contact_id: str) -> NotFound:
    """What to raise for one that is not there, or not theirs."""
    return NotFound(Text(f"没有通知方式 {contact_id[:64]}", f"There is no way of contact {contact_id[:64]} (any more)."))


def _way_out(way: Way) -> ReachableWay:
    contact = way.contact
    return ReachableWay(
        channel=contact.channel,
        name=LocalText.of(title_of(contact.channel)),
        label=contact.label,
        hint=contact.hint,
        state=way.state,
        checked_at=_moment(contact.checked_at),
        failing_since=_moment(contact.failing_since),
        failure=contact.failure,
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
