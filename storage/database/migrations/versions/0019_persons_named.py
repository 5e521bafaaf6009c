"""Notifications and call-outs that are for persons by name; files whose bytes have still to be deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("outbox", "call_out"):
        op.add_column(table, sa.Column("persons", sa.Text(), nullable=False, server_default="[]"))
    op.create_table("forgotten_file", sa.Column("id", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("id", name="pk_forgotten_file"))
