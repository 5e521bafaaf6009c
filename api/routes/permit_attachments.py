"""Files at permits: photos of the place before and after the work."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.attaching import FileAsked, add_file, download, files_page
from api.paging import Paging
from api.permits import find_permit, need_step
from api.schemas.work_order import Attachment, AttachmentPage
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.permit import PermitStep
from operations import permits

router = APIRouter(prefix="/permits/{permit_id}/attachments", tags=["permit"])


@router.post("", status_code=201, response_model=Attachment)
def add_permit_attachment(permit_id: str, file: FileAsked, parts: Parts, rights: SignedIn, write: Writing) -> Response:
    """Add a photo or a document; `order_id` of the answer is the permit's id. What it is is found by looking inside."""
    with parts.records.reading() as tx:
        need_step(rights, find_permit(parts, rights, tx, permit_id), PermitStep.ATTACHED)
    return add_file(write, file, to=permit_id, action="permit.attach", act=lambda tx, record: permits.attach(tx, permit_id, record, at=write.now))


@router.get("")
def list_permit_attachments(permit_id: str, parts: Parts, rights: SignedIn, paging: Paging) -> AttachmentPage:
    """The files of a permit, oldest first."""
    with parts.records.reading() as tx:
        return files_page(tx.permits.attachments(find_permit(parts, rights, tx, permit_id).id), paging)


@router.get("/{attachment_id}", response_class=FileResponse)
def download_permit_attachment(permit_id: str, attachment_id: str, parts: Parts, rights: SignedIn) -> FileResponse:
    """The file itself, always as a download."""
    with parts.records.reading() as tx:
        files = tx.permits.attachments(find_permit(parts, rights, tx, permit_id).id)
    return download(parts, files, attachment_id)
