"""Permits: asking, approving, working, ending."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, SplitList, wants_csv
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.permits import find_permit, need_step, permit_detail, permit_out
from api.schemas.permit import NewPermit, PermitDetail, PermitPage, PermitStepIn, PermitStepTaken
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import all_pages, csv_answer
from api.tables.permit_columns import PERMIT_COLUMNS
from api.writing import Writing
from domain.page import Page
from domain.people import Permission
from domain.permit import Permit, PermitFilter, PermitKind, PermitState, PermitStep
from domain.records import Transaction
from operations import permits

router = APIRouter(prefix="/permits", tags=["permit"])


@router.get("", response_model=PermitPage)
def list_permits(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[list[PermitState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    kind: Annotated[list[PermitKind] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> PermitPage | Response:
    """Permits, newest first. A table needs the permission `export`."""
    where = PermitFilter(rights.sites(site, parts.sites), frozenset(state) if state else None, frozenset(kind) if kind else None)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[Permit]:
        with parts.records.reading() as tx:
            return tx.permits.list(where, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("permits", PERMIT_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return PermitPage(items=[permit_out(permit) for permit in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=PermitDetail, status_code=201)
def request_permit(body: NewPermit, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Ask for a permit; somebody else approves it."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.REQUEST_PERMIT, body.site)
    site = parts.sites[body.site]

    def act(tx: Transaction) -> PermitDetail:
        permit = permits.request(
            tx,
            site=site,
            kind=body.kind,
            scope=body.scope.scope(),
            hides=body.hides,
            place=body.place,
            work=body.work,
            applicant=write.by,
            starts_at=body.starts_at,
            until=body.until,
            at=write.now,
            contractor=body.contractor,
            watcher=body.watcher,
        )
        return permit_detail(tx, permit, site, rights)

    return write.once("permit.request", body.site, body.model_dump_json(), act, status=201, detail=told(body))


@router.get("/{permit_id}")
def get_permit(permit_id: str, parts: Parts, rights: SignedIn) -> PermitDetail:
    """One permit with its timeline, its files, what it covers and hides, and what you may do."""
    with parts.records.reading() as tx:
        permit = find_permit(parts, rights, tx, permit_id)
        return permit_detail(tx, permit, parts.sites[permit.site], rights)


@router.post("/{permit_id}/{step}", response_model=PermitDetail)
def take_permit_step(permit_id: str, step: PermitStepTaken, parts: Parts, write: Writing, body: PermitStepIn | None = None) -> Response:
    """Take a step of the lifecycle. `GET /permits/{id}` says which ones you may take now."""
    asked = body or PermitStepIn()
    event = PermitStep(step.value)

    def act(tx: Transaction) -> PermitDetail:
        permit = find_permit(parts, write.rights, tx, permit_id)
        need_step(write.rights, permit, event)
        site = parts.sites[permit.site]
        taken = permits.take_step(
            tx,
            permit_id,
            event,
            site=site,
            by=write.by,
            at=write.now,
            note=asked.note,
            until=asked.until,
            watcher=asked.watcher,
            version=write.version,
        )
        return permit_detail(tx, taken, site, write.rights)

    def version_now(tx: Transaction) -> int | None:
        permit = tx.permits.get(permit_id)
        return None if permit is None else permit.version

    return write.once(f"permit.{step}", permit_id, asked.model_dump_json(), act, detail=told(asked), version_now=version_now)
