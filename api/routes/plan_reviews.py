"""Reviews (复盘) of runs of emergency plans: the list, one with its time line, findings, improvements, closing, the print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.asked import Accept, DrillAsked, Form, FormAsked, Language, LanguageAsked, SinceAsked, SiteAsked, UntilAsked, wants_csv
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.plan_reviews import find_review, review_detail, review_out
from api.review_printing import print_review
from api.schemas.alarm import HumanStep
from api.schemas.plan_review import CloseReview, NewFinding, NewImprovement, PlanReviewDetail, PlanReviewPage
from api.schemas.plan_review import PlanReview as PlanReviewOut
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import all_pages, csv_answer
from api.tables.plan_review_columns import PLAN_REVIEW_COLUMNS
from api.writing import Write, Writing
from domain.identity import LIVE
from domain.page import Page
from domain.people import Permission
from domain.plan import PlanKind
from domain.plan_review import PlanReview, ReviewFilter, ReviewState
from domain.records import Transaction
from operations.plans.review import closing

router = APIRouter(prefix="/plan-reviews", tags=["plan-review"])

_PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "The review.", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("", response_model=PlanReviewPage)
def list_reviews(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[ReviewState | None, Query()] = None,
    kind: Annotated[PlanKind | None, Query()] = None,
    plan: Annotated[str | None, Query(max_length=64, description="The key of a plan.")] = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    drill: DrillAsked = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> PlanReviewPage | Response:
    """Reviews; those whose run ended last come first. A table needs the permission `export`."""
    where = ReviewFilter(rights.sites(site, parts.sites), state, kind, plan, since, until, drill or LIVE)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[PlanReview]:
        with parts.records.reading() as tx:
            return tx.plan_reviews.list(where, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("plan-reviews", PLAN_REVIEW_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return PlanReviewPage(items=[review_out(review, rights) for review in page.items], next_cursor=page.next_cursor)


@router.get("/of")
def find_review_of(
    parts: Parts,
    rights: SignedIn,
    run: Annotated[str | None, Query(max_length=64, description="The id of a run.")] = None,
    order: Annotated[str | None, Query(max_length=64, description="The id of a work order that is an improvement.")] = None,
) -> PlanReviewPage:
    """The review of a run, or the one whose improvement a work order is; nothing where there is none."""
    with parts.records.reading() as tx:
        of_run = None if run is None else tx.plan_reviews.of_run(run)
        found = tx.plan_reviews.of_order(order) if of_run is None and order is not None else of_run
    seen = found is not None and found.site in rights.sites(None, parts.sites)
    return PlanReviewPage(items=[review_out(found, rights)] if found is not None and seen else [], next_cursor=None)


@router.get("/{review_id}")
def get_review(review_id: str, parts: Parts, rights: SignedIn) -> PlanReviewDetail:
    """One review: moments, limits, the time line with telemetry beside it, who reacted how, and what you may do."""
    return review_detail(parts, rights, review_id)


@router.post("/{review_id}/findings", response_model=PlanReviewOut)
def add_finding(review_id: str, body: NewFinding, parts: Parts, write: Writing) -> Response:
    """Write down what you found. Needs the permission `review_plans`."""

    def act(tx: Transaction, _review: PlanReview) -> PlanReview:
        return closing.find(tx, review_id, body.text, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "find", review_id, body, act)


@router.post("/{review_id}/tasks", response_model=PlanReviewOut)
def add_improvement(review_id: str, body: NewImprovement, parts: Parts, write: Writing) -> Response:
    """Make an improvement a work order with an owner and a date. Needs the permission `review_plans`."""
    task = closing.NewTask(body.what, body.department, body.until, body.person, body.asset)

    def act(tx: Transaction, review: PlanReview) -> PlanReview:
        return closing.give_task(tx, review_id, task, site=parts.sites[review.site], by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "give-task", review_id, body, act)


@router.post("/{review_id}/close", response_model=PlanReviewOut)
def close_review(review_id: str, body: CloseReview, parts: Parts, write: Writing) -> Response:
    """Close it with what was learnt; it stays as it is then, its orders go on. Needs the permission `review_plans`."""

    def act(tx: Transaction, _review: PlanReview) -> PlanReview:
        return closing.close(tx, review_id, body.summary, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "close", review_id, body, act)


@router.get("/{review_id}/review.pdf", response_class=Response, responses=_PDF)
def print_one(review_id: str, request: Request, parts: Parts, rights: SignedIn, lang: LanguageAsked = Language.ZH) -> Response:
    """The review on A4, with places to sign."""
    return print_review(parts, rights, request, review_id, lang)


def _step(parts: Services, write: Write, step: str, review_id: str, body: HumanStep, act: Callable[[Transaction, PlanReview], PlanReview]) -> Response:
    """One step of somebody who may review at the review's site."""

    def whole(tx: Transaction) -> PlanReviewOut:
        review = find_review(parts, write.rights, tx, review_id)
        write.rights.need(Permission.REVIEW_PLANS, review.site)
        return review_out(act(tx, review), write.rights)

    def version_now(tx: Transaction) -> int | None:
        review = tx.plan_reviews.get(review_id)
        return None if review is None else review.version

    return write.once(f"plan-review.{step}", review_id, body.model_dump_json(), whole, detail=told(body), version_now=version_now)
