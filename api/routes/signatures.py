"""Signatures drawn on a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Response

from api.attaching import FileAsked, add_file
from api.orders import concerned, find_order
from api.problems import Forbidden, Unusable
from api.schemas.work_order import Attachment
from api.security.signed_in import SignedIn
from api.services import Parts
from api.writing import Writing
from domain.attachment import Attachment as FileRecord
from domain.attachment import AttachmentKind, Signer
from domain.people import Permission
from domain.records import Transaction
from domain.text import Text
from operations.workorders.steps import attach

router = APIRouter(prefix="/work-orders/{order_id}/signatures", tags=["work-order"])

LARGEST_SIGNATURE = 512 * 1024
_ONLY_PNG = Text("签字须为 PNG 图片，最大 512 KB", "A signature is a PNG picture of 512 kB at most.")
_NAMELESS = Text("请填写签字人姓名", "Say who signs.")


@router.post("", status_code=201, response_model=Attachment)
def add_signature(
    order_id: str,
    file: FileAsked,
    signed_by: Annotated[str, Form(min_length=1, max_length=64, description="Who signs: a name.")],
    signed_as: Annotated[Signer, Form()],
    parts: Parts,
    rights: SignedIn,
    write: Writing,
) -> Response:
    """Add what somebody drew. Of each sort of signer the newest counts; the earlier ones stay in the files."""
    with parts.records.reading() as tx:
        order = find_order(parts, rights, tx, order_id)
    if not any(rights.may(permission, order.site, concerned(order)) for permission in (Permission.WORK_ORDER, Permission.VERIFY)):
        raise Forbidden(Permission.WORK_ORDER)
    name = signed_by.strip()
    if not name:
        raise Unusable(_NAMELESS)

    def act(tx: Transaction, record: FileRecord) -> None:
        if record.content_type != "image/png" or record.size > LARGEST_SIGNATURE:
            raise Unusable(_ONLY_PNG)
        attach(tx, order_id, record, at=write.now)

    def signed(record: FileRecord) -> FileRecord:
        return replace(record, name=f"signature-{signed_as.value}.png", kind=AttachmentKind.SIGNATURE, signed_by=name, signed_as=signed_as)

    return add_file(write, file, to=order_id, action="work-order.sign", act=act, become=signed)
