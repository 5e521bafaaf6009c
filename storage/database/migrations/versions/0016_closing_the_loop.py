"""What lists of orders need, and views that people keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SHARED = sa.text("shared_with IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "person", "page", "name", "query")),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shared_with", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ux_saved_view_name", "saved_view", ["person", "page", "name"], unique=True)
    op.create_index("ix_saved_view_shared", "saved_view", ["page", "shared_with"], sqlite_where=SHARED, postgresql_where=SHARED)
