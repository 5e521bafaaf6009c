"""Whistles: calling several departments for one matter, checking in, standing down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import Forbidden
from api.schemas.alarm import HumanStep
from api.schemas.whistle import AddDepartment, CheckIn, NewWhistle, StandDown, WhistleDetail, WhistleNote, WhistlePage
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import all_pages, csv_answer
from api.tables.whistle_columns import WHISTLE_COLUMNS, lines
from api.whistles import find_whistle, may_note, need_check_in, whistle_detail, whistle_out
from api.writing import Write, Writing
from domain.page import Page
from domain.people import Department, Permission
from domain.records import Transaction
from domain.whistle import Whistle, WhistleFilter, WhistleState
from operations import whistles

router = APIRouter(prefix="/whistles", tags=["whistle"])


@router.get("", response_model=WhistlePage)
def list_whistles(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[WhistleState | None, Query()] = None,
    awaits: Annotated[Department | None, Query(description="Only those for which this department was called and has not come.")] = None,
    order_id: Annotated[str | None, Query(max_length=64, description="Only those about this order.")] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> WhistlePage | Response:
    """Whistles, newest first. A table (a line for each department) needs the permission `export`."""
    where = WhistleFilter(rights.sites(site, parts.sites), state, awaits, order_id)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[Whistle]:
        with parts.records.reading() as tx:
            return tx.whistles.list(where, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("whistles", WHISTLE_COLUMNS, lines(all_pages(read)), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return WhistlePage(items=[whistle_out(whistle) for whistle in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=WhistleDetail, status_code=201)
def blow_whistle(body: NewWhistle, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Call departments for a matter: each is told at once and has to check in within its limit."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.WHISTLE, body.site)
    asked = whistles.NewWhistle(
        matter=body.matter,
        severity=body.severity,
        departments=tuple(body.departments),
        space=body.space,
        asset=body.asset,
        bring=body.bring,
        order_id=body.order_id,
        lead=body.lead,
        within=_minutes(body.within_minutes),
    )

    def act(tx: Transaction) -> WhistleDetail:
        blown = whistles.blow(tx, asked, site=parts.sites[body.site], by=write.by, at=write.now)
        return whistle_detail(tx, blown, rights)

    return write.once("whistle.blow", body.site, body.model_dump_json(), act, status=201, detail=told(body))


@router.get("/{whistle_id}")
def get_whistle(whistle_id: str, parts: Parts, rights: SignedIn) -> WhistleDetail:
    """One whistle: who is in, who is late, what happened, and what you may do."""
    with parts.records.reading() as tx:
        return whistle_detail(tx, find_whistle(parts, rights, tx, whistle_id), rights)


@router.post("/{whistle_id}/check-in", response_model=WhistleDetail)
def check_in(whistle_id: str, body: CheckIn, parts: Parts, write: Writing) -> Response:
    """A department is there. Doing it again changes nothing: the first one counts."""

    def act(tx: Transaction, whistle: Whistle) -> Whistle:
        need_check_in(write.rights, whistle.site, body.department)
        return whistles.check_in(
            tx, whistle_id, body.department, by=write.by, at=write.now, occurred_at=body.occurred_at, note=body.note, version=write.version
        )

    return _step(parts, write, "check-in", whistle_id, body, act)


@router.post("/{whistle_id}/add", response_model=WhistleDetail)
def add_department(whistle_id: str, body: AddDepartment, parts: Parts, write: Writing) -> Response:
    """Call one more department. One that was called already stays as it is."""

    def act(tx: Transaction, whistle: Whistle) -> Whistle:
        write.rights.need(Permission.WHISTLE, whistle.site)
        site, within = parts.sites[whistle.site], _minutes(body.within_minutes)
        return whistles.add_department(tx, whistle_id, body.department, site=site, by=write.by, at=write.now, within=within, version=write.version)

    return _step(parts, write, "add", whistle_id, body, act)


@router.post("/{whistle_id}/stand-down", response_model=WhistleDetail)
def stand_down(whistle_id: str, body: StandDown, parts: Parts, write: Writing) -> Response:
    """It is over, and this came of it. The order goes on."""

    def act(tx: Transaction, whistle: Whistle) -> Whistle:
        write.rights.need(Permission.WHISTLE, whistle.site)
        site = parts.sites[whistle.site]
        return whistles.stand_down(tx, whistle_id, site=site, by=write.by, at=write.now, outcome=body.outcome, version=write.version)

    return _step(parts, write, "stand-down", whistle_id, body, act)


@router.post("/{whistle_id}/note", response_model=WhistleDetail)
def note_whistle(whistle_id: str, body: WhistleNote, parts: Parts, write: Writing) -> Response:
    """Write something down."""

    def act(tx: Transaction, whistle: Whistle) -> Whistle:
        if not may_note(whistle, write.rights):
            raise Forbidden(Permission.CHECK_IN)
        return whistles.note(tx, whistle_id, body.note, by=write.by, at=write.now, department=write.rights.person.department)

    return _step(parts, write, "note", whistle_id, body, act)


def _step(parts: Services, write: Write, step: str, whistle_id: str, body: HumanStep, act: Callable[[Transaction, Whistle], Whistle]) -> Response:
    """One step of somebody who may see the whistle; `act` looks whether he may take it."""

    def whole(tx: Transaction) -> WhistleDetail:
        taken = act(tx, find_whistle(parts, write.rights, tx, whistle_id))
        return whistle_detail(tx, taken, write.rights)

    def version_now(tx: Transaction) -> int | None:
        whistle = tx.whistles.get(whistle_id)
        return None if whistle is None else whistle.version

    return write.once(f"whistle.{step}", whistle_id, body.model_dump_json(), whole, detail=told(body), version_now=version_now)


def _minutes(asked: int | None) -> timedelta | None:
    return None if asked is None else timedelta(minutes=asked)
