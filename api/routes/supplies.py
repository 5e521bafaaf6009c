"""Emergency supplies: what there is, where, and when somebody last looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.schemas.alarm import HumanStep
from api.schemas.weather import CheckSupply, NewSupply, RemoveSupply, Supply, SupplyPage, SupplyWords
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import all_pages, csv_answer
from api.tables.weather_columns import supply_columns
from api.weather import find_supply, supply_out
from api.writing import Write, Writing
from domain import supply as domain
from domain.page import Page
from domain.people import Permission
from domain.records import Transaction
from operations import supplies

router = APIRouter(prefix="/supplies", tags=["weather"])


@router.get("", response_model=SupplyPage)
def list_supplies(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    removed: Annotated[bool | None, Query(description="Those that were removed, instead of those that are kept.")] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> SupplyPage | Response:
    """Emergency supplies, those whose check is due first come first. A table needs the permission `export`."""
    sites = rights.sites(site, parts.sites)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[domain.Supply]:
        with parts.records.reading() as tx:
            return tx.supplies.list(sites, removed=bool(removed), cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("supplies", supply_columns(parts.sites, parts.clock()), all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    with parts.records.reading() as tx:
        return SupplyPage(items=[supply_out(tx, supply, parts.sites[supply.site], parts.clock()) for supply in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=Supply, status_code=201)
def add_supply(body: NewSupply, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """A new supply, counted now."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.KEEP_SUPPLIES, body.site)
    site = parts.sites[body.site]

    def act(tx: Transaction) -> Supply:
        added = supplies.add(tx, _listed(body), count=body.count, site=site, by=write.by, at=write.now)
        return supply_out(tx, added, site, write.now, whole=True)

    return write.once("supply.add", body.site, body.model_dump_json(), act, status=201, detail=told(body))


@router.get("/{supply_id}")
def get_supply(supply_id: str, parts: Parts, rights: SignedIn) -> Supply:
    """One supply with its history."""
    with parts.records.reading() as tx:
        supply = find_supply(parts, rights, tx, supply_id)
        return supply_out(tx, supply, parts.sites[supply.site], parts.clock(), whole=True)


@router.put("/{supply_id}", response_model=Supply)
def change_supply(supply_id: str, body: SupplyWords, parts: Parts, write: Writing) -> Response:
    """What is written of it changes, not what was counted."""

    def act(tx: Transaction, supply: domain.Supply) -> domain.Supply:
        return supplies.change(tx, supply_id, _listed(body), site=parts.sites[supply.site], by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "change", supply_id, body, act)


@router.post("/{supply_id}/check", response_model=Supply)
def check_supply(supply_id: str, body: CheckSupply, parts: Parts, write: Writing) -> Response:
    """Somebody went there and counted; its next check is due a period later."""

    def act(tx: Transaction, _supply: domain.Supply) -> domain.Supply:
        return supplies.check(tx, supply_id, count=body.count, note=body.note, expires_on=body.expires_on, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "check", supply_id, body, act)


@router.post("/{supply_id}/remove", response_model=Supply)
def remove_supply(supply_id: str, body: RemoveSupply, parts: Parts, write: Writing) -> Response:
    """It is kept no more. Its history stays, and it can be put back."""

    def act(tx: Transaction, _supply: domain.Supply) -> domain.Supply:
        return supplies.remove(tx, supply_id, by=write.by, at=write.now, note=body.note, version=write.version)

    return _step(parts, write, "remove", supply_id, body, act)


@router.post("/{supply_id}/restore", response_model=Supply)
def restore_supply(supply_id: str, body: HumanStep, parts: Parts, write: Writing) -> Response:
    """Put back what was removed."""

    def act(tx: Transaction, _supply: domain.Supply) -> domain.Supply:
        return supplies.restore(tx, supply_id, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "restore", supply_id, body, act)


def _listed(body: SupplyWords) -> supplies.Listed:
    return supplies.Listed(body.name, body.unit, body.wanted, body.post, body.check_every_days, body.space, body.spot, body.note, body.expires_on)


def _step(parts: Services, write: Write, step: str, supply_id: str, body: HumanStep, act: Callable[[Transaction, domain.Supply], domain.Supply]) -> Response:
    def whole(tx: Transaction) -> Supply:
        supply = find_supply(parts, write.rights, tx, supply_id)
        write.rights.need(Permission.KEEP_SUPPLIES, supply.site)
        return supply_out(tx, act(tx, supply), parts.sites[supply.site], write.now, whole=True)

    def version_now(tx: Transaction) -> int | None:
        supply = tx.supplies.get(supply_id)
        return None if supply is None else supply.version

    return write.once(f"supply.{step}", supply_id, body.model_dump_json(), whole, detail=told(body), version_now=version_now)
