"""What people without an account may do: report something at a code, follow it, say how satisfied they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi import Path as PathPart

from api.problems import Conflicting, Unusable
from api.progress import progress_of, says_nothing_any_more
from api.reporting import LARGEST_PHOTO, MOST_PHOTOS, Report, report
from api.schemas.base import LocalText
from api.schemas.public import PublicPlace, PublicProgress, PublicRating, Reported
from api.security.door import Door, door_of, filled_by_a_person
from api.security.links import digest_of, form_token
from api.security.signed_in import address_of
from api.services import Parts, Services
from api.streams import hub_of
from api.uploads import Checked, checked
from domain.problem import Refusal
from domain.records import AuditEntry, Conflict, Transaction
from domain.request import KINDS, REQUESTER, Asked, QrLink
from domain.request import Request as RequestRecord
from domain.text import Text
from domain.work_order import OrderKind, WorkOrder
from operations.requests.satisfaction import current_order, rate

router = APIRouter(prefix="/public", tags=["public"])

Token = Annotated[str, PathPart(max_length=64)]
TheDoor = Annotated[Door, Depends(door_of)]

_LONGEST = 1000


@router.get("/qr/{token}")
def see_place(token: Token, parts: Parts, request: Request, door: TheDoor) -> PublicPlace:
    """Where the code hangs, in words, and what may be reported there."""
    now = parts.clock()
    link = _code(parts, door, token, request)
    site = parts.sites[link.site]
    asset = None if link.asset is None else site.assets[link.asset]
    place = site.place(asset) if asset is not None else site.place_of_space(link.space or "")
    return PublicPlace(
        site=LocalText.of(site.name),
        place=LocalText.of(place),
        thing=None if asset is None else LocalText.of(asset.name),
        kinds=list(KINDS),
        form=form_token(parts.secret, link.digest, now),
    )


@router.post("/qr/{token}/requests", status_code=201)
def report_at_code(
    token: Token,
    parts: Parts,
    request: Request,
    door: TheDoor,
    words: Annotated[str, Form(max_length=_LONGEST)],
    form: Annotated[str, Form(max_length=64, description="As `GET` gave it.")],
    kind: Annotated[OrderKind, Form()] = OrderKind.REPAIR,
    name: Annotated[str, Form(max_length=100)] = "",
    phone: Annotated[str, Form(max_length=32)] = "",
    language: Annotated[str, Form(pattern="^(zh|en)$")] = "zh",
    website: Annotated[str, Form(max_length=_LONGEST, description="Nobody sees it, so nobody fills it in.")] = "",
    photos: Annotated[Sequence[UploadFile], File(description=f"JPEG, PNG or WebP, {MOST_PHOTOS} at most.")] = (),
) -> Reported:
    """Report something. The same words again within minutes are the same report."""
    now, address = parts.clock(), address_of(request)
    link = _code(parts, door, token, request)
    filled_by_a_person(parts.secret, link.digest, form, website, now)
    if not words.strip():
        raise Unusable(Text("请写明要反映的内容", "Say in a few words what is wrong."))
    if kind not in KINDS:
        raise Unusable(Text("请选择报修、咨询、投诉或建议", "Choose repair, enquiry, complaint or suggestion."))
    door.report(link.digest, address, now)
    taken = Report(link, words.strip(), kind, name, phone, language, tuple(_photo(photo) for photo in photos[: MOST_PHOTOS + 1]))
    number, path = report(parts, taken, address=address, now=now)
    hub_of(request).wake()
    return Reported(number=number, path=path)


@router.get("/requests/{token}")
def follow(token: Token, parts: Parts, request: Request, door: TheDoor) -> PublicProgress:
    """How far it is."""
    with parts.records.reading() as tx:
        found, order = _followed(tx, parts, door, token, request)
        return progress_of(found, order, parts.sites[order.site])


@router.post("/requests/{token}/rating")
def rate_by_link(token: Token, body: PublicRating, parts: Parts, request: Request, door: TheDoor) -> PublicProgress:
    """Say how satisfied you are, once."""
    now, address = parts.clock(), address_of(request)
    try:
        with parts.records.transaction() as tx:
            found, order = _followed(tx, parts, door, token, request)
            site = parts.sites[found.site]
            rated = rate(tx, found, site, score=body.score, solved=body.solved, text=body.text, how=Asked.LINK, by=REQUESTER, at=now)
            tx.housekeeping.audit(AuditEntry(now, REQUESTER, "request.rate", found.id, "", address))
            after = progress_of(rated, current_order(tx, rated), parts.sites[order.site])
    except Refusal as error:
        raise Unusable(error.text) from error
    except Conflict as error:
        raise Conflicting(Text("请刷新后重试", "Somebody changed it at this moment. Open the page again.")) from error
    hub_of(request).wake()
    return after


@router.head("/qr/{token}", include_in_schema=False)
@router.head("/requests/{token}", include_in_schema=False)
def nothing_to_preview(token: Token) -> Response:  # noqa: ARG001  whatever it is
    """Messengers look at links before people do; they need not know whether they lead somewhere."""
    return Response()


def _code(parts: Services, door: Door, token: str, request: Request) -> QrLink:
    """The code, if it is valid and what it hangs at is still there. Raises `ApiProblem`."""
    now, address = parts.clock(), address_of(request)
    door.look_up(token, address, now)
    with parts.records.reading() as tx:
        link = tx.requests.qr(digest_of(token))
    site = None if link is None or link.revoked_at is not None else parts.sites.get(link.site)
    if link is None or site is None or not (link.asset in site.assets or link.space in site.spaces):
        raise door.nowhere(address, now)
    return link


def _followed(tx: Transaction, parts: Services, door: Door, token: str, request: Request) -> tuple[RequestRecord, WorkOrder]:
    """The request and its order, if the link is valid. Raises `ApiProblem`."""
    now, address = parts.clock(), address_of(request)
    door.look_up(token, address, now)
    link = tx.requests.link(digest_of(token))
    found = None if link is None or link.revoked_at is not None else tx.requests.get(link.request_id)
    if found is None or found.site not in parts.sites:
        raise door.nowhere(address, now)
    order = current_order(tx, found)
    if says_nothing_any_more(order, now):
        raise door.nowhere(address, now)
    return found, order


def _photo(photo: UploadFile) -> Checked:
    """A picture; strangers send nothing else. Raises `ApiProblem`."""
    found = checked(photo.filename, photo.file.read(LARGEST_PHOTO + 1))
    if not found.content_type.startswith("image/") or len(found.content) > LARGEST_PHOTO:
        raise Unusable(Text("请上传 5 MB 以内的照片", "Send photos of 5 MB at most, nothing else."))
    return found
