"""Adding a file to something and giving it back: checked by looking inside, kept under its id, taken away again if nothing came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import File, Response, UploadFile
from fastapi.responses import FileResponse

from api.paging import PageAsked
from api.problems import NotFound
from api.schemas.work_order import Attachment, AttachmentPage
from api.services import Services
from api.uploads import LARGEST_FILE, Checked, checked, keep
from api.writing import Write
from domain.attachment import Attachment as FileRecord
from domain.attachment import AttachmentKind, Signer
from domain.identity import new_id
from domain.records import Transaction
from domain.text import Text
from domain.time import rfc3339

FileAsked = Annotated[UploadFile, File(description="JPEG, PNG, WebP, PDF or plain text; at most 10 MB.")]
_SAFELY = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-cache"}


def attachment_out(file: FileRecord) -> Attachment:
    """A file as others see it."""
    return Attachment(
        id=file.id,
        order_id=file.order_id,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_at=rfc3339(file.added_at),
        added_by=file.added_by,
        kind=file.kind,
        signed_by=_signer(file),
        signed_as=file.signed_as,
    )


def _signer(file: FileRecord) -> str | None:
    """Who signed. Of whoever asked for the work the first character: the printed form, which is audited, has the rest."""
    return f"{file.signed_by[0]}**" if file.signed_by and file.signed_as is Signer.REQUESTER else file.signed_by


def add_file(
    write: Write,
    file: UploadFile,
    *,
    to: str,
    action: str,
    act: Callable[[Transaction, FileRecord], object],
    become: Callable[[FileRecord], FileRecord] = lambda record: record,
    voice: bool = False,
) -> Response:
    """Keep `file` for the thing with the id `to`; `act` makes it belong there, as what `become` says it is. Raises `ApiProblem`."""
    found = checked(file.filename, file.file.read(LARGEST_FILE + 1), voice=voice)
    record = become(file_record(found, to=to, at=write.now, by=write.by))
    place = keep(write.parts.uploads, record.id, found.content)
    kept = False

    def add(tx: Transaction) -> Attachment:
        nonlocal kept
        act(tx, record)
        kept = True
        return attachment_out(record)

    try:
        return write.once(action, to, f"{record.name}\n{record.sha256}\n{record.signed_by or ''}", add, status=201)
    except BaseException:
        kept = False
        raise
    finally:
        if not kept:
            place.unlink(missing_ok=True)


def file_record(found: Checked, *, to: str, at: datetime, by: str) -> FileRecord:
    """A checked file that `by` adds to the thing with the id `to`."""
    kind = AttachmentKind.AUDIO if found.content_type.startswith("audio/") else AttachmentKind.FILE
    return FileRecord(new_id(), to, found.name, found.content_type, len(found.content), found.sha256, at, by, kind)


def files_page(files: Sequence[FileRecord], paging: PageAsked) -> AttachmentPage:
    """The page of some files that is asked for."""
    page = paging.of([(f"{number:06d}", file) for number, file in enumerate(files)], lambda item: item[0])
    return AttachmentPage(items=[attachment_out(file) for _, file in page.items], next_cursor=page.next_cursor)


def download(parts: Services, files: Sequence[FileRecord], attachment_id: str) -> FileResponse:
    """One of `files`, always as a download. Raises `NotFound`."""
    file = next((file for file in files if file.id == attachment_id), None)
    if file is None or not (parts.uploads / file.id).is_file():
        raise NotFound(Text("没有这个附件", "There is no such file here; the list of its attachments tells which there are."))
    return FileResponse(parts.uploads / file.id, media_type=file.content_type, filename=file.name, headers=_SAFELY)
