"""What the holder of a link to one job may do: see it, say how it goes, add photos. Nothing else of Steward is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Path as PathPart

from api.attaching import FileAsked, file_record
from api.jobs import public_job
from api.plain_refusals import plain_refusals
from api.problems import Unusable
from api.schemas.job_link import JobStepIn, PublicJob
from api.security.door import Door, door_of
from api.security.links import digest_of
from api.security.signed_in import address_of
from api.services import Parts, Services
from api.streams import hub_of
from api.uploads import LARGEST_FILE, checked, keep
from domain.attachment import Attachment
from domain.identity import stable_id
from domain.job_link import JobLink, JobStep
from domain.phone import LateOutcome, LateStep
from domain.records import AuditEntry, Transaction
from domain.site import Site
from domain.text import Text
from domain.work_order import WorkOrder
from operations.phones.jobs import attach_by_link, take_job_step

_NOT_NOW = Text("当前状态下不能执行此操作，请刷新", "Not from where the job is now. Open the page again.")
router = APIRouter(prefix="/public/jobs/{token}", tags=["public"])

Token = Annotated[str, PathPart(max_length=64)]
TheDoor = Annotated[Door, Depends(door_of)]


@router.get("")
def see_job(token: Token, parts: Parts, request: Request, door: TheDoor) -> PublicJob:
    """The job. The first look is remembered, and every one that shows who asked for the work."""
    now = parts.clock()
    with parts.records.transaction() as tx:
        link, order, site = _job(tx, parts, door, token, request)
        if link.opened_at is None:
            tx.job_links.save(replace(link, opened_at=now))
        if link.personal:
            tx.housekeeping.audit(AuditEntry(now, link.actor, "job-link.personal", link.id, order.id, address_of(request)))
        return public_job(tx, link, order, site)


@router.post("/steps")
def take_public_job_step(token: Token, body: JobStepIn, parts: Parts, request: Request, door: TheDoor) -> PublicJob:
    """On the way, arrived, a note, done. Saying it again changes nothing."""
    now = parts.clock()
    occurred = None if body.occurred_at is None else min(body.occurred_at.astimezone(UTC), now)

    def act(tx: Transaction, link: JobLink, order: WorkOrder, site: Site) -> None:
        if not _said_before(tx, link, body, now):
            take_job_step(tx, link, body.step, site=site, at=now, occurred_at=_not_before(order, occurred), note=body.note, outcome=body.outcome)
            tx.housekeeping.audit(AuditEntry(now, link.actor, f"job-link.{body.step}", link.id, order.id, address_of(request)))

    return _done(parts, door, token, request, act)


@router.post("/attachments", status_code=201)
def add_public_job_photo(token: Token, file: FileAsked, parts: Parts, request: Request, door: TheDoor) -> PublicJob:
    """Add a photo, or the service sheet as PDF. What it is is found by looking inside; the same file is kept once."""
    now = parts.clock()
    with parts.records.reading() as tx:
        link, _, _ = _job(tx, parts, door, token, request)
    found = checked(file.filename, file.file.read(LARGEST_FILE + 1))
    if not found.content_type.startswith("image/") and found.content_type != "application/pdf":
        raise Unusable(Text("请上传照片或 PDF 服务单", "Send photos, or the service sheet as PDF."))
    record = file_record(found, to=link.order_id, at=now, by=link.actor)
    place = keep(parts.uploads, record.id, found.content)
    kept = False

    def act(tx: Transaction, current: JobLink, _order: WorkOrder, _site: Site) -> None:
        nonlocal kept
        if not _there(tx, current, record):
            attach_by_link(tx, current, record, at=now)
            kept = True

    try:
        return _done(parts, door, token, request, act)
    except BaseException:
        kept = False
        raise
    finally:
        if not kept:
            place.unlink(missing_ok=True)


def _there(tx: Transaction, link: JobLink, file: Attachment) -> bool:
    return any(each.sha256 == file.sha256 and each.added_by == link.actor for each in tx.orders.attachments(link.order_id))


def _said_before(tx: Transaction, link: JobLink, body: JobStepIn, now: datetime) -> bool:
    """Whether this very note was written down before; a page that saw no answer sends it again."""
    if body.step is not JobStep.NOTE or body.id is None:
        return False
    step = LateStep(
        stable_id("job-note", link.id, body.id), link.actor, link.order_id, "note", "", now, now, now, LateOutcome.APPLIED, device_id=f"job-link {link.id}"
    )
    if tx.phones.late_step(step.id) is not None:
        return True
    tx.phones.add_late_step(step)
    return False


def _not_before(order: WorkOrder, moment: datetime | None) -> datetime | None:
    return None if moment is None else max(moment, order.opened_at)


def _job(tx: Transaction, parts: Services, door: Door, token: str, request: Request) -> tuple[JobLink, WorkOrder, Site]:
    """The link and what it leads to. Raises `NotFound` for one that leads nowhere, `TooMany` for whoever tries too many."""
    now, address = parts.clock(), address_of(request)
    door.look_up(token, address, now)
    link = tx.job_links.by_token(digest_of(token))
    order = None if link is None or not link.valid(now) else tx.orders.get(link.order_id)
    if link is None or order is None or order.site not in parts.sites:
        raise door.nowhere(address, now)
    return link, order, parts.sites[order.site]


def _done(parts: Services, door: Door, token: str, request: Request, act: Callable[[Transaction, JobLink, WorkOrder, Site], None]) -> PublicJob:
    """Do it in one transaction, and let open pages know."""
    door.work(digest_of(token), address_of(request), parts.clock())
    with plain_refusals(_NOT_NOW), parts.records.transaction() as tx:
        link, order, site = _job(tx, parts, door, token, request)
        act(tx, link, order, site)
        told = public_job(tx, tx.job_links.get(link.id) or link, tx.orders.get(order.id) or order, site)
    hub_of(request).wake()
    return told
