"""Files whose rows are forgotten: their bytes lie on a disk that no transaction reaches, and are deleted afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select

from storage.database.tables.system import forgotten_files


def forget_files(connection: Connection, table: Table, where: ColumnElement[bool]) -> None:
    """Delete the rows of `table` (each with the `id` of a file), and remember that their bytes have to go, too."""
    ids = connection.execute(select(table.c.id).where(where)).scalars().all()
    if ids:
        connection.execute(insert(forgotten_files), [{"id": file_id} for file_id in ids])
        connection.execute(delete(table).where(where))


def waiting(connection: Connection) -> Sequence[str]:
    """Ids of files whose bytes have still to be deleted."""
    return connection.execute(select(forgotten_files.c.id).order_by(forgotten_files.c.id)).scalars().all()


def gone(connection: Connection, file_id: str) -> None:
    """The bytes are deleted."""
    connection.execute(delete(forgotten_files).where(forgotten_files.c.id == file_id))
