"""Files at work orders."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.attaching import FileAsked, add_file, download, files_page
from api.orders import concerned, find_order, may_add_to
from api.paging import Paging
from api.problems import Forbidden
from api.schemas.work_order import Attachment, AttachmentPage
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.people import Permission
from domain.work_order import STEP_PERMISSION, OrderEvent
from operations.workorders.steps import attach

router = APIRouter(prefix="/work-orders/{order_id}/attachments", tags=["work-order"])


@router.post("", status_code=201, response_model=Attachment)
def add_attachment(order_id: str, file: FileAsked, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add a photo, a document or a voice note. What it is is found by looking inside."""
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
    rights.need(STEP_PERMISSION[OrderEvent.ATTACHED], order.site, concerned(order))
    if not may_add_to(rights, order):
        raise Forbidden(Permission.DISPATCH)
    return add_file(write, file, to=order_id, action="work-order.attach", act=lambda tx, record: attach(tx, order_id, record, at=write.now), voice=True)


@router.get("")
def list_attachments(order_id: str, parts: Parts, rights: SignedIn, paging: Paging) -> AttachmentPage:
    """The files of an order, oldest first."""
    with parts.records.reading() as tx:
        return files_page(tx.orders.attachments(find_order(parts, rights, tx, order_id).id), paging)


@router.get("/{attachment_id}", response_class=FileResponse)
def download_attachment(order_id: str, attachment_id: str, parts: Parts, rights: SignedIn) -> FileResponse:
    """The file itself, always as a download."""
    with parts.records.reading() as tx:
        files = tx.orders.attachments(find_order(parts, rights, tx, order_id).id)
    return download(parts, files, attachment_id)
