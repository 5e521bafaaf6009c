"""Notices to residents (住户通知): drafting, approval, publishing, updating, closing; what was delivered; the printed sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.asked import Accept, Form, FormAsked, Language, LanguageAsked, SiteAsked, SplitList, wants_csv
from api.human_step import told
from api.notices import delivery_out, find_notice, may_withdraw, notice_detail, notice_out, outlets_of, page_address
from api.paging import LARGEST_PAGE, Paging, our_cursor
from api.problems import Forbidden, Unavailable, Unusable
from api.schemas.alarm import HumanStep
from api.schemas.base import LocalText
from api.schemas.notice import (
    ApproveNotice,
    ChangeNotice,
    NewNotice,
    NewNoticeUpdate,
    NoticeDelivery,
    NoticeDeliveryPage,
    NoticeDetail,
    NoticePage,
    NoticeUnits,
    NoticeWords,
)
from api.security.rights import Rights
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tables.csv_table import all_pages, csv_answer
from api.tables.notice_columns import DELIVERY_COLUMNS, NOTICE_COLUMNS, NoticeLine
from api.writing import Write, Writing
from domain.notice import Notice, NoticeFilter, NoticeKind, NoticeState
from domain.page import Page
from domain.people import Permission
from domain.problem import Refusal
from domain.records import AuditEntry, Transaction
from domain.site import SpaceKind
from domain.text import Text
from operations.forms.typeset import Busy
from operations.notices import drafting, printed, steps, updating
from operations.notices.units import buildings, in_words

router = APIRouter(prefix="/notices", tags=["notice"])

_BUSY = Text("正在打印其他单据，请稍后再试", "Others are printing. Try again in a moment.")
_PAGE_OF_TABLE = 100


@router.get("", response_model=NoticePage)
def list_notices(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    state: Annotated[list[NoticeState] | None, Query(description="Repeat or separate by commas."), SplitList] = None,
    kind: Annotated[NoticeKind | None, Query()] = None,
    waits: Annotated[bool, Query(description="Only those that wait for approval, or an update of which does.")] = False,  # noqa: FBT002  a query parameter
    about: Annotated[str | None, Query(max_length=64, description="The id of an incident, order, alarm or plan's run.")] = None,
    drill: Annotated[str | None, Query(max_length=64, description="A drill's id; otherwise drills are left out.")] = None,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> NoticePage | Response:
    """Notices, newest first. A table needs the permission `export`."""
    where = NoticeFilter(rights.sites(site, parts.sites), None if state is None else frozenset(state), kind, waits, drill or "live", about)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[NoticeLine]:
        with parts.records.reading() as tx:
            page = tx.notices.list(where, cursor=cursor, limit=limit)
            counts = tx.notices.counts([notice.id for notice in page.items])
        return Page(tuple(NoticeLine(each, tuple(counts[each.id]), _place(parts, each)) for each in page.items), page.next_cursor)

    if wants_csv(form, accept):
        rights.need_anywhere(Permission.EXPORT)
        return csv_answer("notices", NOTICE_COLUMNS, all_pages(lambda cursor: read(cursor, _PAGE_OF_TABLE)), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return NoticePage(items=[notice_out(line.notice, line.counts) for line in page.items], next_cursor=page.next_cursor)


@router.get("/units")
def list_notice_units(parts: Parts, rights: SignedIn, site: Annotated[str, Query(max_length=64)]) -> NoticeUnits:
    """Whom a notice can concern: buildings with their dwellings (else floors), and public places."""
    rights.see(site, parts.sites)
    at = parts.sites[site]
    found = buildings(at)
    inside = {building.space.id for building in found}
    outside = [
        space
        for space in at.spaces.values()
        if space.kind in (SpaceKind.ZONE, SpaceKind.FLOOR, SpaceKind.COMMON_AREA, SpaceKind.ENTRANCE)
        and not any(around.id in inside for around in at.space_path(space.id))
    ]
    return NoticeUnits.model_validate(
        {
            "buildings": [
                {
                    "id": building.space.id,
                    "name": building.space.name.as_json(),
                    "dwellings": building.dwellings,
                    "units": [{"id": unit.id, "name": unit.name.as_json()} for unit in building.units],
                }
                for building in found
            ],
            "places": [{"id": space.id, "name": at.place_of_space(space.id).as_json()} for space in outside],
        }
    )


@router.post("", response_model=NoticeDetail, status_code=201)
def draft_notice(body: NewNotice, parts: Parts, rights: SignedIn, write: Writing, request: Request) -> Response:
    """Draft one, worded from its template in both languages, for exactly the affected units. Nothing goes out."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.WRITE_NOTICES, body.site)
    asked = drafting.NewNotice(
        kind=body.kind,
        incident_id=body.incident_id,
        order_id=body.order_id,
        alarm_id=body.alarm_id,
        plan_run_id=body.plan_run_id,
        cause=None if body.cause is None else _text(body.cause),
        units=None if body.units is None else tuple(body.units),
        since=body.since,
        until=body.until,
        phone=body.phone,
    )

    def act(tx: Transaction) -> NoticeDetail:
        try:
            notice = drafting.draft(tx, asked, site=parts.sites[body.site], outlets=outlets_of(parts), by=write.by, at=write.now)
        except KeyError as error:
            raise Unusable(Text("没有找到对应的事件、工单或告警", f"There is no {error.args[0]} to draft from.")) from error
        return notice_detail(tx, parts, notice, rights, request)

    return write.once("notice.draft", body.site, body.model_dump_json(), act, status=201, detail=told(body))


@router.get("/{notice_id}")
def get_notice(notice_id: str, parts: Parts, rights: SignedIn, request: Request) -> NoticeDetail:
    """One notice: its words, whom it concerns and why, what was delivered, and what you may do."""
    with parts.records.reading() as tx:
        return notice_detail(tx, parts, find_notice(parts, rights, tx, notice_id), rights, request)


@router.post("/{notice_id}/change", response_model=NoticeDetail)
def change_notice(notice_id: str, body: ChangeNotice, parts: Parts, write: Writing, request: Request) -> Response:
    """Change a draft, or what was sent back. Whoever changes it is its writer from then on."""
    asked = steps.Change(
        kind=body.kind,
        title=_text(body.title),
        text=_text(body.text),
        cause=_text(body.cause),
        units=tuple(body.units),
        channels=tuple(body.channels),
        since=body.since,
        until=body.until,
        phone=body.phone,
        reword=body.reword,
    )

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.WRITE_NOTICES, notice.site)
        site = parts.sites[notice.site]
        return steps.change(tx, notice_id, asked, site=site, outlets=outlets_of(parts), by=write.by, at=write.now, version=write.version)

    return _step(parts, write, request, "change", notice_id, body, act)


@router.post("/{notice_id}/submit", response_model=NoticeDetail)
def submit_notice(notice_id: str, body: HumanStep, parts: Parts, write: Writing, request: Request) -> Response:
    """Ask for approval."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.WRITE_NOTICES, notice.site)
        return steps.submit(tx, notice_id, site=parts.sites[notice.site], by=write.by, at=write.now, version=write.version)

    return _step(parts, write, request, "submit", notice_id, body, act)


@router.post("/{notice_id}/approve", response_model=NoticeDetail)
def approve_notice(notice_id: str, body: ApproveNotice, parts: Parts, write: Writing, request: Request) -> Response:
    """Say that it may go out, and with `publish` let it out at once. Nobody does for what they wrote themselves."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.APPROVE_NOTICES, notice.site)
        approved = steps.approve(tx, notice_id, by=write.by, at=write.now, version=write.version)
        return _out(tx, parts, approved, write) if body.publish else approved

    return _step(parts, write, request, "approve", notice_id, body, act, detail="publish" if body.publish else "")


@router.post("/{notice_id}/publish", response_model=NoticeDetail)
def publish_notice(notice_id: str, body: HumanStep, parts: Parts, write: Writing, request: Request) -> Response:
    """Let out what was approved: its public page opens, and its messages leave."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.APPROVE_NOTICES, notice.site)
        return _out(tx, parts, notice, write)

    return _step(parts, write, request, "publish", notice_id, body, act)


@router.post("/{notice_id}/reject", response_model=NoticeDetail)
def reject_notice(notice_id: str, body: NoticeWords, parts: Parts, write: Writing, request: Request) -> Response:
    """Send it back, and say why."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.APPROVE_NOTICES, notice.site)
        return steps.reject(tx, notice_id, words=body.words, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, request, "reject", notice_id, body, act)


@router.post("/{notice_id}/withdraw", response_model=NoticeDetail)
def withdraw_notice(notice_id: str, body: NoticeWords, parts: Parts, write: Writing, request: Request) -> Response:
    """Take it back. What residents read already, only whoever approves takes back, with a reason that its page shows."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        if not may_withdraw(notice, write.rights):
            raise Forbidden(Permission.APPROVE_NOTICES)
        return steps.withdraw(tx, notice_id, words=body.words, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, request, "withdraw", notice_id, body, act)


@router.post("/{notice_id}/updates", response_model=NoticeDetail)
def write_notice_update(notice_id: str, body: NewNoticeUpdate, parts: Parts, write: Writing, request: Request) -> Response:
    """Write something more, or that it is over; it waits for approval."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.WRITE_NOTICES, notice.site)
        site = parts.sites[notice.site]
        text, until, closing = _text(body.text), body.until, body.closing
        return updating.write_update(tx, notice_id, text, until=until, closing=closing, site=site, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, request, "update", notice_id, body, act)


@router.post("/{notice_id}/updates/{update_id}/approve", response_model=NoticeDetail)
def approve_notice_update(notice_id: str, update_id: str, body: HumanStep, parts: Parts, write: Writing, request: Request) -> Response:
    """Let an update out; a closing one closes the notice."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.APPROVE_NOTICES, notice.site)
        site, outlets = parts.sites[notice.site], outlets_of(parts)
        return updating.approve_update(tx, notice_id, update_id, site=site, outlets=outlets, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, request, "approve-update", notice_id, body, act, detail=update_id)


@router.post("/{notice_id}/updates/{update_id}/reject", response_model=NoticeDetail)
def reject_notice_update(notice_id: str, update_id: str, body: NoticeWords, parts: Parts, write: Writing, request: Request) -> Response:
    """Send an update back, and say why."""

    def act(tx: Transaction, notice: Notice) -> Notice:
        write.rights.need(Permission.APPROVE_NOTICES, notice.site)
        return updating.reject_update(tx, notice_id, update_id, words=body.words, by=write.by, at=write.now, version=write.version)

    return _step(parts, write, request, "reject-update", notice_id, body, act, detail=update_id)


@router.get("/{notice_id}/deliveries", response_model=NoticeDeliveryPage)
def list_notice_deliveries(
    notice_id: str,
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    form: FormAsked = Form.JSON,
    lang: LanguageAsked = Language.ZH,
    accept: Accept = None,
) -> NoticeDeliveryPage | Response:
    """Its messages, newest first; to whom only for those who may see personal data, masked. A table needs the permission `export`."""
    with parts.records.reading() as tx:
        notice = find_notice(parts, rights, tx, notice_id)

    def read(cursor: str | None, limit: int = LARGEST_PAGE) -> Page[NoticeDelivery]:
        with parts.records.reading() as tx:
            page = tx.notices.deliveries.list(notice.id, cursor=cursor, limit=limit)
            whom = {each.recipient_id: tx.notices.recipients.get(each.recipient_id) for each in page.items if each.recipient_id is not None}
        personal = rights.may(Permission.VIEW_PERSONAL, notice.site)
        return Page(tuple(delivery_out(each, whom.get(each.recipient_id or ""), personal=personal) for each in page.items), page.next_cursor)

    if wants_csv(form, accept):
        rights.need(Permission.EXPORT, notice.site)
        return csv_answer(f"notice-{notice.number}-deliveries", DELIVERY_COLUMNS, all_pages(read), lang)
    with our_cursor():
        page = read(paging.cursor, paging.limit)
    return NoticeDeliveryPage(items=list(page.items), next_cursor=page.next_cursor)


@router.get("/{notice_id}/sheet", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
def print_notice(notice_id: str, parts: Parts, rights: SignedIn, request: Request) -> Response:
    """The sheet for the notice board: A4, both languages, the place of the seal, the code of its public page."""
    now = parts.clock()
    with parts.records.transaction() as tx:
        notice = find_notice(parts, rights, tx, notice_id)
        tx.housekeeping.audit(AuditEntry(now, rights.person.username, "notice.print", notice_id, "", rights.address))
    address = page_address(parts, notice, request) or ""
    try:
        content = printed.sheet(notice, parts.sites[notice.site], parts.typesetter, address=address, at=now)
    except Busy as error:
        raise Unavailable(_BUSY, retry_after_s=5) from error
    except Refusal as error:
        raise Unusable(error.text) from error
    headers = {"Content-Disposition": f'attachment; filename="notice-{notice.number}.pdf"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _out(tx: Transaction, parts: Services, notice: Notice, write: Write) -> Notice:
    return steps.publish(tx, notice.id, site=parts.sites[notice.site], outlets=outlets_of(parts), by=write.by, at=write.now)


def _step(
    parts: Services,
    write: Write,
    request: Request,
    step: str,
    notice_id: str,
    body: HumanStep,
    act: Callable[[Transaction, Notice], Notice],
    *,
    detail: str = "",
) -> Response:
    """One step of somebody who may see the notice; `act` looks whether he may take it."""
    rights: Rights = write.rights

    def whole(tx: Transaction) -> NoticeDetail:
        try:
            taken = act(tx, find_notice(parts, rights, tx, notice_id))
        except KeyError as error:
            raise Unusable(Text("没有这条更新", f"There is no update {error.args[0]}.")) from error
        return notice_detail(tx, parts, taken, rights, request)

    def version_now(tx: Transaction) -> int | None:
        notice = tx.notices.get(notice_id)
        return None if notice is None else notice.version

    return write.once(f"notice.{step}", notice_id, body.model_dump_json(), whole, detail=told(body, detail), version_now=version_now)


def _place(parts: Services, notice: Notice) -> Text:
    site = parts.sites.get(notice.site)
    return Text(notice.site, notice.site) if site is None else in_words(site, [each.space for each in notice.units])


def _text(given: LocalText) -> Text:
    return Text(given.zh, given.en)
