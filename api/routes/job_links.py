"""Links to one job: given out, listed and revoked by whoever dispatches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Request, Response

from api.jobs import link_out
from api.orders import concerned, find_order
from api.problems import NotFound
from api.schemas.base import LocalText
from api.schemas.job_link import JobLinks, MadeJobLink, NewJobLink
from api.security.links import digest_of
from api.security.signed_in import SignedIn
from api.services import Parts
from api.tracking import qr_svg
from api.writing import Writing
from domain.identity import new_id
from domain.job_link import JobLink
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.text import Text
from operations.phones.jobs import make_link
from operations.phones.tokens import new_token

router = APIRouter(prefix="/work-orders/{order_id}/job-links", tags=["work-order"])

_MESSAGE = Text(
    "{name}您好：{site} 工单 {number}，请打开链接查看并反馈进度（勿转发）：{url}",
    "{name}: job {number} at {site}. Open this link to see it and to say how it goes (do not pass it on): {url}",
)


@router.get("")
def list_job_links(order_id: str, parts: Parts, rights: SignedIn) -> JobLinks:
    """The links of an order, newest first."""
    now = parts.clock()
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
        return JobLinks(items=[link_out(link, valid=link.valid(now)) for link in tx.job_links.of_order(order.id)])


@router.post("", status_code=201, response_model=MadeJobLink)
def make_job_link(order_id: str, body: NewJobLink, parts: Parts, rights: SignedIn, write: Writing, request: Request) -> Response:
    """Give somebody without an account a link to this order. Its address is told once; to show who asked for the work needs `view_personal`."""
    token, now = new_token(), write.now
    path = f"/j/#{token}"
    url = f"{parts.public_url or str(request.base_url).rstrip('/')}{path}"

    def act(tx: Transaction) -> MadeJobLink:
        order = find_order(parts, rights, tx, order_id)
        rights.need(Permission.DISPATCH, order.site, concerned(order))
        if body.personal:
            rights.need(Permission.VIEW_PERSONAL, order.site)
        until = now + timedelta(hours=body.hours)
        link = JobLink(new_id(), order.id, order.site, digest_of(token), body.name.strip(), body.phone.strip(), now, write.by, until, body.personal, body.note)
        site = parts.sites[order.site]
        make_link(tx, link, site=site)
        message = _MESSAGE.filled(name=link.name, site=site.name, number=order.number, url=url)
        return MadeJobLink(**link_out(link, valid=True).model_dump(), url=url, svg=qr_svg(request, path), message=LocalText.of(message))

    # The address is a secret, and answers that are kept to be given again are not.
    return replace(write, key=None).once("job-link.make", order_id, body.model_dump_json(), act, status=201, detail="personal" if body.personal else "")


@router.delete("/{link_id}", status_code=204, response_class=Response)
def revoke_job_link(order_id: str, link_id: str, parts: Parts, rights: SignedIn) -> None:
    """It leads nowhere any more."""
    now = parts.clock()
    with parts.records.transaction() as tx:
        order = find_order(parts, rights, tx, order_id)
        rights.need(Permission.DISPATCH, order.site, concerned(order))
        link = tx.job_links.get(link_id)
        if link is None or link.order_id != order.id:
            raise NotFound(Text("该工单没有这个链接", f"This order has no link {link_id}."))
        if link.revoked_at is None:
            tx.job_links.save(replace(link, revoked_at=now, revoked_by=rights.person.username))
            tx.housekeeping.audit(AuditEntry(now, rights.person.username, "job-link.revoke", link_id, order_id, rights.address))
