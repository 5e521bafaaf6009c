"""Emergency plans (应急预案) of sites: which is in force, its document, its cards for the wall, and its pictures."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, Response, UploadFile

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, wants_csv
from api.human_step import told
from api.paging import Paging
from api.plan_document import DocumentForm, read_document, written_document
from api.plan_form import plan_form
from api.plans import Names, brief_out, difference_out, document_in, plan_detail, plan_here, plans_here, problems_out, version_detail, version_out
from api.problems import NotFound, Unavailable, Unusable
from api.schemas.base import LocalText
from api.schemas.plan_version import (
    PlanChanges,
    PlanCheck,
    PlanDetail,
    PlanDraft,
    PlanForm,
    PlanPage,
    PlanToCheck,
    PlanVersionDetail,
    PlanVersionPage,
)
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import csv_answer
from api.tables.plan_columns import PLAN_COLUMNS
from api.uploads import LARGEST_FILE
from api.writing import Write, Writing
from domain.people import Permission
from domain.plan import Plan
from domain.post import Post
from domain.problem import Refusal
from domain.records import Transaction
from domain.text import Text
from operations.forms.typeset import Busy
from operations.plans.changes import differences
from operations.plans.numbers import directory, gaps_of, numbers_of
from operations.plans.printed import cards
from operations.plans.versions import draft, plan_of_number, problems_at

router = APIRouter(prefix="/plans", tags=["plan"])

SiteNeeded = Annotated[str, Query(description="The site.", max_length=64)]
PlanKey = Annotated[str, Path(description="The key of the plan.", max_length=64, examples=["fire"])]
NumberAsked = Annotated[int | None, Query(ge=0, le=1_000_000, description="Of the version; 0: the library's. Without: the one in force.")]
_PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The cards.", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
_AGAIN_AFTER_S = 5
_BUSY = Text("正在打印其他单据，请稍后再试", "Others are printing. Try again in a moment.")
_PRIVATE = {"Cache-Control": "private, no-store"}


@router.get("", response_model=PlanPage)
def list_plans(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> PlanPage | Response:
    """Plans by site and key: which version is in force, what is written or waits, which numbers are missing. A table needs `export`."""
    sites = rights.sites(site, parts.sites)
    with parts.records.reading() as tx:
        found = [here for each in sorted(sites) for here in plans_here(tx, each)]
        names = Names(tx)
    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("plans", PLAN_COLUMNS, found, lang)
    page = paging.of(found, lambda here: f"{here.site}/{here.key}")
    return PlanPage(items=[brief_out(here, names) for here in page.items], next_cursor=page.next_cursor)


@router.get("/form")
def get_plan_form(site: SiteNeeded, parts: Parts, rights: SignedIn) -> PlanForm:
    """What an editor of plans chooses from at a site."""
    rights.see(site, parts.sites)
    rules = parts.rules.of(site)
    with parts.records.reading() as tx:
        return plan_form(tx, parts.sites[site], rules)


@router.post("/check")
def check_plan(body: PlanToCheck, parts: Parts, rights: SignedIn) -> PlanCheck:
    """What is wrong with a plan at a site, each problem at its place. Nothing is stored."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.WRITE_PLANS, body.site)
    rules, plan = rules_at(parts, body.site), document_in(body.plan)
    with parts.records.reading() as tx:
        problems = problems_at(tx, plan, parts.sites[body.site], rules)
        gaps = gaps_of(plan, directory(tx, body.site))
    return PlanCheck(problems=problems_out(problems), gaps=[LocalText.of(gap) for gap in gaps])


@router.post("/import", response_model=PlanVersionDetail, status_code=201)
def import_plan(
    site: SiteNeeded,
    file: Annotated[UploadFile, File(description="A plan as YAML or JSON, as `GET /plans/{key}/document` gives it.")],
    parts: Parts,
    rights: SignedIn,
    write: Writing,
) -> Response:
    """Begin a draft with the plan of a file. It may have problems; it cannot be submitted until they are gone."""
    content = file.file.read(LARGEST_FILE + 1)
    return _draft(parts, rights, write, site, read_document(content), note=(file.filename or "")[-100:], asked=content.hex())


@router.get("/{key}")
def get_plan(key: PlanKey, site: SiteNeeded, parts: Parts, rights: SignedIn) -> PlanDetail:
    """A plan as it is in force, with whom it calls."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        return plan_detail(tx, plan_here(tx, site, key), rights)


@router.get("/{key}/versions")
def list_plan_versions(key: PlanKey, site: SiteNeeded, parts: Parts, rights: SignedIn, paging: Paging) -> PlanVersionPage:
    """The site's own versions of a plan, the newest first."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        names, versions = Names(tx), tx.plans.of_key(site, key)
    page = paging.of(versions, lambda version: f"{1_000_000 - version.number:07d}")
    return PlanVersionPage(items=[version_out(version, names) for version in page.items], next_cursor=page.next_cursor)


@router.post("/{key}/versions", response_model=PlanVersionDetail, status_code=201)
def draft_plan(key: PlanKey, site: SiteNeeded, body: PlanDraft, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Begin a draft. Only one version of a plan is written, or waits for approval, at a time."""
    if body.plan is not None:
        return _draft(parts, rights, write, site, document_in(body.plan), note=body.note, asked=body.model_dump_json(), detail=told(body))
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        plan = _numbered(tx, site, key, body.from_number)[0]
    return _draft(parts, rights, write, site, plan, note=body.note, asked=body.model_dump_json(), detail=told(body))


@router.get("/{key}/changes")
def get_plan_changes(
    key: PlanKey,
    site: SiteNeeded,
    parts: Parts,
    rights: SignedIn,
    since: Annotated[int, Query(ge=0, le=1_000_000, description="The number of the earlier version; 0: the library's.")] = 0,
    until: NumberAsked = None,
) -> PlanChanges:
    """What is different between two versions of a plan."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        old, first = _numbered(tx, site, key, since)
        new, last = _numbered(tx, site, key, until)
    return PlanChanges(from_number=first, to_number=last, items=[difference_out(each) for each in differences(old, new)])


@router.get("/{key}/document", response_class=Response)
def get_plan_document(
    key: PlanKey,
    site: SiteNeeded,
    parts: Parts,
    rights: SignedIn,
    number: NumberAsked = None,
    form: Annotated[DocumentForm, Query(alias="format")] = DocumentForm.YAML,
) -> Response:
    """The plan as a file, to be changed outside or taken to another site: `POST /plans/import` takes it back."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        plan, found = _numbered(tx, site, key, number)
    headers = {"Content-Disposition": f'attachment; filename="{key}-{found}.{form.value}"', **_PRIVATE}
    return Response(written_document(plan, form), media_type=form.content_type, headers=headers)


@router.get("/{key}/card.pdf", response_class=Response, responses=_PDF)
def print_plan_cards(
    key: PlanKey,
    site: SiteNeeded,
    parts: Parts,
    rights: SignedIn,
    number: NumberAsked = None,
    post: Annotated[Post | None, Query(description="Only the card of this post; without: one for each that has steps.")] = None,
) -> Response:
    """Cards (A5) for the wall and the offline phone: what each post does, in order, with limits and numbers."""
    rights.see(site, parts.sites)
    with parts.records.reading() as tx:
        plan, found = _numbered(tx, site, key, number)
        numbers = numbers_of(tx, site)
        names = {id_: whom.name for id_, whom in directory(tx, site).items()}
    try:
        content = cards(
            plan, found, parts.sites[site], numbers, post=post, made_at=parts.clock(), names=names, uploads=parts.uploads, typesetter=parts.typesetter
        )
    except KeyError:
        raise NotFound(Text("该岗位在此预案中没有任务", "This post has no part in the plan, so there is no card of it.")) from None
    except Busy as error:
        raise Unavailable(_BUSY, retry_after_s=_AGAIN_AFTER_S) from error
    except Refusal as error:
        raise Unusable(error.text) from error
    name = f"{key}-{found}{'' if post is None else f'-{post.value}'}.pdf"
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"', **_PRIVATE})


def rules_at(parts: Services, site: str) -> frozenset[str]:
    """The ids of the rules in force at a site. Never within a transaction: it may ask the records itself."""
    return frozenset(rule.id for rule in parts.rules.of(site))


def _numbered(tx: Transaction, site: str, key: str, number: int | None) -> tuple[Plan, int]:
    try:
        return plan_of_number(tx, site, key, number)
    except KeyError:
        raise NotFound(
            Text(
                f"没有预案 {key}" if number is None else f"预案 {key} 没有第 {number} 版",
                f"There is no plan {key} in force here." if number is None else f"The plan {key} has no version {number} here.",
            )
        ) from None


def _draft(parts: Services, rights: Rights, write: Write, site: str, plan: Plan, *, note: str, asked: str, detail: str = "") -> Response:
    rights.see(site, parts.sites)
    rights.need(Permission.WRITE_PLANS, site)
    rules = rules_at(parts, site)

    def act(tx: Transaction) -> PlanVersionDetail:
        return version_detail(parts, tx, draft(tx, parts.sites[site], plan, note=note, by=write.by, at=write.now), rights, rules)

    return write.once("plan.draft", f"{site}/{plan.key}", asked, act, status=201, detail=detail)
