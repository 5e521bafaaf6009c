"""How others are reached: the list of who cannot be, contacts that administrators enter, and a look at a whole number with its reason."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, wants_csv
from api.contacts import contacts_out, no_contact, person_for, reachable_out
from api.importing import table_import
from api.problems import Unusable
from api.schemas.contact import ContactAddress, ContactIn, Contacts, ContactTableIn, Reachability
from api.schemas.quarantine import Reveal
from api.schemas.skill import Imported, TableIn
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import csv_answer
from api.tables.reachability_columns import REACHABILITY_COLUMNS
from api.writing import Write, Writing
from domain.contact import Contact, ContactEnd
from domain.people import Permission
from domain.problem import Refusal
from domain.records import AuditEntry, Transaction
from domain.text import Text
from notify.addresses import Addresses, Unreadable
from notify.registry import channel_kinds
from operations.contacts import keeping, siblings
from operations.contacts.marking import is_gone
from operations.contacts.reachability import reachability
from operations.contacts.table import ContactRow, import_contacts

router = APIRouter(tags=["contacts"])

Username = Annotated[str, Path(max_length=64)]
ContactId = Annotated[str, Path(max_length=64)]


@router.get("/contacts/reachability", response_model=Reachability)
def list_reachability(
    parts: Parts,
    rights: SignedIn,
    site: Annotated[str, Query(max_length=64)],
    on_duty: Annotated[bool, Query(description="Only those who are on duty now.")] = False,  # noqa: FBT002  a query parameter
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> Reachability | Response:
    """Who of a site can be reached, by what, and since when not. A table needs the permission `export`, and says of no address anything."""
    rights.see(site, parts.sites)
    rights.need(Permission.DISPATCH, site)
    with parts.records.reading() as tx:
        found = reachability(tx, site, parts.clock(), parts.channels, on_duty=on_duty)
    if wants_csv(form, accept):
        rights.need(Permission.EXPORT, site)
        return csv_answer("reachability", REACHABILITY_COLUMNS, found, lang)
    return Reachability(items=[reachable_out(one) for one in found])


@router.get("/people/{username}/contacts")
def list_contacts_of(username: Username, parts: Parts, rights: SignedIn) -> Contacts:
    """Somebody's ways of contact, masked."""
    with parts.records.reading() as tx:
        person = person_for(tx, username, parts, rights, Permission.ARRANGE_DUTY)
        return _all(tx, parts, person.username)


@router.post("/people/{username}/contacts", response_model=Contacts, status_code=201)
def add_contact_of(username: Username, body: ContactIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Enter a way for somebody, e.g. their WeCom id. It counts as theirs at once: who enters it answers for it, by name."""
    addresses = Addresses(parts.secret)

    def act(tx: Transaction) -> Contacts:
        person = person_for(tx, username, parts, rights, Permission.ADMINISTER)
        _enter(tx, ContactRow(person.username, body.channel, "", body.label), body.address, addresses, parts, write)
        return _all(tx, parts, person.username)

    return write.once("contact.enter", username, addresses.digest(body.model_dump_json(), "request"), act, status=201, detail=body.channel)


@router.delete("/people/{username}/contacts/{contact_id}", response_model=Contacts)
def remove_contact_of(username: Username, contact_id: ContactId, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Take a way off somebody, e.g. of a telephone that is lost."""

    def act(tx: Transaction) -> Contacts:
        person = person_for(tx, username, parts, rights, Permission.ADMINISTER)
        contact = tx.contacts.get(contact_id)
        if contact is None or contact.person != person.username or not contact.active:
            raise no_contact(contact_id)
        is_gone(tx, contact_id, write.now, ContactEnd.REMOVED)
        return _all(tx, parts, person.username)

    return write.once("contact.remove_of", contact_id, "", act, detail=username)


@router.post("/contacts/{contact_id}/reveal")
def reveal_contact(contact_id: ContactId, body: Reveal, parts: Parts, rights: SignedIn) -> ContactAddress:
    """Show a whole number or address, to call somebody by hand; the look and its reason go into the audit log."""
    with parts.records.transaction() as tx:
        contact = tx.contacts.get(contact_id)
        if contact is None or not contact.active:
            raise no_contact(contact_id)
        person_for(tx, contact.person, parts, rights, Permission.VIEW_PERSONAL)
        if contact.channel not in _SHOWN:
            raise Unusable(Text("该通知方式没有可查看的号码", "There is no number in it that anybody could use."))
        try:
            address = dict(Addresses(parts.secret).open(contact))
        except Unreadable:
            raise Unusable(Text("地址无法读取，请重新添加", "The address can no longer be read. Add it again.")) from None
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "contact.reveal", contact_id, body.reason, rights.address))
        return ContactAddress(id=contact_id, address=address)


@router.post("/contacts/import", response_model=Imported)
def import_contact_table(body: ContactTableIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Enter contacts from a CSV (username, channel, address, label; Chinese headings too): all rows or none."""
    rights.need_anywhere(Permission.ADMINISTER)
    addresses = Addresses(parts.secret)

    def take(tx: Transaction, row: ContactRow) -> None:
        account = tx.people.by_username(row.username)
        if account is None or not account.person.active:
            raise Refusal(f"没有用户 {row.username}", f"there is nobody called {row.username}")
        channel = _channel(row.channel)
        model = channel_kinds()[channel].address
        field = "" if model is None else next(iter(model.model_fields))
        _enter(tx, ContactRow(row.username, channel, row.address, row.label), {field: row.address}, addresses, parts, write)

    # Only to know a repeat by: see `add_my_contact`.
    table = TableIn(site="*", csv=addresses.digest(body.csv, "request"))
    return table_import(write, table, "contact.import", lambda tx: import_contacts(body.csv, lambda row: take(tx, row)))


_SHOWN = frozenset({"sms", "voice", "email"})


def _channel(word: str) -> str:
    """The channel of this name, in either language."""
    for name, kind in channel_kinds().items():
        if kind.address is not None and word.casefold() in {name, kind.title.zh.casefold(), kind.title.en.casefold()}:
            return name
    raise Refusal(f"没有通知方式 {word}", f"there is no channel {word}")


def _enter(tx: Transaction, row: ContactRow, address: dict[str, str], addresses: Addresses, parts: Services, write: Write) -> None:
    def made(channel: str) -> Contact:
        return addresses.contact(row.username, channel, address, label=row.label, by=write.by, at=write.now, verified=True)

    contact = keeping.add(tx, made(row.channel), write.now)
    siblings.add(tx, contact, made, parts.channels, write.now)


def _all(tx: Transaction, parts: Services, person: str) -> Contacts:
    return contacts_out(tx, tx.contacts.of([person], unverified=True), parts)
