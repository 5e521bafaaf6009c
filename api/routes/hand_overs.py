"""Hand-over of shifts: the sheet, who signs, what is counted, who has borrowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import FileResponse

from api.asked import Accept, FormAsked, Language, LanguageAsked, SinceAsked, SiteAsked, SplitList, UntilAsked, wants_csv
from api.asked import Form as TableForm
from api.attaching import FileAsked, add_file, download
from api.hand_overs import find_hand_over, hand_over_detail, hand_over_out, leads, may_step, waits
from api.human_step import told
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import Forbidden, NotFound, Unusable
from api.schemas.alarm import HumanStep
from api.schemas.hand_over import CountThings, HandOverDetail, HandOverPage, HandOverWords, MyHandOvers, MyShift, OpenHandOver
from api.schemas.work_order import Attachment
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.sheets import print_sheet
from api.tables.csv_table import all_pages, csv_answer
from api.tables.hand_over_columns import HAND_OVER_COLUMNS
from api.writing import Write, Writing
from domain.attachment import Attachment as FileRecord
from domain.attachment import AttachmentKind
from domain.hand_over import IN_HAND, Count, HandOver, HandOverFilter, HandOverState, HandOverStep
from domain.page import Page
from domain.people import Permission
from domain.post import Post
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339
from operations import handover
from operations.handover import printed
from operations.handover.shifts import may_take_over

router = APIRouter(tags=["hand-over"])

LARGEST_SIGNATURE = 512 * 1024
_ONLY_PNG = Text("签字须为 PNG 图片，最大 512 KB", "A signature is a PNG picture of 512 kB at most.")
_PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The sheet.", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}
_INSTANT = timedelta(microseconds=1)


@router.get("/hand-overs", response_model=HandOverPage)
def list_hand_overs(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    post: Annotated[Post | None, Query()] = None,
    state: Annotated[list[HandOverState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    person: Annotated[str | None, Query(max_length=64, description="Who went or came: a username.")] = None,
    since: SinceAsked = None,
    until: UntilAsked = None,
    form: FormAsked = TableForm.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> HandOverPage | Response:
    """Hand-overs, newest planned end first. A table needs the permission `export`."""
    where = HandOverFilter(rights.sites(site, parts.sites), post, None if state is None else frozenset(state), person, since, until)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[HandOver]:
        with parts.records.reading() as tx:
            return tx.hand_overs.list(where, cursor=cursor, limit=limit)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("hand-overs", HAND_OVER_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return HandOverPage(items=[hand_over_out(item) for item in page.items], next_cursor=page.next_cursor)


@router.get("/me/hand-overs")
def my_hand_overs(parts: Parts, rights: SignedIn) -> MyHandOvers:
    """My running duties with their sheets, the sheets of others that I may take over, and what I have to decide about."""
    now, me = parts.clock(), rights.person
    with parts.records.reading() as tx:
        duties = [duty for duty in tx.dispatch.duties_of(me.username, now, now + _INSTANT) if duty.site in parts.sites and me.works_at(duty.site)]
        sheets = tx.hand_overs.of_duties([duty.id for duty in duties])
        mine = [
            MyShift(
                duty_id=duty.id,
                site=duty.site,
                post=duty.post,
                since=rfc3339(duty.since),
                until=rfc3339(duty.until),
                hand_over=hand_over_out(sheets[duty.id]) if duty.id in sheets else None,
            )
            for duty in duties
            if duty.post is not None
        ]
        open_ones = tx.hand_overs.list(HandOverFilter(rights.sites(None, parts.sites), states=IN_HAND), limit=LARGEST_PAGE).items
        for_me = [item for item in open_ones if may_take_over(tx, me, parts.sites[item.site], item.post, item.outgoing, now)]
        decide = [item for item in open_ones if waits(item) and item.outgoing != me.username and leads(rights, item.site, item.post)]
    return MyHandOvers(mine=mine, for_me=[hand_over_out(item) for item in for_me], to_decide=[hand_over_out(item) for item in decide])


@router.post("/hand-overs", response_model=HandOverDetail, status_code=201)
def open_hand_over(body: OpenHandOver, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Open the sheet of a duty: your own, or of somebody whom you lead. One that is open already is no error."""

    def act(tx: Transaction) -> HandOverDetail:
        duty = tx.dispatch.duty(body.duty_id)
        if duty is None or duty.site not in rights.sites(None, parts.sites):
            raise NotFound(Text("没有这个班次", f"There is no duty {body.duty_id} that you may see."))
        if duty.person != write.by and (duty.post is None or not leads(rights, duty.site, duty.post)):
            raise Forbidden(Permission.ARRANGE_DUTY)
        site = parts.sites[duty.site]
        item = handover.open_sheet(tx, duty, site=site, by=write.by, at=write.now)
        return hand_over_detail(tx, item, site, rights, write.now)

    return write.once("hand-over.open", body.duty_id, body.model_dump_json(), act, status=201, detail=told(body))


@router.get("/hand-overs/{hand_over_id}")
def get_hand_over(hand_over_id: str, parts: Parts, rights: SignedIn) -> HandOverDetail:
    """One sheet: live until it is signed, then as it was."""
    with parts.records.reading() as tx:
        item = find_hand_over(parts, rights, tx, hand_over_id)
        return hand_over_detail(tx, item, parts.sites[item.site], rights, parts.clock())


@router.post("/hand-overs/{hand_over_id}/count", response_model=HandOverDetail)
def count_things(hand_over_id: str, body: CountThings, parts: Parts, write: Writing) -> Response:
    """How many of each thing there are, and the notes for who comes. What was signed before has to be signed again."""
    counts: Mapping[str, Count] = {thing: Count(each.counted, each.remark.strip()) for thing, each in body.counts.items()}

    def act(tx: Transaction, _: HandOver) -> HandOver:
        return handover.count(tx, hand_over_id, counts, by=write.by, at=write.now, note=body.note, version=write.version)

    return _step(parts, write, HandOverStep.COUNTED, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/offer", response_model=HandOverDetail)
def offer(hand_over_id: str, body: HandOverWords, parts: Parts, write: Writing) -> Response:
    """Whoever goes signs: everything is counted, and what does not tally is explained."""

    def act(tx: Transaction, item: HandOver) -> HandOver:
        return handover.offer(tx, hand_over_id, site=parts.sites[item.site], by=write.by, at=write.now, version=write.version)

    return _step(parts, write, HandOverStep.OFFERED, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/sign", response_model=HandOverDetail)
def sign(hand_over_id: str, body: HandOverWords, parts: Parts, write: Writing) -> Response:
    """Take over, in your own session: the other duty ends, yours runs, and everything open is yours."""

    def act(tx: Transaction, item: HandOver) -> HandOver:
        return handover.sign(tx, hand_over_id, write.rights.person, site=parts.sites[item.site], at=write.now, version=write.version)

    return _step(parts, write, HandOverStep.SIGNED, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/refuse", response_model=HandOverDetail)
def refuse(hand_over_id: str, body: HandOverWords, parts: Parts, write: Writing) -> Response:
    """Do not take over, and say why: the lead decides."""

    def act(tx: Transaction, item: HandOver) -> HandOver:
        return handover.refuse(tx, hand_over_id, write.rights.person, body.note, site=parts.sites[item.site], at=write.now, version=write.version)

    return _step(parts, write, HandOverStep.REFUSED, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/send-back", response_model=HandOverDetail)
def send_back(hand_over_id: str, body: HandOverWords, parts: Parts, write: Writing) -> Response:
    """A lead sides with who refused: put it right and sign again."""

    def act(tx: Transaction, item: HandOver) -> HandOver:
        site = parts.sites[item.site]
        return handover.send_back(tx, hand_over_id, site=site, by=write.by, at=write.now, note=body.note, version=write.version)

    return _step(parts, write, HandOverStep.SENT_BACK, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/sign-anyway", response_model=HandOverDetail)
def sign_anyway(hand_over_id: str, body: HandOverWords, parts: Parts, write: Writing) -> Response:
    """A lead decides that whoever refused takes over as it is."""

    def act(tx: Transaction, item: HandOver) -> HandOver:
        site = parts.sites[item.site]
        return handover.sign_anyway(tx, hand_over_id, site=site, by=write.by, at=write.now, note=body.note, version=write.version)

    return _step(parts, write, HandOverStep.FORCED, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/cancel", response_model=HandOverDetail)
def cancel(hand_over_id: str, body: HandOverWords, parts: Parts, write: Writing) -> Response:
    """A lead says that nothing has to be handed over."""

    def act(tx: Transaction, _: HandOver) -> HandOver:
        return handover.cancel(tx, hand_over_id, by=write.by, at=write.now, reason=body.note, version=write.version)

    return _step(parts, write, HandOverStep.CANCELLED, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/note", response_model=HandOverDetail)
def note(hand_over_id: str, body: HandOverWords, parts: Parts, write: Writing) -> Response:
    """Write something down."""

    def act(tx: Transaction, _: HandOver) -> HandOver:
        return handover.note(tx, hand_over_id, body.note, by=write.by, at=write.now)

    return _step(parts, write, HandOverStep.NOTED, hand_over_id, body, act)


@router.post("/hand-overs/{hand_over_id}/files", status_code=201, response_model=Attachment)
def add_hand_over_file(
    hand_over_id: str,
    file: FileAsked,
    parts: Parts,
    rights: SignedIn,
    write: Writing,
    signature: Annotated[bool, Form(description="It is my own signature, drawn on a screen: PNG.")] = False,  # noqa: FBT002  a field of a form
) -> Response:
    """Add a photo, or what you drew as your signature; it is printed on the sheet."""
    with parts.records.reading() as tx:
        item = find_hand_over(parts, rights, tx, hand_over_id)
        site = parts.sites[item.site]
        if not any(may_step(tx, item, step, site, rights, write.now) for step in (HandOverStep.ATTACHED, HandOverStep.SIGNED)):
            raise Forbidden(Permission.WORK_ORDER)

    def act(tx: Transaction, record: FileRecord) -> None:
        if signature and (record.content_type != "image/png" or record.size > LARGEST_SIGNATURE):
            raise Unusable(_ONLY_PNG)
        handover.attach(tx, hand_over_id, record, at=write.now)

    def become(record: FileRecord) -> FileRecord:
        return replace(record, name=f"signature-{write.by}.png", kind=AttachmentKind.SIGNATURE, signed_by=write.by) if signature else record

    return add_file(write, file, to=hand_over_id, action="hand-over.attach", act=act, become=become)


@router.get("/hand-overs/{hand_over_id}/files/{file_id}", response_class=FileResponse)
def download_hand_over_file(hand_over_id: str, file_id: str, parts: Parts, rights: SignedIn) -> FileResponse:
    """The file itself, always as a download."""
    with parts.records.reading() as tx:
        files = tx.hand_overs.files(find_hand_over(parts, rights, tx, hand_over_id).id)
    return download(parts, files, file_id)


@router.get("/hand-overs/{hand_over_id}/form.pdf", response_class=Response, responses=_PDF)
def print_hand_over(hand_over_id: str, request: Request, parts: Parts, rights: SignedIn, lang: LanguageAsked = Language.ZH) -> Response:
    """The sheet (交接班记录表), A4."""
    with parts.records.reading() as tx:
        item = find_hand_over(parts, rights, tx, hand_over_id)
    site, by, now = parts.sites[item.site], rights.person.username, parts.clock()
    return print_sheet(
        parts,
        rights,
        request,
        site,
        lang,
        action="hand-over.print",
        subject=hand_over_id,
        name=f"hand-over-{item.number}",
        make=lambda tx, wording, base: printed.sheet_of(tx, item, site, wording=wording, by=by, at=now, address=f"{base}/hand-over/{item.id}"),
    )


def _step(parts: Services, write: Write, step: HandOverStep, hand_over_id: str, body: HumanStep, act: Callable[[Transaction, HandOver], HandOver]) -> Response:
    """One step of somebody who may see the sheet and take it. Who may take over is said by the step itself, which says why not."""

    def whole(tx: Transaction) -> HandOverDetail:
        item = find_hand_over(parts, write.rights, tx, hand_over_id)
        site = parts.sites[item.site]
        if step not in (HandOverStep.SIGNED, HandOverStep.REFUSED) and not may_step(tx, item, step, site, write.rights, write.now):
            raise Forbidden(Permission.ARRANGE_DUTY)
        return hand_over_detail(tx, act(tx, item), site, write.rights, write.now)

    def version_now(tx: Transaction) -> int | None:
        item = tx.hand_overs.get(hand_over_id)
        return None if item is None else item.version

    return write.once(f"hand-over.{step.value}", hand_over_id, body.model_dump_json(), whole, detail=told(body), version_now=version_now)
