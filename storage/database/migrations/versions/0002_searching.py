"""Lists can be searched by text and narrowed to an asset or to what is abnormal; devices keep their clock offset."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ABNORMAL = "(condition OR (NOT acknowledged AND ended_at IS NULL))"
BATCH = 1000


def upgrade() -> None:
    op.add_column("device_checkpoint", sa.Column("clock_offset_s", sa.Float(), nullable=True))
    for table in ("alarm", "work_order"):
        op.add_column(table, sa.Column("search", sa.Text(), nullable=False, server_default=""))
    _fill("alarm", ("message_zh", "message_en", "asset"))
    _fill("work_order", ("title_zh", "title_en", "number", "asset"))
    op.create_index("ix_alarm_asset", "alarm", ["asset", "raised_at", "id"])
    op.create_index("ix_work_order_asset", "work_order", ["asset", "opened_at", "id"])
    op.create_index("ix_alarm_abnormal", "alarm", ["realm", "raised_at", "id"], sqlite_where=sa.text(ABNORMAL), postgresql_where=sa.text(ABNORMAL))


def _fill(name: str, columns: tuple[str, ...]) -> None:
    """Case folding is Python's (the engines know only ASCII, or go by locale), so the rows pass through here."""
    connection = op.get_bind()
    table = sa.table(name, sa.column("id", sa.Text()), sa.column("search", sa.Text()), *(sa.column(column, sa.Text()) for column in columns))
    change = table.update().where(table.c.id == sa.bindparam("row_id")).values(search=sa.bindparam("found"))
    last = ""
    while rows := connection.execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(BATCH)).all():
        folded = ["\n".join(part for column in columns if (part := getattr(row, column))).casefold() for row in rows]
        connection.execute(change, [{"row_id": row.id, "found": text} for row, text in zip(rows, folded, strict=True)])
        last = rows[-1].id
