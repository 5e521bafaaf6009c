"""Files at orders and permits, as rows and back. The tables differ in the column that names what a file belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from domain.attachment import Attachment, AttachmentKind, Signer
from domain.records import Conflict
from storage.database.writing import add_unless_there

_SAME = ("id", "name", "content_type", "size", "sha256", "added_at", "added_by")
_SIGNED = ("kind", "signed_by", "signed_as")
"""Only orders have signatures."""


def add_file(connection: Connection, table: Table, owner: str, attachment: Attachment) -> None:
    """Add a row to `table`, whose column `owner` holds what the file belongs to. `Conflict` if its id is there already."""
    row = {owner: attachment.order_id, **{name: getattr(attachment, name) for name in (*_SAME, *_SIGNED) if name in table.c}}
    if not add_unless_there(connection, table, row):
        raise Conflict(f"the attachment {attachment.id} is there already")


def files_of(connection: Connection, table: Table, owner: str, id_: str) -> Sequence[Attachment]:
    """The files of `id_`, oldest first."""
    query = select(table).where(table.c[owner] == id_).order_by(table.c.added_at, table.c.id)
    return [_file_of(row, id_) for row in connection.execute(query)]


def _file_of(row: Row[Any], id_: str) -> Attachment:
    kept = Attachment(order_id=id_, **{name: getattr(row, name) for name in _SAME})
    if "kind" not in row._fields:
        return kept
    return replace(kept, kind=AttachmentKind(row.kind), signed_by=row.signed_by, signed_as=None if row.signed_as is None else Signer(row.signed_as))
