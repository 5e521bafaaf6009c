"""Visits of contractors, for the staff: who is there, approving, confirming."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse

from api.asked import Accept, AssetAsked, Form, FormAsked, Language, LanguageAsked, SiteAsked, SplitList, wants_csv
from api.attaching import download
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import Forbidden
from api.schemas.visit import RevealVisitor, VisitDetail, Visitor, VisitPage, VisitStepIn, VisitStepTaken
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tables.csv_table import all_pages, csv_answer
from api.tables.visit_columns import VISIT_COLUMNS
from api.visits import find_visit, may_handle, visit_detail, visit_out
from api.writing import Writing
from domain.page import Page
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.visit import FileKind, Visit, VisitFilter, VisitState, VisitStep
from operations import visits

router = APIRouter(prefix="/visits", tags=["visit"])


@router.get("", response_model=VisitPage)
def list_visits(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[list[VisitState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    asset: AssetAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> VisitPage | Response:
    """Visits, newest first. A table needs the permission `export`; nobody's name is in it."""
    where = VisitFilter(rights.sites(site, parts.sites), frozenset(state) if state else None, asset)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[Visit]:
        with parts.records.reading() as tx:
            return tx.visits.list(where, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("visits", VISIT_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return VisitPage(items=[visit_out(visit) for visit in page.items], next_cursor=page.next_cursor)


@router.get("/{visit_id}")
def get_visit(visit_id: str, parts: Parts, rights: SignedIn) -> VisitDetail:
    """One visit with its timeline, its files, and what you may do."""
    with parts.records.reading() as tx:
        return visit_detail(tx, find_visit(parts, rights, tx, visit_id), rights)


@router.post("/{visit_id}/reveal")
def reveal_visitor(visit_id: str, body: RevealVisitor, parts: Parts, rights: SignedIn) -> Visitor:
    """Who it is, for those who may see personal data; the look and its reason go into the audit log."""
    with parts.records.transaction() as tx:
        visit = find_visit(parts, rights, tx, visit_id)
        rights.need(Permission.VIEW_PERSONAL, visit.site)
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "visit.reveal", visit_id, body.reason, rights.address))
    return Visitor(name=visit.name, phone=visit.phone)


@router.get("/{visit_id}/attachments/{attachment_id}", response_class=FileResponse)
def download_visit_file(visit_id: str, attachment_id: str, parts: Parts, rights: SignedIn) -> FileResponse:
    """The file itself, always as a download. A certificate is personal: it needs that permission, and the look is audited."""
    with parts.records.transaction() as tx:
        visit = find_visit(parts, rights, tx, visit_id)
        files = tx.visits.files(visit.id)
        if any(item.file.id == attachment_id and item.kind is FileKind.CERTIFICATE for item in files):
            rights.need(Permission.VIEW_PERSONAL, visit.site)
            tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "visit.certificate", visit_id, attachment_id, rights.address))
    return download(parts, [item.file for item in files], attachment_id)


@router.post("/{visit_id}/{step}", response_model=VisitDetail)
def take_visit_step(visit_id: str, step: VisitStepTaken, parts: Parts, write: Writing, body: VisitStepIn | None = None) -> Response:
    """Take a step: approving takes the asset out of service, confirming or ending puts it back."""
    asked = body or VisitStepIn()

    def act(tx: Transaction) -> VisitDetail:
        visit = find_visit(parts, write.rights, tx, visit_id)
        if not may_handle(write.rights, visit.site):
            raise Forbidden(Permission.TAKE_OUT_OF_SERVICE)
        site = parts.sites[visit.site]
        taken = visits.take_step(
            tx, visit_id, VisitStep(step.value), site=site, by=write.by, at=write.now, note=asked.note, until=asked.until, version=write.version
        )
        return visit_detail(tx, taken, write.rights)

    def version_now(tx: Transaction) -> int | None:
        visit = tx.visits.get(visit_id)
        return None if visit is None else visit.version

    return write.once(f"visit.{step}", visit_id, asked.model_dump_json(), act, detail=told(asked), version_now=version_now)
