"""Requests from people: taking them in, finding them, telling them how far it is, asking whether they are satisfied."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from api.asked import SiteAsked, TextAsked
from api.attaching import FileAsked, add_file
from api.orders import find_order
from api.paging import Paging, our_cursor
from api.problems import NotFound
from api.requests import find_request, has_in_hand, households, matter_out, request_out, requests_out
from api.schemas.request import (
    Households,
    LinkAsked,
    NewRequest,
    OpenMatters,
    PersonRequestPage,
    PersonRequests,
    Requester,
    SatisfactionIn,
    SimilarAsked,
    TrackingLink,
    WhyRevealed,
)
from api.schemas.request import PersonRequest as RequestOut
from api.schemas.work_order import Attachment
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tracking import qr_svg, tracking_token
from api.writing import Writing
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.request import Channel, RequestFilter, Ticket, Todo
from domain.text import Text
from domain.work_order import OrderKind
from operations.requests.intake import Asking, similar, take_in
from operations.requests.satisfaction import current_order, rate
from operations.workorders.steps import attach

router = APIRouter(tags=["request"])


@router.post("/requests", response_model=RequestOut, status_code=201)
def take_in_request(body: NewRequest, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Take in what somebody asks for: opens an order with it, or adds it to an open one. Whoever takes it in owns the matter at first."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.REQUEST_ORDER, body.site)
    asking = Asking(
        kind=body.kind,
        channel=body.channel,
        words=body.words,
        title=None if body.title is None else body.title.text(),
        asset=body.asset,
        space=body.space,
        dwelling=body.dwelling,
        room=body.room,
        name=body.name,
        phone=body.phone,
        language=body.language,
        priority=body.priority,
        department=body.department,
        assist=tuple(body.assist),
        visit_from=body.visit_from,
        visit_until=body.visit_until,
        ticket=None if body.ticket is None else Ticket(body.ticket.system.strip(), body.ticket.number.strip(), body.ticket.deadline),
    )

    def act(tx: Transaction) -> RequestOut:
        try:
            taken = take_in(tx, asking, parts.sites[body.site], by=write.by, at=write.now, owner=write.by, join=body.join)
        except KeyError as error:
            raise NotFound(Text("没有这张工单", f"There is no order {body.join} at {body.site} that this could join.")) from error
        find_order(parts, rights, tx, taken.order_id)
        return request_out(tx, taken)

    return write.once("request.take-in", body.site, body.model_dump_json(), act, status=201)


@router.post("/requests/similar")
def similar_orders(body: SimilarAsked, parts: Parts, rights: SignedIn) -> OpenMatters:
    """Open orders of the same place of the last two days: perhaps it is the same matter."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.REQUEST_ORDER, body.site)
    asking = Asking(OrderKind.REPAIR, Channel.PHONE, "", asset=body.asset, space=body.space, dwelling=body.dwelling, room=body.room, phone=body.phone)
    with parts.records.reading() as tx:
        return OpenMatters(items=[matter_out(order) for order in similar(tx, asking, parts.sites[body.site], parts.clock())])


@router.get("/requests")
def list_requests(
    parts: Parts,
    rights: SignedIn,
    paging: Paging,
    site: SiteAsked = None,
    channel: Annotated[Channel | None, Query()] = None,
    kind: Annotated[OrderKind | None, Query()] = None,
    name: Annotated[str, Query(max_length=100)] = "",
    phone: Annotated[str, Query(max_length=32, description="The whole number, or its last four digits.")] = "",
    room: Annotated[str, Query(max_length=100)] = "",
    text: TextAsked = None,
    todo: Annotated[Todo | None, Query(description="What is still owed: a call back, a return visit, what was promised.")] = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
) -> PersonRequestPage:
    """Requests, newest first. Needs `request_order`; to look for a name or a phone, `view_personal`."""
    rights.need_anywhere(Permission.REQUEST_ORDER)
    if name or phone:
        rights.need_anywhere(Permission.VIEW_PERSONAL)
    sites = rights.sites(site, parts.sites)
    where = RequestFilter(sites, channel, kind, name.strip(), phone.strip(), room.strip(), (text or "").strip(), todo, since)
    with our_cursor(), parts.records.reading() as tx:
        page = tx.requests.list(where, cursor=paging.cursor, limit=paging.limit)
        return PersonRequestPage(items=requests_out(tx, page.items), next_cursor=page.next_cursor)


@router.get("/households")
def find_households(
    parts: Parts,
    rights: SignedIn,
    q: Annotated[str, Query(min_length=2, max_length=64, description="A phone, its last four digits, or a room.")],
    site: SiteAsked = None,
) -> Households:
    """Who that is: the households that a phone or a room leads to, and what is open there. Names and phones are masked."""
    rights.need_anywhere(Permission.REQUEST_ORDER)
    sites = [parts.sites[each] for each in rights.sites(site, parts.sites)]
    with parts.records.reading() as tx:
        return Households(items=households(tx, sites, q))


@router.get("/work-orders/{order_id}/request")
def requests_of_order(order_id: str, parts: Parts, rights: SignedIn) -> PersonRequests:
    """Who asked for this order; nobody, if an alarm opened it."""
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
        return PersonRequests(items=requests_out(tx, tx.requests.of_order(order.id)))


@router.post("/requests/{request_id}/reveal")
def reveal_requester(request_id: str, body: WhyRevealed, parts: Parts, rights: SignedIn) -> Requester:
    """Name, phone and words as they were told, for those who may see personal data and for whoever has the job in hand, who has to ring the bell.

    The look and its reason go into the audit log.
    """
    with parts.records.transaction() as tx:
        request = find_request(parts, rights, tx, request_id, Permission.VIEW)
        if not has_in_hand(tx, request, rights.person):
            rights.need(Permission.VIEW_PERSONAL, request.site)
        tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "request.reveal", request_id, body.reason, rights.address))
    text = "" if request.rating is None else request.rating.text
    return Requester(id=request.id, name=request.name, phone=request.phone, room=request.room, words=request.words, rating_text=text)


@router.post("/requests/{request_id}/tracking-link", response_model=TrackingLink)
def make_tracking_link(request_id: str, parts: Parts, rights: SignedIn, write: Writing, request: Request, body: LinkAsked | None = None) -> Response:
    """The way for whoever asked to follow it: the same again while it is valid. `revoke` ends it; the next one is another."""
    revoke = body is not None and body.revoke

    def act(tx: Transaction) -> TrackingLink:
        found = find_request(parts, rights, tx, request_id, Permission.REQUEST_ORDER)
        if revoke:
            tx.requests.revoke_links(found.id, write.now)
            return TrackingLink(path=None, svg=None)
        path = f"/r/{tracking_token(tx, parts, found, write.by)}"
        return TrackingLink(path=path, svg=qr_svg(request, path))

    # A link is a secret, and answers that are kept to be given again are not.
    action = "request.revoke-link" if revoke else "request.make-link"
    return replace(write, key=None).once(action, request_id, str(revoke), act)


@router.post("/requests/{request_id}/attachments", response_model=Attachment, status_code=201)
def add_request_photo(request_id: str, file: FileAsked, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add a photo that came with the request to its order, by whoever takes requests in."""
    with parts.records.reading() as tx:
        order_id = current_order(tx, find_request(parts, rights, tx, request_id, Permission.REQUEST_ORDER)).id
    return add_file(write, file, to=order_id, action="request.attach", act=lambda tx, record: attach(tx, order_id, record, at=write.now))


@router.post("/requests/{request_id}/satisfaction", response_model=RequestOut)
def say_satisfaction(request_id: str, body: SatisfactionIn, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """What somebody said who was asked. A bad rating makes a return visit, a good one closes what waited for it."""

    def act(tx: Transaction) -> RequestOut:
        found = find_request(parts, rights, tx, request_id, Permission.VERIFY)
        site = parts.sites[found.site]
        rated = rate(tx, found, site, score=body.score, solved=body.solved, text=body.text, how=body.how, by=write.by, at=write.now)
        return request_out(tx, rated)

    return write.once("request.rate", request_id, body.model_dump_json(), act)
