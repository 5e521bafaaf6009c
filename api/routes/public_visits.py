"""What a contractor without an account may do: sign in at the code of an asset, add photos, sign out.

The token of the code, and then that of the visit, is all that is asked for; neither stands in a log. Nothing of the
staff and of other visits is told, and whatever comes is answered with 4xx at worst.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathPart

from api.attaching import FileAsked
from api.plain_refusals import plain_refusals
from api.problems import NotFound
from api.schemas.base import LocalText
from api.schemas.visit import OwnVisit, ResumeVisit, SignedInHere, SignInHere, SignOut, VisitPlace
from api.security.door import Door, door_of
from api.security.signed_in import address_of
from api.services import Parts, Services
from api.streams import hub_of
from api.uploads import LARGEST_FILE, checked, keep
from api.visits import own_visit
from domain.attachment import Attachment
from domain.identity import new_id
from domain.records import AuditEntry, Transaction
from domain.site import Site
from domain.text import Text
from domain.visit import FileKind, Visit
from operations import visits

_NOT_NOW = Text("当前状态下不能执行此操作，请刷新", "Not from where the visit is now. Open the page again.")
router = APIRouter(prefix="/public", tags=["public"])

Token = Annotated[str, PathPart(max_length=64)]
TheDoor = Annotated[Door, Depends(door_of)]

Told = TypeVar("Told")

_VISITOR = "visitor"
_KEPT_OPEN = timedelta(days=2)
"""So long after its end a visit can still be looked at with its token."""
_NONE = Text("没有找到登记，请核对登记号和手机号", "There is no such visit here: check its number and your phone.")


@router.get("/visit-places/{token}")
def see_visit_place(token: Token, parts: Parts, request: Request, door: TheDoor) -> VisitPlace:
    """At which equipment the code hangs."""
    site, asset = _place(parts, door, token, request)
    found = site.assets[asset]
    return VisitPlace(site_name=LocalText.of(site.name), asset_name=LocalText.of(found.name), place=LocalText.of(site.place(found)))


@router.post("/visit-places/{token}/sign-in", status_code=201)
def sign_in_here(token: Token, body: SignInHere, parts: Parts, request: Request, door: TheDoor) -> SignedInHere:
    """Sign in. The staff is told at once; nothing else happens until one of them approves it."""
    now = parts.clock()
    site, asset = _place(parts, door, token, request)
    door.report(visits.digest(token), address_of(request), now)
    asked = visits.SignIn(body.firm, body.name, body.phone, body.purpose, body.work, body.order_number, timedelta(minutes=body.minutes))

    def act(tx: Transaction) -> SignedInHere:
        visit, own = visits.sign_in(tx, asked, site=site, asset=asset, at=now)
        _audit(tx, "visit.sign-in", visit, request, now)
        return SignedInHere.model_validate({**own_visit(tx, visit, site), "token": own})

    return _done(parts, request, act)


@router.post("/visit-places/{token}/resume")
def resume_visit(token: Token, body: ResumeVisit, parts: Parts, request: Request, door: TheDoor) -> SignedInHere:
    """Go on with a visit from another phone: its number, and the phone number that was given, are needed."""
    now = parts.clock()
    site, asset = _place(parts, door, token, request)
    door.report(visits.digest(token), address_of(request), now)

    def act(tx: Transaction) -> SignedInHere:
        found = visits.resume(tx, site=site, asset=asset, number=body.number, phone=body.phone, at=now)
        if found is None:
            raise NotFound(_NONE)
        visit, own = found
        _audit(tx, "visit.resume", visit, request, now)
        return SignedInHere.model_validate({**own_visit(tx, visit, site), "token": own})

    return _done(parts, request, act)


@router.get("/visits/{token}")
def see_own_visit(token: Token, parts: Parts, request: Request, door: TheDoor) -> OwnVisit:
    """How the visit stands."""
    with parts.records.reading() as tx:
        visit, site = _own(tx, parts, door, token, request)
        return OwnVisit.model_validate(own_visit(tx, visit, site))


@router.post("/visits/{token}/attachments", status_code=201)
def add_visit_file(token: Token, kind: Annotated[FileKind, Query()], file: FileAsked, parts: Parts, request: Request, door: TheDoor) -> OwnVisit:
    """Add a photo of the certificate, or the service sheet (a photo or PDF). What it is is found by looking inside."""
    now = parts.clock()
    with parts.records.reading() as tx:
        visit, _ = _own(tx, parts, door, token, request)
    found = checked(file.filename, file.file.read(LARGEST_FILE + 1))
    record = Attachment(new_id(), visit.id, found.name, found.content_type, len(found.content), found.sha256, now, _VISITOR)
    place = keep(parts.uploads, record.id, found.content)

    def act(tx: Transaction) -> OwnVisit:
        current, site = _own(tx, parts, door, token, request)
        return OwnVisit.model_validate(own_visit(tx, visits.attach(tx, current, kind, record, at=now), site))

    try:
        return _done(parts, request, act)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


@router.post("/visits/{token}/sign-out")
def sign_out(token: Token, body: SignOut, parts: Parts, request: Request, door: TheDoor) -> OwnVisit:
    """Work is done and the service sheet is there; a member of staff confirms it."""
    now = parts.clock()

    def act(tx: Transaction) -> OwnVisit:
        visit, site = _own(tx, parts, door, token, request)
        left = visits.sign_out(tx, visit, site=site, at=now, note=body.note)
        _audit(tx, "visit.sign-out", left, request, now)
        return OwnVisit.model_validate(own_visit(tx, left, site))

    return _done(parts, request, act)


@router.post("/visits/{token}/withdraw")
def withdraw_visit(token: Token, parts: Parts, request: Request, door: TheDoor) -> OwnVisit:
    """Go again, while nobody has approved it."""
    now = parts.clock()

    def act(tx: Transaction) -> OwnVisit:
        visit, site = _own(tx, parts, door, token, request)
        gone = visits.withdraw(tx, visit, at=now)
        _audit(tx, "visit.withdraw", gone, request, now)
        return OwnVisit.model_validate(own_visit(tx, gone, site))

    return _done(parts, request, act)


def _place(parts: Services, door: Door, token: str, request: Request) -> tuple[Site, str]:
    """Where the code hangs. Raises `NotFound` for one that leads nowhere, `TooMany` for whoever tries too many."""
    now, address = parts.clock(), address_of(request)
    door.look_up(token, address, now)
    with parts.records.reading() as tx:
        found = visits.asset_of(tx, token)
    site = None if found is None else parts.sites.get(found[0])
    if found is None or site is None or found[1] not in site.assets:
        raise door.nowhere(address, now)
    return site, found[1]


def _own(tx: Transaction, parts: Services, door: Door, token: str, request: Request) -> tuple[Visit, Site]:
    """The visit of this token. Raises as `_place`."""
    now, address = parts.clock(), address_of(request)
    door.look_up(token, address, now)
    visit = tx.visits.by_token(visits.digest(token))
    if visit is None or visit.site not in parts.sites or (visit.ended_at is not None and visit.ended_at + _KEPT_OPEN < now):
        raise door.nowhere(address, now)
    return visit, parts.sites[visit.site]


def _done(parts: Services, request: Request, act: Callable[[Transaction], Told]) -> Told:
    """Do it in one transaction, and let open pages know."""
    with plain_refusals(_NOT_NOW), parts.records.transaction() as tx:
        told = act(tx)
    hub_of(request).wake()
    return told


def _audit(tx: Transaction, action: str, visit: Visit, request: Request, now: datetime) -> None:
    tx.housekeeping.audit(AuditEntry(now, _VISITOR, action, visit.id, "", address_of(request)))
