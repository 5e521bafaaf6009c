"""Drills (应急演练): planning, beginning and ending them, how they went, their record on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response

from api.asked import Accept, FormAsked, Language, LanguageAsked, SinceAsked, SiteAsked, SplitList, UntilAsked, wants_csv
from api.asked import Form as TableForm
from api.attaching import FileAsked, add_file
from api.drills import Words, drill_detail, drill_out, find_drill, may_know, may_note, may_stop, scenarios_of
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import Forbidden, Unusable
from api.schemas.alarm import HumanStep
from api.schemas.drill import Drill as DrillOut
from api.schemas.drill import DrillDetail, DrillNote, DrillPage, DrillReason, NewDrill, PlannedDrill
from api.schemas.work_order import Attachment
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.sheets import print_sheet
from api.tables.csv_table import all_pages, csv_answer
from api.tables.drill_columns import DRILL_COLUMNS
from api.writing import Write, Writing
from domain.attachment import Attachment as FileRecord
from domain.attachment import AttachmentKind
from domain.drill import Drill, DrillEvent, DrillFilter, DrillState, next_drill_state
from domain.drill_paper import DrillSignature, DrillSigner
from domain.page import Page
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from operations.drills import ending, papers, planning, printed, running
from operations.drills.scored import compared_with_earlier, run_of, score_of
from operations.forms.content import Sheet
from operations.forms.wording import Wording
from operations.plans.review.timeline import timeline_of

router = APIRouter(prefix="/drills", tags=["drill"])

LARGEST_SIGNATURE = 512 * 1024
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "The record.", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}
_ONLY_PNG = Text("签字须为 PNG 图片，最大 512 KB", "A signature is a PNG picture of 512 kB at most.")
_NAMELESS = Text("请填写签字人姓名", "Say who signs.")
_NOT_BEGUN = Text("演练尚未开始，没有演练记录", "The drill has not begun: there is no record of it yet.")


@router.get("", response_model=DrillPage)
def list_drills(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[list[DrillState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    plan: Annotated[str | None, Query(max_length=64, description="Only those of the plan with this key.")] = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    form: FormAsked = TableForm.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> DrillPage | Response:
    """Drills, the latest beginning first. Unannounced ones that have not begun are for their planner and managers: a page may be shorter for it."""
    where = DrillFilter(rights.sites(site, parts.sites), frozenset(state) if state else None, plan, since, until)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[DrillOut]:
        with parts.records.reading() as tx:
            page, words = tx.drills.list(where, cursor=cursor, limit=limit), Words(parts, tx)
            return Page(tuple(drill_out(drill, words) for drill in page.items if may_know(drill, rights)), page.next_cursor)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("drills", DRILL_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return DrillPage(items=list(page.items), next_cursor=page.next_cursor)


@router.post("", response_model=DrillDetail, status_code=201)
def plan_drill(body: NewDrill, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Plan a drill. It begins by itself at its time; nothing real is touched by it, and a real alarm ends it."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.PLAN_DRILLS, body.site)
    scenarios = scenarios_of(parts)

    def act(tx: Transaction) -> DrillDetail:
        planned = planning.plan(tx, _asked(body), site=parts.sites[body.site], by=write.by, at=write.now, scenarios=scenarios)
        return drill_detail(parts, tx, planned, rights)

    return write.once("drill.plan", body.site, body.model_dump_json(), act, status=201, detail=told(body))


@router.get("/{drill_id}")
def get_drill(drill_id: str, parts: Parts, rights: SignedIn) -> DrillDetail:
    """One drill: its log, its score (while it runs as far as it is known), its run and review, and what you may do."""
    with parts.records.reading() as tx:
        return drill_detail(parts, tx, find_drill(parts, rights, tx, drill_id), rights)


@router.put("/{drill_id}", response_model=DrillDetail)
def change_drill(drill_id: str, body: PlannedDrill, parts: Parts, write: Writing) -> Response:
    """Plan it otherwise, as long as it has not begun."""

    def act(tx: Transaction, drill: Drill) -> Drill:
        write.rights.need(Permission.PLAN_DRILLS, drill.site)
        site, scenarios = parts.sites[drill.site], scenarios_of(parts)
        return planning.change(tx, drill_id, _asked(body), site=site, by=write.by, at=write.now, scenarios=scenarios, version=write.version)

    return _step(parts, write, "change", drill_id, body, act)


@router.post("/{drill_id}/start", response_model=DrillDetail)
def start_drill(drill_id: str, body: HumanStep, parts: Parts, write: Writing) -> Response:
    """Begin it now. 422 while another runs at the site, or a real alarm stands that nobody has acknowledged."""

    def act(tx: Transaction, drill: Drill) -> Drill:
        write.rights.need(Permission.PLAN_DRILLS, drill.site)
        return running.start(tx, drill_id, site=parts.sites[drill.site], by=write.by, at=write.now, version=write.version)

    return _step(parts, write, "start", drill_id, body, act)


@router.post("/{drill_id}/stop", response_model=DrillDetail)
def stop_drill(drill_id: str, body: DrillReason, parts: Parts, write: Writing) -> Response:
    """Break it off: everything of it ends at once. Whoever plans drills or may command a plan may do so."""

    def act(tx: Transaction, drill: Drill) -> Drill:
        if not may_stop(write.rights, drill.site):
            raise Forbidden(Permission.PLAN_DRILLS)
        return ending.stop(tx, drill_id, site=parts.sites[drill.site], by=write.by, at=write.now, reason=body.reason)

    return _step(parts, write, "stop", drill_id, body, act)


@router.post("/{drill_id}/cancel", response_model=DrillDetail)
def cancel_drill(drill_id: str, body: DrillReason, parts: Parts, write: Writing) -> Response:
    """It does not take place."""

    def act(tx: Transaction, drill: Drill) -> Drill:
        write.rights.need(Permission.PLAN_DRILLS, drill.site)
        return planning.cancel(tx, drill_id, site=parts.sites[drill.site], by=write.by, at=write.now, reason=body.reason, version=write.version)

    return _step(parts, write, "cancel", drill_id, body, act)


@router.post("/{drill_id}/note", response_model=DrillDetail)
def note_drill(drill_id: str, body: DrillNote, parts: Parts, write: Writing) -> Response:
    """Write something down; also when it is over."""

    def act(tx: Transaction, drill: Drill) -> Drill:
        if not may_note(write.rights, drill.site):
            raise Forbidden(Permission.TAKE_PLAN_STEP)
        return papers.note(tx, drill_id, body.note, by=write.by, at=write.now)

    return _step(parts, write, "note", drill_id, body, act)


@router.post("/{drill_id}/sign", status_code=201, response_model=Attachment)
def sign_drill(
    drill_id: str,
    file: FileAsked,
    signed_by: Annotated[str, Form(min_length=1, max_length=64, description="Who signs: a name.")],
    signed_as: Annotated[DrillSigner, Form()],
    parts: Parts,
    rights: SignedIn,
    write: Writing,
) -> Response:
    """Add what somebody drew under the record, when the drill is over; `order_id` of the answer is the drill's id."""
    with parts.records.reading() as tx:
        drill = find_drill(parts, rights, tx, drill_id)
    if not may_note(rights, drill.site):
        raise Forbidden(Permission.TAKE_PLAN_STEP)
    name = signed_by.strip()
    if not name:
        raise Unusable(_NAMELESS)

    def act(tx: Transaction, record: FileRecord) -> None:
        next_drill_state(find_drill(parts, rights, tx, drill_id).state, DrillEvent.SIGNED)
        if record.content_type != "image/png" or record.size > LARGEST_SIGNATURE:
            raise Unusable(_ONLY_PNG)
        papers.sign(tx, drill_id, DrillSignature(record, name, signed_as), by=write.by, at=write.now)

    def signed(record: FileRecord) -> FileRecord:
        return replace(record, name=f"signature-{signed_as.value}.png", kind=AttachmentKind.SIGNATURE, signed_by=name)

    return add_file(write, file, to=drill_id, action="drill.sign", act=act, become=signed)


@router.get("/{drill_id}/record.pdf", response_class=Response, responses=_PDF)
def print_drill(drill_id: str, request: Request, parts: Parts, rights: SignedIn, lang: LanguageAsked = Language.ZH) -> Response:
    """The record of the drill (演练记录), A4, with the signatures that were drawn. 422 before it begins."""
    with parts.records.reading() as tx:
        drill = find_drill(parts, rights, tx, drill_id)
    if drill.started_at is None:
        raise Unusable(_NOT_BEGUN)
    site, by, now = parts.sites[drill.site], rights.person.username, parts.clock()

    def make(tx: Transaction, wording: Wording, base: str) -> Sheet:
        return printed.sheet_of(_papers(parts, tx, drill), site, wording=wording, by=by, at=now, address=f"{base}/drills/{drill.id}")

    return print_sheet(parts, rights, request, site, lang, action="drill.print", subject=drill.id, name=f"drill-record-{drill.number}", make=make)


def _papers(parts: Services, tx: Transaction, drill: Drill) -> printed.Papers:
    run, words, now = run_of(tx, drill), Words(parts, tx), parts.clock()
    score = score_of(tx, drill, now)
    names = {person.username: person.name for person in tx.people.list()}
    return printed.Papers(
        drill=drill,
        log=tx.drills.log(drill.id),
        plan_title=words.plan(drill) if run is None else run.plan.title,
        scenario=words.scenario(drill),
        run=run,
        course=None if run is None else timeline_of(tx, run, run.ended_at or drill.ended_at or now, names),
        score=score,
        compared=() if score is None else compared_with_earlier(tx, drill, score),
        review=None if run is None else tx.plan_reviews.of_run(run.id),
        signatures=tx.drill_papers.signatures(drill.id),
    )


def _asked(body: PlannedDrill) -> planning.NewDrill:
    return planning.NewDrill(
        plan_key=body.plan_key,
        scenario=body.scenario,
        title=body.title,
        begins_at=body.begins_at,
        lasts_s=body.lasts_minutes * 60,
        area=body.area,
        people=tuple(body.people),
        announced=body.announced,
        outside=body.outside,
        speed=body.speed,
    )


def _step(parts: Services, write: Write, step: str, drill_id: str, body: HumanStep, act: Callable[[Transaction, Drill], Drill]) -> Response:
    """One step of somebody who may know of the drill; `act` looks whether he may take it."""

    def whole(tx: Transaction) -> DrillDetail:
        taken = act(tx, find_drill(parts, write.rights, tx, drill_id))
        return drill_detail(parts, tx, taken, write.rights)

    def version_now(tx: Transaction) -> int | None:
        drill = tx.drills.get(drill_id)
        return None if drill is None else drill.version

    return write.once(f"drill.{step}", drill_id, body.model_dump_json(), whole, detail=told(body), version_now=version_now)
