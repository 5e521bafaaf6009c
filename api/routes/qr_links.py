"""Codes that hang at assets and in spaces: whoever scans one reports something there."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from api.asked import SiteAsked
from api.paging import LARGEST_PAGE, Paging, every_item, our_cursor
from api.problems import NotFound, Unusable
from api.scanning import printed_code
from api.schemas.base import LocalText
from api.schemas.request import NewQrLinks, QrLink, QrLinkPage, QrLinks
from api.security.links import digest_of, link_token
from api.security.signed_in import SignedIn
from api.services import Parts, Services
from api.tracking import qr_svg
from api.writing import Writing
from domain.identity import new_id
from domain.people import Permission
from domain.records import AuditEntry, Transaction
from domain.request import QrLink as LinkRecord
from domain.site import Site
from domain.text import Text
from domain.time import rfc3339

router = APIRouter(prefix="/qr-links", tags=["request"])

_GONE = Text("（已不在项目档案中）", "(no longer in the site file)")


@router.get("")
def list_qr_links(parts: Parts, rights: SignedIn, paging: Paging, request: Request, site: SiteAsked = None) -> QrLinkPage:
    """Codes that are valid, newest first."""
    rights.need_anywhere(Permission.DISPATCH)
    with our_cursor(), parts.records.reading() as tx:
        page = tx.requests.qr_links(rights.sites(site, parts.sites), cursor=paging.cursor, limit=paging.limit)
    return QrLinkPage(items=[_link_out(parts, request, link) for link in page.items], next_cursor=page.next_cursor)


@router.post("", response_model=QrLinks, status_code=201)
def make_qr_links(body: NewQrLinks, parts: Parts, rights: SignedIn, write: Writing, request: Request) -> Response:
    """Codes for assets and spaces, in bulk; to be printed. A place that has one keeps it."""
    rights.see(body.site, parts.sites)
    rights.need(Permission.DISPATCH, body.site)
    site = parts.sites[body.site]
    unknown = [name for name in body.assets if name not in site.assets] + [name for name in body.spaces if name not in site.spaces]
    if unknown or not (body.assets or body.spaces):
        named = ", ".join(unknown[:5])
        raise Unusable(
            Text(f"请从列表中选择设备或位置{named and f'，没有：{named}'}", f"Choose assets or spaces of {site.id}{named and f'; not there: {named}'}.")
        )

    def act(tx: Transaction) -> QrLinks:
        there = {(link.asset, link.space): link for link in every_item(lambda cursor: tx.requests.qr_links((site.id,), cursor=cursor, limit=LARGEST_PAGE))}
        places = [*((asset, None) for asset in dict.fromkeys(body.assets)), *((None, space) for space in dict.fromkeys(body.spaces))]
        links = [_kept(parts, there.get((asset, space))) or _new(tx, parts, site, asset, space, write.by) for asset, space in places]
        return QrLinks(items=[_link_out(parts, request, link) for link in links])

    # A code is a secret, and answers that are kept to be given again are not.
    return replace(write, key=None).once("qr-link.make", body.site, body.model_dump_json(), act, status=201)


@router.delete("/{link_id}", status_code=204, response_class=Response)
def revoke_qr_link(link_id: str, parts: Parts, rights: SignedIn) -> None:
    """End a code: what was printed leads nowhere any more."""
    with parts.records.transaction() as tx:
        link = tx.requests.qr_by_id(link_id)
        if link is None or link.site not in rights.sites(None, parts.sites):
            raise NotFound(Text("没有这个二维码", f"There is no code {link_id} that you may see."))
        rights.need(Permission.DISPATCH, link.site)
        if tx.requests.revoke_qr(link_id, parts.clock()):
            tx.housekeeping.audit(AuditEntry(parts.clock(), rights.person.username, "qr-link.revoke", link_id, "", rights.address))


def _kept(parts: Services, link: LinkRecord | None) -> LinkRecord | None:
    """A code that can be printed again."""
    return link if link is not None and _token(parts, link) is not None else None


def _new(tx: Transaction, parts: Services, site: Site, asset: str | None, space: str | None, by: str) -> LinkRecord:
    link_id = new_id()
    link = LinkRecord(link_id, digest_of(link_token(parts.secret, "qr", link_id)), site.id, asset, space, parts.clock(), by)
    tx.requests.add_qr(link)
    return link


def _token(parts: Services, link: LinkRecord) -> str | None:
    """Its token; `None` if it was made with another secret."""
    token = link_token(parts.secret, "qr", link.id)
    return token if digest_of(token) == link.digest else None


def _link_out(parts: Services, request: Request, link: LinkRecord) -> QrLink:
    token = _token(parts, link)
    path = None if token is None else f"/q/{token}"
    place, name = _named(parts.sites[link.site], link)
    return QrLink(
        id=link.id,
        site=link.site,
        asset=link.asset,
        space=link.space,
        place=LocalText.of(place),
        name=LocalText.of(name),
        path=path,
        svg=None if path is None else qr_svg(request, path),
        code=None if path is None else printed_code(parts.secret, link.id),
        made_at=rfc3339(link.made_at),
        made_by=link.made_by,
    )


def _named(site: Site, link: LinkRecord) -> tuple[Text, Text]:
    """Where it hangs, and what on."""
    if link.asset is not None:
        asset = site.assets.get(link.asset)
        return (_GONE, Text(link.asset, link.asset)) if asset is None else (site.place(asset), asset.name)
    space = None if link.space is None else site.spaces.get(link.space)
    return (_GONE, Text("", "")) if space is None else (site.place_of_space(space.id), space.name)
