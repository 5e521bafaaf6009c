"""How I am reached: my ways of contact, proven by a code, tried by a test message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.contacts import NO_CODE, SELF_ADDED, check_out, contacts_out, mine
from api.problems import Forbidden, TooMany, Unusable
from api.schemas.base import LocalText
from api.schemas.contact import CodeIn, ContactChange, ContactChannel, ContactChannels, ContactIn, ContactOrder, Contacts, ContactTest
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.writing import Write, Writing
from domain.contact import Contact
from domain.people import Permission
from domain.problem import Refusal
from domain.records import AuditEntry, Conflict, Transaction
from domain.text import Text
from notify.addresses import Addresses
from notify.registry import channel_kinds
from operations.contacts import keeping, siblings, testing, verifying

router = APIRouter(tags=["contacts"])

ContactId = Annotated[str, Path(max_length=64)]


@router.get("/contacts/channels")
def list_contact_channels(parts: Parts, rights: SignedIn) -> ContactChannels:
    """The ways by which people can be reached here."""
    rights.need_anywhere(Permission.VIEW)
    kinds = [kind for name, kind in sorted(channel_kinds().items()) if name in parts.channels and kind.address is not None]
    return ContactChannels(
        items=[
            ContactChannel(
                channel=kind.name,
                name=LocalText.of(kind.title),
                fields=[] if kind.address is None else list(kind.address.model_fields),
                added_by_self=kind.name in SELF_ADDED,
                needs_code=kind.name in SELF_ADDED and kind.name not in NO_CODE,
            )
            for kind in kinds
        ]
    )


@router.get("/me/contacts")
def list_my_contacts(parts: Parts, rights: SignedIn) -> Contacts:
    """Your ways of contact, in your order."""
    with parts.records.reading() as tx:
        return _all(tx, parts, rights.person.username)


@router.post("/me/contacts", response_model=Contacts, status_code=201)
def add_my_contact(body: ContactIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add a way. A code goes there first (a number, an address); it is used once you have typed that in."""
    if body.channel not in SELF_ADDED:
        raise Forbidden(Permission.ADMINISTER)
    if body.channel not in parts.channels:
        raise Unusable(Text("本项目未开通该通知方式", "This channel is not set up here."))
    addresses, me = Addresses(parts.secret), rights.person.username

    def act(tx: Transaction) -> Contacts:
        proven = body.channel in NO_CODE
        made = addresses.contact(me, body.channel, body.address, label=body.label, by=me, at=write.now, verified=proven)
        contact = keeping.add(tx, made, write.now)
        if contact.verified_at is None:
            verifying.send_code(tx, contact, addresses, write.now)
        return _all(tx, parts, me)

    # What is kept to compare a repeat with is a keyed digest: a plain one of a number would be found by trying them all.
    asked = addresses.digest(body.model_dump_json(), "request")
    return write.once("contact.add", body.channel, asked, act, status=201, detail=body.channel)


@router.put("/me/contacts/order", response_model=Contacts)
def put_my_contacts_in_order(body: ContactOrder, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Put them in order: the first one is tried first, where a step of a ladder has several."""

    def act(tx: Transaction) -> Contacts:
        keeping.put_in_order(tx, rights.person.username, body.ids)
        return _all(tx, parts, rights.person.username)

    return write.once("contact.order", rights.person.username, body.model_dump_json(), act)


@router.patch("/me/contacts/{contact_id}", response_model=Contacts)
def name_my_contact(contact_id: ContactId, body: ContactChange, parts: Parts, write: Writing) -> Response:
    """Call it something."""
    return _changed(parts, write, contact_id, "name", lambda tx, contact: keeping.name(tx, contact, body.label), body.model_dump_json())


@router.delete("/me/contacts/{contact_id}", response_model=Contacts)
def remove_my_contact(contact_id: ContactId, parts: Parts, write: Writing) -> Response:
    """Nothing is sent there any more; its address is wiped."""
    return _changed(parts, write, contact_id, "remove", lambda tx, contact: keeping.remove(tx, contact, write.now))


@router.post("/me/contacts/{contact_id}/code", response_model=Contacts)
def send_me_a_code(contact_id: ContactId, parts: Parts, write: Writing) -> Response:
    """Send a code again; the one before is good for nothing any more."""
    return _changed(parts, write, contact_id, "code", lambda tx, contact: verifying.send_code(tx, contact, Addresses(parts.secret), write.now))


@router.post("/me/contacts/{contact_id}/verify")
def verify_my_contact(contact_id: ContactId, body: CodeIn, parts: Parts, rights: SignedIn) -> Contacts:
    """Type in the code. Five wrong ones, and it is good for nothing; a proven number counts for calls and short messages alike."""
    now, addresses = parts.clock(), Addresses(parts.secret)
    try:
        # A wrong guess is counted by the commit: the refusal comes after it.
        with parts.records.transaction() as tx:
            contact = mine(tx, contact_id, rights)
            guessed = verifying.type_code(tx, contact, body.code, addresses, now)
            if guessed.right:
                siblings.add(tx, guessed.contact, lambda channel: _same_number(addresses, guessed.contact, channel), parts.channels, now)
            action = "contact.verify" if guessed.right else "contact.wrong_code"
            tx.housekeeping.audit(AuditEntry(now, rights.person.username, action, contact_id, contact.channel, rights.address))
            found = _all(tx, parts, rights.person.username)
    except Refusal as error:
        raise Unusable(error.text) from error
    except Conflict as error:
        raise TooMany(Text("请稍候再试", "Not so quickly: try again in a moment."), retry_after_s=1) from error
    if not guessed.right:
        raise Unusable(Text(f"验证码不正确，还可尝试 {guessed.left} 次", f"This is not the code. Tries left: {guessed.left}."))
    return found


@router.post("/me/contacts/{contact_id}/test", response_model=ContactTest, status_code=201)
def test_my_contact(contact_id: ContactId, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Send a visible test message there. How far it comes stands in the list."""

    def act(tx: Transaction) -> ContactTest:
        return check_out(testing.send_test(tx, mine(tx, contact_id, rights), Addresses(parts.secret), write.now))

    return write.once("contact.test", contact_id, "", act, status=201)


@router.post("/me/contacts/check", response_model=Contacts)
def check_my_contacts(parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Try what has not been proven for twelve hours and costs nothing, by visible test messages: at the start of a shift, when the app opens."""

    def act(tx: Transaction) -> Contacts:
        testing.try_what_is_stale(tx, rights.person.username, Addresses(parts.secret), write.now, parts.channels)
        return _all(tx, parts, rights.person.username)

    return write.once("contact.check", rights.person.username, "", act)


def _same_number(addresses: Addresses, contact: Contact, channel: str) -> Contact:
    """The contact that `contact`'s number makes for another channel."""
    return addresses.contact(
        contact.person, channel, addresses.open(contact), label=contact.label, by=contact.added_by, at=contact.verified_at or contact.added_at, verified=True
    )


def _changed(parts: Services, write: Write, contact_id: str, action: str, change: Callable[[Transaction, Contact], object], asked: str = "") -> Response:
    """Change one of one's own; the answer is all of them."""

    def act(tx: Transaction) -> Contacts:
        contact = mine(tx, contact_id, write.rights)
        if write.version is not None and write.version != contact.version:
            raise Conflict(f"the contact is at version {contact.version}")
        change(tx, contact)
        return _all(tx, parts, write.rights.person.username)

    def version_now(tx: Transaction) -> int | None:
        contact = tx.contacts.get(contact_id)
        return None if contact is None else contact.version

    return write.once(f"contact.{action}", contact_id, asked, act, version_now=version_now)


def _all(tx: Transaction, parts: Services, person: str) -> Contacts:
    return contacts_out(tx, tx.contacts.of([person], unverified=True), parts)
