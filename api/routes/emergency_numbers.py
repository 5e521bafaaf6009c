"""The numbers that a site calls in an emergency: what holds everywhere, and the site's own before it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, wants_csv
from api.paging import Paging
from api.plans import numbers_out
from api.problems import NotFound
from api.schemas.plan_version import NumberIn, NumberPage, NumberToCall
from api.schemas.problem import Meanwhile
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import csv_answer
from api.tables.plan_columns import NUMBER_COLUMNS, NumberLine
from api.writing import Writing
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from operations.plans.numbers import put_number, remove_number

router = APIRouter(prefix="/emergency-numbers", tags=["plan"])

SiteNeeded = Annotated[str, Query(description="The site.", max_length=64)]
ContactId = Annotated[str, Path(description="The id of a contact: one that procedures and plans name, or one of the site's own.", max_length=64)]


@router.get("", response_model=NumberPage)
def list_emergency_numbers(
    site: SiteNeeded,
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> NumberPage | Response:
    """Whom the site may call, with the plans in force that do; a contact without a number is there too. A table needs `export`."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        found = numbers_out(tx, site)
    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("emergency-numbers", NUMBER_COLUMNS, [NumberLine(site, number) for number in found], lang)
    page = paging.of([(f"{place:06d}", number) for place, number in enumerate(found)], lambda item: item[0])
    return NumberPage(items=[number for _, number in page.items], next_cursor=page.next_cursor)


@router.put("/{contact}", response_model=NumberToCall)
def put_emergency_number(contact: ContactId, site: SiteNeeded, body: NumberIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Write down what the site knows of a contact. `If-Match: 0` means that it had no entry. Another number is unchecked, unless `checked`."""
    _may_write(parts, rights, site)
    name = Text("", "") if body.name is None else Text(body.name.zh, body.name.en)

    def act(tx: Transaction) -> NumberToCall:
        put_number(tx, site, contact, name=name, number=body.number, note=body.note, checked=body.checked, version=write.version, by=write.by, at=write.now)
        return _one(tx, site, contact)

    return write.once(
        "emergency-number.put",
        f"{site}/{contact}",
        body.model_dump_json(),
        act,
        detail=f"{body.number} checked" if body.checked else body.number,
        version_now=lambda tx: _version(tx, site, contact),
        meanwhile=lambda tx: _meanwhile(tx, site, contact),
    )


@router.delete("/{contact}", response_model=NumberPage)
def remove_emergency_number(contact: ContactId, site: SiteNeeded, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Forget what the site knows of a contact: what holds everywhere holds again. Answers with the numbers that are left."""
    _may_write(parts, rights, site)

    def act(tx: Transaction) -> NumberPage:
        try:
            remove_number(tx, site, contact, version=write.version)
        except KeyError:
            raise NotFound(Text(f"本项目没有 {contact} 的号码", f"The site has no entry of {contact}.")) from None
        return NumberPage(items=numbers_out(tx, site), next_cursor=None)

    return write.once(
        "emergency-number.remove",
        f"{site}/{contact}",
        "",
        act,
        version_now=lambda tx: _version(tx, site, contact),
        meanwhile=lambda tx: _meanwhile(tx, site, contact),
    )


def _may_write(parts: Services, rights: Rights, site: str) -> None:
    rights.see(site, parts.sites)
    rights.need(Permission.WRITE_PLANS, site)


def _one(tx: Transaction, site: str, contact: str) -> NumberToCall:
    return next(number for number in numbers_out(tx, site) if number.contact == contact)


def _version(tx: Transaction, site: str, contact: str) -> int:
    found = tx.emergency_numbers.get(site, contact)
    return 0 if found is None else found.version


def _meanwhile(tx: Transaction, site: str, contact: str) -> list[Meanwhile]:
    found = tx.emergency_numbers.get(site, contact)
    if found is None:
        return []
    account = tx.people.by_username(found.changed_by)
    name = found.changed_by if account is None else account.person.name
    return [Meanwhile(event="put", actor=found.changed_by, name=name, at=rfc3339(found.changed_at))]
