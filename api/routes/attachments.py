"""Files at work orders."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import FileResponse

from api.orders import attachment_json, concerned, find_order
from api.paging import Paging
from api.problems import NotFound
from api.schemas.work_order import Attachment, AttachmentPage
from api.security.signed_in import SignedIn
from api.services import Parts
from api.uploads import LARGEST_FILE, checked, keep
from api.writing import Writing
from domain.identity import new_id
from domain.records import Attachment as FileRecord
from domain.records import Transaction
from domain.text import Text
from domain.work_order import STEP_PERMISSION, OrderEvent
from operations.workorders.steps import attach

router = APIRouter(prefix="/work-orders/{order_id}/attachments", tags=["work-order"])


@router.post("", status_code=201, response_model=Attachment)
def add_attachment(
    order_id: str,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP, PDF or plain text; at most 10 MB.")],
    parts: Parts,
    rights: SignedIn,
    write: Writing,
) -> Response:
    """Add a photo or a document. What it is is found by looking inside."""
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
    rights.need(STEP_PERMISSION[OrderEvent.ATTACHED], order.site, concerned(order))
    found = checked(file.filename, file.file.read(LARGEST_FILE + 1))
    record = FileRecord(new_id(), order_id, found.name, found.content_type, len(found.content), found.sha256, write.now, write.by)
    place = keep(parts.uploads, record.id, found.content)
    kept = False

    def act(tx: Transaction) -> Attachment:
        nonlocal kept
        attach(tx, order_id, record, at=write.now)
        kept = True
        return Attachment.model_validate(attachment_json(record))

    try:
        return write.once("work-order.attach", order_id, f"{found.name}\n{found.sha256}", act, status=201)
    except BaseException:
        kept = False
        raise
    finally:
        if not kept:
            place.unlink(missing_ok=True)


@router.get("")
def list_attachments(order_id: str, parts: Parts, rights: SignedIn, paging: Paging) -> AttachmentPage:
    """The files of an order, oldest first."""
    with parts.records.reading() as tx:
        files = tx.orders.attachments(find_order(parts, rights, tx, order_id).id)
    page = paging.of([(f"{number:06d}", file) for number, file in enumerate(files)], lambda item: item[0])
    return AttachmentPage(items=[Attachment.model_validate(attachment_json(file)) for _, file in page.items], next_cursor=page.next_cursor)


@router.get("/{attachment_id}", response_class=FileResponse)
def download_attachment(order_id: str, attachment_id: str, parts: Parts, rights: SignedIn) -> FileResponse:
    """The file itself, always as a download."""
    with parts.records.reading() as tx:
        files = tx.orders.attachments(find_order(parts, rights, tx, order_id).id)
    file = next((file for file in files if file.id == attachment_id), None)
    if file is None or not (parts.uploads / file.id).is_file():
        raise NotFound(Text("没有这个附件", "This order has no such file. GET /work-orders/{id}/attachments lists them."))
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-cache"}
    return FileResponse(parts.uploads / file.id, media_type=file.content_type, filename=file.name, headers=headers)
